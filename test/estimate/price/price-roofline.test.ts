import { describe, expect, test } from "vitest";
import { priceBackward, priceForward, optimizerWork } from "../../../src/estimate/price/price-operator.ts";
import { FREE } from "../../../src/estimate/price/work-price.ts";
import {
  convolution,
  core,
  FOUR_EXPERTS,
  gather,
  graphOf,
  matmul,
  pricing,
  tinyGpus,
  vector,
} from "../../helpers/tiny.ts";

/** 1,000 FLOP/s, 1,000 B/s of HBM: a product is bound by arithmetic, other work by memory. */
const gpus = tinyGpus({ gpu: { memoryBytesPerSecond: 1000, vectorFlopsPerSecond: 1e9 } });
const on = (choice = {}, arch = gpus) => pricing({ arch, choice });
const FLOPS = 2 * 10 * 20 * 30;
const BYTES = 2 * (10 * 20 + 20 * 30 + 10 * 30);
/** Arithmetic and memory overlap in part: p = 1.5. */
const SECONDS = ((FLOPS / 1000) ** 1.5 + (BYTES / 1000) ** 1.5) ** (1 / 1.5);

describe("a product on a chip known by its peaks", () => {
  test("is one kernel of its FLOPs, energy of them and of its operands' bytes", () =>
    expect(priceForward(matmul(), on())).toEqual({
      ...FREE,
      ...{ matmulSeconds: SECONDS, matmulJoules: FLOPS * 2, sramJoules: BYTES * 3 },
      ...{ flops: FLOPS, kernels: 1 },
    }));
  test("backward is two, and adds the weight's gradient to the accumulator: 6 B of 600 parameters", () => {
    const back = priceBackward(matmul(), on());
    expect(back.matmulSeconds).toBeCloseTo(2 * SECONDS, 12);
    expect(back.vectorSeconds).toBeCloseTo((600 * 6) / 1000, 12);
    expect([back.kernels, back.flops]).toEqual([3, 2 * FLOPS]);
  });
  test("of a frozen weight adds up nothing, nor does a product between activations", () => {
    expect(priceBackward(matmul({ gradients: { inputs: true, parameters: false } }), on()).kernels).toBe(1);
    expect(priceBackward(core(), on()).kernels).toBe(2);
  });
  test("that is computed with its siblings is charged the share of its columns", () => {
    const fused = priceForward(matmul({ role: "query", fusedColumns: 90 }), on());
    const bytes = 2 * (10 * 20 + 20 * 90 + 10 * 90);
    expect(fused.kernels).toBeCloseTo(1 / 3, 12);
    expect(3 * fused.matmulSeconds).toBeCloseTo(
      (((3 * FLOPS) / 1000) ** 1.5 + (bytes / 1000) ** 1.5) ** (1 / 1.5),
      12,
    );
  });
  test("multiplies pruned weights whole", () =>
    expect(priceForward(matmul({ sparsity: { density: 0.5, block: 1 } }), on()).flops).toBe(FLOPS));
  test("cut into as many parts as ranks runs them one after the other", () => {
    const op = matmul({ split: "column", columns: 40, parameters: 800 });
    const cut = { tensorParallel: 2, overlapTensorParallel: true };
    expect(priceForward(op, on(cut)).kernels).toBe(2);
    expect(priceForward(op, on({ tensorParallel: 2 })).kernels).toBe(1);
    expect(priceForward(op, on(cut)).flops).toBe(priceForward(op, on({ tensorParallel: 2 })).flops);
  });
  test("cut so still has one gradient of its weight to add up: 6 B of 400 parameters", () => {
    const op = matmul({ split: "column", columns: 40, parameters: 800 });
    const back = priceBackward(op, on({ tensorParallel: 2, overlapTensorParallel: true }));
    expect(back.vectorSeconds).toBeCloseTo((400 * 6) / 1000, 12);
    expect(back.kernels).toBe(2 * 2 + 1);
  });
  test("of experts that follow each other is as many kernels: 3 that 2 tokens meet", () => {
    const experts = matmul({ rows: 2, routing: FOUR_EXPERTS, parameters: 2400 });
    expect(priceForward(experts, on({ weights: "streaming" })).kernels).toBe(3);
  });
});

describe("kernels bound by memory, bytes an element of 2 B", () => {
  const seconds = (op: Parameters<typeof priceForward>[0], choice = {}) => [
    priceForward(op, on(choice)).vectorSeconds * 1000,
    priceBackward(op, on(choice)).vectorSeconds * 1000,
  ];
  test("a gelu reads and writes: 4; its gradient 6", () =>
    expect(seconds(vector(), { microBatch: 3 })).toEqual([300 * 4, 300 * 6]));
  test("a rank's share of a divided tensor; of any with sequence parallelism", () => {
    expect(seconds(vector({ split: "column" }), { tensorParallel: 2 })[0]).toBe(50 * 4);
    expect(seconds(vector(), { tensorParallel: 2 })[0]).toBe(100 * 4);
    expect(seconds(vector(), { tensorParallel: 2, sequenceParallel: true })[0]).toBe(50 * 4);
  });
  test("rows reserved for experts count", () =>
    expect(seconds(vector({ routing: { ...FOUR_EXPERTS, capacityFactor: 2 } }))[0]).toBe(200 * 4));
  test("rows of a table are copied out, their gradients added to a cleared one: 4 and 8", () =>
    expect(seconds(gather())).toEqual([200 * 4, 200 * 8]));
  test("a mask is part of the softmax; a dropout of scores has a mask of its own: 5", () => {
    const mask = vector({ function: "add", core: true } as never);
    expect(priceForward(mask, on())).toBe(FREE);
    expect(seconds(vector({ function: "add" }))[0]).toBe(100 * 4);
    expect(seconds(vector({ function: "dropout", split: "heads" }))[0]).toBe(100 * 5);
    expect(seconds(vector({ function: "dropout" }))[0]).toBe(100 * 3);
  });
  test("an update of Adam moves 50 B a parameter in one kernel; inference has none", () => {
    const work = optimizerWork(400, on());
    expect([work.vectorSeconds, work.kernels]).toEqual([(400 * 50) / 1000, 1]);
    const graph = graphOf([], { phase: "decode" });
    expect(optimizerWork(400, pricing({ arch: gpus, graph }))).toBe(FREE);
  });
});

describe("a convolution is a product of gathered patches", () => {
  const flops = 2 * 64 * 36 * 6;
  test("of 8² pixels by 3² · 4 inputs by 6 channels, in both gradients as large", () => {
    expect(priceForward(convolution(), on()).flops).toBe(flops);
    expect(priceBackward(convolution(), on()).flops).toBe(2 * flops);
    const first = convolution({ gradients: { inputs: false, parameters: true } });
    expect(priceBackward(first, on()).flops).toBe(flops);
  });
  test("in groups, of their channels alone", () =>
    expect(priceForward(convolution({ groups: 2 }), on({ microBatch: 3 })).flops).toBe((3 * flops) / 2));
});

describe("products of 8 bits", () => {
  const arch = tinyGpus({
    gpu: {
      ...{ memoryBytesPerSecond: 1000, vectorFlopsPerSecond: 1e9 },
      peakFlopsPerSecond: { fp16_16: 1000, fp8_16: 1000 },
    },
  });
  const narrow = { arithmetic: "fp8_16" } as const;
  test("make them of 16 when training: 4 B of 200 inputs forward, of 300 gradients of the result backward", () => {
    expect(priceForward(matmul(), on(narrow, arch)).vectorSeconds).toBeCloseTo((200 * 4) / 1000, 12);
    const frozen = matmul({ gradients: { inputs: true, parameters: false } });
    expect(priceBackward(frozen, on(narrow, arch)).vectorSeconds).toBeCloseTo((300 * 4) / 1000, 12);
  });
  test("find them made in inference", () => {
    const context = pricing({ arch, choice: narrow, graph: graphOf([], { phase: "prefill" }) });
    expect(priceForward(matmul(), context).vectorSeconds).toBe(0);
  });
});
