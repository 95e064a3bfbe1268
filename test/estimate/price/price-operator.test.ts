import { describe, expect, test } from "vitest";
import { rearrangeCycles } from "../../../src/cost/matmul/rearrange.ts";
import {
  castWork,
  optimizerWork,
  priceBackward,
  priceForward,
} from "../../../src/estimate/price/price-operator.ts";
import { FREE, workSeconds } from "../../../src/estimate/price/work-price.ts";
import {
  core,
  FOUR_EXPERTS,
  FROZEN,
  gather,
  graphOf,
  matmul,
  plannerOf,
  pricing,
  tinyArch,
  vector,
} from "../../helpers/tiny.ts";

const PLAN = {
  ...{ matmulCycles: 1000, reduceCycles: 200, rearrangeCycles: 300, exchangeCycles: 400, syncCycles: 500 },
  ...{ exchangeBytes: 10, sramBytes: 20 },
};
const planMatmul = plannerOf(() => PLAN);
const FLOPS = 2 * 10 * 20 * 30;
/** Of the format: sums of partials that a vector instruction makes side by side. */
const LANES = 8;

describe("a product on tiles at 1 kHz", () => {
  test("takes its plan's cycles, and energy of FLOPs (2 J), SRAM (3 J), exchange (5 J), sums and rearrangement", () => {
    const work = priceForward(matmul(), pricing({ planMatmul }));
    expect(work).toMatchObject({ matmulSeconds: 1, vectorSeconds: 0.5, exchangeSeconds: 0.4 });
    expect(work).toMatchObject({ syncSeconds: 0.5, layoutSeconds: 0, flops: FLOPS, kernels: 0 });
    // Four tiles: instructions, vectors of partials every three cycles, and atoms of 8 B read and written.
    const busy = 4 * (200 * (8 + 16 / 3) + 300 * (8 + (2 * 1024) / 451));
    expect(work).toMatchObject({
      matmulJoules: FLOPS * 2,
      sramJoules: expect.closeTo(3 * (20 + busy), 6) as number,
      exchangeJoules: 50,
      vectorJoules: expect.closeTo(((4 * 200) / 3) * LANES * 7, 6) as number,
    });
  });
  test("has layout work around it, a share of its time, by who laid it out", () => {
    const fitted = { layoutUpliftTuned: 1.5, layoutUpliftFramework: 2 };
    const layout = (software?: "framework" | "tuned") =>
      priceForward(matmul(), pricing({ planMatmul, fitted, choice: software ? { software } : {} }))
        .layoutSeconds;
    expect(layout()).toBeCloseTo(0.5 * 2.4, 12);
    expect(layout("tuned")).toBeCloseTo(0.5 * 2.4, 12);
    expect(layout("framework")).toBeCloseTo(2.4, 12);
    const sram = (layoutUpliftTuned: number) =>
      priceForward(matmul(), pricing({ planMatmul, fitted: { ...fitted, layoutUpliftTuned } })).sramJoules;
    expect(sram(1.5) - sram(1)).toBeCloseTo(0.5 * 2.4 * 1000 * 4 * (8 + (2 * 1024) / 451) * 3, 4);
  });
  test("is run twice backward, as far as something is trained", () => {
    const back = (inputs: boolean, parameters: boolean) =>
      priceBackward(matmul({ gradients: { inputs, parameters } }), pricing({ planMatmul })).matmulSeconds;
    expect([back(true, true), back(true, false), back(false, true), back(false, false)]).toEqual([
      2, 1, 1, 0,
    ]);
  });
  test("of single kept weights is the vector units' (7 J), of blocks the matrix unit's", () => {
    const joules = (block: 1 | 4) =>
      priceForward(matmul({ sparsity: { density: 0.5, block } }), pricing({ planMatmul })).matmulJoules;
    expect([joules(1), joules(4)]).toEqual([(FLOPS / 2) * 7, (FLOPS / 2) * 2]);
  });
  test("of experts that come in one by one follows for each: 3 that 2 tokens meet", () => {
    const experts = matmul({ rows: 2, routing: FOUR_EXPERTS, parameters: 2400 });
    const run = (weights: "sram" | "streaming") =>
      priceForward(experts, pricing({ planMatmul, choice: { weights } })).matmulSeconds;
    expect([run("sram"), run("streaming")]).toEqual([1, 3]);
  });
});

describe("vector work on four tiles", () => {
  const seconds = (op: Parameters<typeof priceForward>[0], choice = {}, arch = tinyArch()) =>
    priceForward(op, pricing({ choice, arch })).vectorSeconds * 1000;
  /** Of a gelu: a launch of 11, 6 workers of 17, 1.25 an element in half. */
  const gelu = (perTile: number) => 11 + 6 * 17 + 1.25 * perTile;

  test("takes the kernel's cycles on the fullest tile and its supersteps, 5 FLOPs an element, 2 · 2 B and instructions", () => {
    const work = priceForward(vector(), pricing({ choice: { microBatch: 2 } }));
    expect(work.vectorSeconds * 1000).toBeCloseTo(gelu(200 / 4), 9);
    expect(work.syncSeconds).toBe(50 / 1000);
    expect([work.vectorJoules, work.flops]).toEqual([200 * 5 * 7, 0]);
    expect(work.sramJoules).toBeCloseTo((200 * 2 * 2 + 4 * gelu(200 / 4) * 8) * 3, 6);
  });
  test("is rounded up to whole elements of a tile, of those that compute", () => {
    expect(seconds(vector({ elements: 101 }))).toBeCloseTo(gelu(26), 9);
    expect(seconds(vector(), { ioTiles: 1 })).toBeCloseTo(gelu(34), 9);
  });
  test("is divided over the ranks where its tensor is", () => {
    const parallel = { tensorParallel: 2 };
    expect(seconds(vector({ split: "column" }), parallel)).toBeCloseTo(gelu(50 / 4 + 0.5), 9);
    expect(seconds(vector(), parallel)).toBeCloseTo(gelu(25), 9);
    expect(seconds(vector(), { ...parallel, sequenceParallel: true })).toBeCloseTo(gelu(13), 9);
  });
  test("runs over the rows reserved for experts", () =>
    expect(seconds(vector({ routing: { ...FOUR_EXPERTS, capacityFactor: 2 } }))).toBeCloseTo(gelu(50), 9));
  test("a softmax is five supersteps, its gradient four", () => {
    const softmax = vector({ function: "softmax" });
    expect(priceForward(softmax, pricing()).syncSeconds).toBeCloseTo(5 * 0.05, 12);
    expect(priceBackward(softmax, pricing()).syncSeconds).toBeCloseTo(4 * 0.05, 12);
  });
  test("of a frozen bias costs no backward, of a trained one a sum over rows", () => {
    const bias = (parameters: boolean) =>
      vector({ function: "bias", gradients: { inputs: true, parameters } });
    expect(priceBackward(bias(false), pricing())).toBe(FREE);
    // launch, 6 · 32, and 0.375 an element
    expect(priceBackward(bias(true), pricing()).vectorSeconds * 1000).toBeCloseTo(11 + 192 + 0.375 * 25, 9);
  });
  test("of what has no backward is free", () =>
    expect(priceBackward(vector({ gradients: FROZEN }), pricing())).toBe(FREE));
  test("rows of a table are gathered, their gradients scattered; a table that is only held costs nothing", () => {
    const there = priceForward(gather(), pricing()).vectorSeconds * 1000;
    expect(there).toBeCloseTo(11 + 6 * 30 + 50, 9);
    expect(priceBackward(gather(), pricing()).vectorSeconds * 1000).toBeCloseTo(11 + 6 * 33 + 1.5 * 50, 9);
    expect(priceForward(gather({ rows: 0 }), pricing())).toBe(FREE);
  });
  test("a cast takes half a cycle an element", () =>
    expect(castWork(400, pricing()).vectorSeconds * 1000).toBeCloseTo(11 + 6 * 17 + 50, 9));
});

describe("around an attention's products", () => {
  const decoder = graphOf([], { phase: "prefill" });
  const encoder = graphOf([], { phase: "prefill", family: "encoder" });
  const values = core({ id: "values", role: "values", inner: 10, columns: 20 });
  const around = (op = core(), change: Parameters<typeof pricing>[0] = {}) =>
    priceForward(op, pricing({ graph: decoder, ...change }));
  /** A phase, the bytes of a tile over 4 a cycle, and putting them in place in atoms of so many bytes. */
  const copied = (elements: number, atom: number) => {
    const bytes = (elements / 4) * 2;
    return (50 + bytes / 4 + rearrangeCycles(bytes, atom)) / 1000;
  };

  test("keys are copied before the scores, in runs of 8 bytes, and that draws power", () => {
    const { layoutSeconds, sramJoules } = around();
    expect(layoutSeconds).toBeCloseTo(copied(8 * 20 * 10, 8), 12);
    const scaled = { cycles: 4 * (11 + 6 * 20) + 0.5 * 800, movedBytes: 800 * 2 * 2 };
    const copies = layoutSeconds * 1000 * 4 * (8 + (2 * 1024) / 451);
    expect(sramJoules).toBeCloseTo(3 * (scaled.cycles * 8 + scaled.movedBytes + copies), 4);
  });
  test("values are before the mix, and what the softmax left one by one", () =>
    expect(around(values).layoutSeconds).toBeCloseTo(copied(8 * 10 * 20, 8) + copied(8 * 10 * 10, 2), 12));
  test("scores are scaled; frameworks select among a decoder's besides", () => {
    const scores = 8 * 10 * 10;
    const scaled = (11 + 6 * 20 + 0.5 * (scores / 4)) / 1000;
    const selected = (11 + 6 * 28 + 2 * (scores / 4)) / 1000;
    const framework = { choice: { software: "framework" as const } };
    expect(around().vectorSeconds).toBeCloseTo(scaled, 12);
    expect(around(core(), framework).vectorSeconds).toBeCloseTo(scaled + selected, 12);
    expect(around(core(), { ...framework, graph: encoder }).vectorSeconds).toBeCloseTo(scaled, 12);
    expect(around(values).vectorSeconds).toBe(0);
  });
  test("a softmax between passes is launched in each: 3 · 5 supersteps more of 4, in inference", () => {
    const passes = plannerOf(() => ({ passes: 4 }));
    const once = around().syncSeconds;
    expect(around(core(), { planMatmul: passes }).syncSeconds - once).toBeCloseTo(3 * 5 * 0.05, 12);
    const training = { planMatmul: passes, graph: graphOf([]) };
    expect(around(core(), training).syncSeconds).toBeCloseTo(once, 12);
  });
});

describe("an optimizer's arithmetic over 400 parameters", () => {
  const cycles = (optimizer: string) => {
    const graph = graphOf([], { task: { kind: "pretrain", optimizer } });
    return optimizerWork(400, pricing({ graph }));
  };
  test.each([
    ["adam", 5],
    ["adamw", 5],
    ["lamb", 8],
    ["sgd-momentum", 2],
    ["lars", 7],
    ["adafactor", 7],
  ])("%s has %d supersteps", (optimizer, supersteps) =>
    expect(cycles(optimizer).syncSeconds).toBeCloseTo(supersteps * 0.05, 12),
  );
  test("grows with the parameters of the fullest tile", () =>
    expect(workSeconds(cycles("lamb"))).toBeGreaterThan(workSeconds(cycles("adam"))));
  test("is none in inference", () =>
    expect(optimizerWork(400, pricing({ graph: graphOf([], { phase: "decode" }) }))).toBe(FREE));
});
