import { describe, expect, test } from "vitest";
import type { RooflineChip } from "../../src/arch/arch.ts";
import { protocolAllReduce, protocolHalfCollective } from "../../src/cost/roofline/roofline-collective.ts";
import {
  launchWaitSeconds,
  rooflineMatmul,
  rooflineMatmulWork,
  rooflineVector,
} from "../../src/cost/roofline/roofline.ts";
import { TINY_SOFTWARE } from "../helpers/tiny.ts";

const chip: RooflineChip = {
  architecture: "roofline",
  id: "gpu",
  peakFlopsPerSecond: { fp16_32: 1000 },
  joulesPerFlop: { fp16_32: 1 },
  vectorFlopsPerSecond: 100,
  memoryBytes: 1e6,
  memoryBytesPerSecond: 50,
  memoryJoulesPerByte: 1,
  matmulEfficiency: 0.8,
  matmulHalfSize: 10,
  sustainedFraction: 0.5,
  software: { training: TINY_SOFTWARE, inference: TINY_SOFTWARE },
  kernelRampSeconds: 3,
  links: { count: 1, bytesPerSecondEach: 100, latencySeconds: 1, joulesPerByte: 1 },
  power: { idleWatts: 1, capWatts: 10 },
};
const fast = { ...chip, memoryBytesPerSecond: 1e9 };
const shape = { groups: 2, rows: 1000, inner: 1000, columns: 90 };
const flops = 2 * 2 * 1000 * 1000 * 90;

describe("matmul on a roofline chip", () => {
  test("alone it runs at the efficiency of its smallest side", () =>
    expect(rooflineMatmulWork(shape, "fp16_32", 2, fast, "alone").seconds).toBeCloseTo(
      flops / (1000 * ((0.8 * 90) / (90 + 10))),
      6,
    ));
  test("in a stream the power cap leaves half of that, and it starts once", () =>
    expect(rooflineMatmul(shape, "fp16_32", 2, fast).seconds).toBeCloseTo(
      flops / (1000 * 0.5 * ((0.8 * 90) / (90 + 10))) + 3,
      6,
    ));
  test("a thin one waits for memory, and a little for the arithmetic that memory does not hide", () => {
    const thin = { groups: 1, rows: 1, inner: 100, columns: 100 };
    const memory = ((100 + 100 * 100 + 100) * 2) / 50;
    const arithmetic = 20_000 / (1000 * 0.8 * 0.5);
    expect(rooflineMatmul(thin, "fp16_32", 2, { ...chip, matmulHalfSize: 0 }).seconds).toBeCloseTo(
      (memory ** 1.5 + arithmetic ** 1.5) ** (1 / 1.5) + 3,
      9,
    );
  });
  test("in 8 bits reads half, and writes 16 bits all the same", () => {
    const chipOf8 = { ...chip, peakFlopsPerSecond: { fp8_16: 2000 } };
    const { memoryBytes } = rooflineMatmulWork(
      { groups: 1, rows: 2, inner: 30, columns: 5 },
      "fp8_16",
      1,
      chipOf8,
    );
    expect(memoryBytes).toBe(2 * 30 + 30 * 5 + 2 * 5 * 2);
  });
});

test("pruned weights come out of memory as kept values, and two bytes for the place of each block of 4 × 4", () => {
  const pruned = {
    groups: 1,
    rows: 1,
    inner: 100,
    columns: 100,
    sparse: { density: 0.25, block: 4 as const },
  };
  const kept = 100 * 100 * 0.25 * (1 + 2 / (16 * 2));
  expect(rooflineMatmulWork(pruned, "fp16_32", 2, chip).memoryBytes).toBe((100 + kept + 100) * 2);
});

describe("launches", () => {
  test("each kernel of an operator starts once", () =>
    expect(rooflineVector(0, 500, chip, 2).seconds).toBe(500 / 50 + 2 * 3));
  test("a chip waits for what issuing its kernels takes longer than running them", () => {
    expect(launchWaitSeconds(4, 20, { ...TINY_SOFTWARE, launchSeconds: 7 })).toBe(4 * 7 - 20);
    expect(launchWaitSeconds(4, 30, { ...TINY_SOFTWARE, launchSeconds: 7 })).toBe(0);
  });
});

describe("collectives of two protocols", () => {
  const protocols = {
    bytesPerSecond: 100,
    latencySeconds: 10,
    small: { bytesPerSecond: 10, latencySeconds: 1 },
  };
  test("large messages take the one with the bandwidth, small ones the one with the latency", () => {
    expect(protocolHalfCollective(8000, 4, protocols).seconds).toBe(2 * 10 + (3 / 4) * (8000 / 100));
    expect(protocolHalfCollective(80, 4, protocols).seconds).toBe(2 * 1 + (3 / 4) * (80 / 10));
  });
  test("six members take the three rounds of a tree of eight", () =>
    expect(protocolHalfCollective(6000, 6, protocols).seconds).toBe(3 * 10 + 5000 / 100));
  test("a small all-reduce has twice the rounds of its protocol, too", () =>
    expect(protocolAllReduce(80, 4, protocols).seconds).toBe(2 * (2 * 1 + ((3 / 4) * 80) / 10)));
  test("an all-reduce is both halves", () => {
    const half = protocolHalfCollective(8000, 8, protocols);
    expect(protocolAllReduce(8000, 8, protocols)).toEqual({
      seconds: 2 * half.seconds,
      bytesSent: 2 * half.bytesSent,
    });
  });
  test("a group of one sends nothing", () =>
    expect(protocolAllReduce(8000, 1, protocols)).toEqual({ seconds: 0, bytesSent: 0 }));
});

test("a format that reaches half of a large product's share takes twice as long where arithmetic is all", () => {
  const fast = { ...chip, memoryBytesPerSecond: 1e30 };
  const shape = { groups: 1, rows: 4096, inner: 4096, columns: 4096 };
  const seconds = (formatEfficiency: NonNullable<RooflineChip["formatEfficiency"]>): number =>
    rooflineMatmulWork(shape, "fp16_32", 2, { ...fast, formatEfficiency }).seconds;
  expect(seconds({ fp16_32: 0.5 }) / seconds({})).toBeCloseTo(2, 12);
});
