import { describe, expect, test } from "vitest";
import {
  arrivedMatmulCycles,
  decodeAttentionCycles,
  layoutCycles,
  softmaxCycles,
} from "../../../src/cost/tile/attention-decode.ts";
import { planMatmul, type MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";

const BOW: MatmulTarget = {
  tiles: 1472,
  sramBytesPerTile: 638976,
  arithmetic: "fp16_32",
  macsPerCycle: 32,
  availableMemoryProportion: 0.6,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
};

describe("decode attention in SRAM", () => {
  test("bringing 1,472,000 halves into a layout takes a phase, 2,000 bytes at 4 a cycle, and 587 + 0.44 cycles a byte", () =>
    expect(layoutCycles(1472 * 1000, 8, BOW)).toBeCloseTo(500 + 2000 / 4 + 587 + (2000 * 451) / 1024, 9));

  test("keys, values, scores, weights, query and result are each copied once into another layout", () => {
    const four = { ...BOW, tiles: 4 };
    const copied = (bytes: number, perByte: number) => 500 + bytes / 4 + 587 + bytes * perByte;
    const { rearrangeCycles } = decodeAttentionCycles({ groups: 2, tokens: 64, headSize: 16 }, four);
    expect(rearrangeCycles).toBeCloseTo(
      2 * copied((2 * 64 * 16 * 2) / 4, 451 / 1024) +
        2 * copied((2 * 64 * 2) / 4, 5271 / 1024) +
        2 * copied((2 * 16 * 2) / 4, 5271 / 1024),
      9,
    );
  });

  test("either operand of a product is loaded into the AMP, since both are copied anyway", () => {
    const shapes = [
      { groups: 32, rows: 1, inner: 128, columns: 1024 },
      { groups: 32, rows: 1, inner: 1024, columns: 128 },
    ];
    const ways = shapes.map(({ rows, columns, ...rest }) => [
      planMatmul({ ...rest, rows, columns }, BOW).cycles,
      planMatmul({ ...rest, rows: columns, columns: rows }, BOW).cycles,
    ]);
    const parts = decodeAttentionCycles({ groups: 32, tokens: 1024, headSize: 128 }, BOW);
    expect(parts.matmulCycles).toBe(Math.min(...ways[0]!) + Math.min(...ways[1]!));
    expect(parts.matmulCycles).toBeLessThan(ways[0]![0]! + ways[1]![0]!);
    expect(parts.cycles).toBe(parts.matmulCycles + parts.rearrangeCycles + parts.softmaxCycles);
    expect(arrivedMatmulCycles(shapes[0]!, BOW)).toBe(
      Math.min(...ways[0]!) + layoutCycles(32 * 128 * 1024, 8, BOW),
    );
  });

  test("two rows of 64 scores on 32 tiles: scale, softmax, six phases, maxima and sums over two stages of four", () => {
    const stages = 2 * (500 + 6 * (32 + (3 * 4 + 8)));
    const scale = 11 + 6 * 20 + 0.5 * 4;
    const softmax = 5 * 11 + 6 * (32 + 28 + 33 + 32 + 20) + 3 * 4;
    expect(softmaxCycles(2, 64, { ...BOW, tiles: 32 })).toBe(scale + softmax + 6 * 500 + 2 * stages);
  });

  test("a long cache is bound by its copies: twice the tokens take nearly twice the time", () => {
    const cycles = (tokens: number): number =>
      decodeAttentionCycles({ groups: 32, tokens, headSize: 128 }, BOW).cycles;
    expect(cycles(32768) / cycles(16384)).toBeGreaterThan(1.8);
    expect(cycles(2048) / cycles(1024)).toBeLessThan(1.6);
  });

  test("rows that no tile shares need no gathering of maxima and sums", () =>
    expect(softmaxCycles(1472, 64, BOW)).toBeLessThan(softmaxCycles(32, 2944, BOW)));
});
