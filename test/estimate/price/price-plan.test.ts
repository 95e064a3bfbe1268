import { describe, expect, test } from "vitest";
import {
  flopsPerMicroBatch,
  hostInput,
  pipelineCycle,
  pipelineMicroBatches,
  stepFlops,
} from "../../../src/estimate/price/price-plan.ts";
import { backwardWindow } from "../../../src/estimate/price/stage-windows.ts";
import { pricePhasedOf } from "./phased.ts";
import type { BlockPrice } from "../../../src/estimate/price/price-block.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { Block } from "../../../src/workload/graph/operator-graph.ts";
import { compute } from "../priced.ts";
import {
  block,
  FROZEN,
  graphOf,
  matmul,
  pricing,
  stage,
  vector,
  type GraphSketch,
} from "../../helpers/tiny.ts";

const price: BlockPrice = {
  ...{ forward: [compute(1)], recompute: [compute(2)], backward: [compute(4)] },
  ...{ forwardFlops: 10, recomputeFlops: 20, backwardFlops: 40 },
};
const priceOf = (): BlockPrice => price;
const layer = block([matmul()], { count: 2 });

test("FLOPs of a step: every layer's three passes, for every micro-batch, rank, replica and token", () => {
  const stages = [stage([layer]), stage([layer, layer], { index: 1 })];
  expect(flopsPerMicroBatch(stages, priceOf)).toBe(6 * 70);
  const degrees = { microBatches: 3, tensorParallel: 5, dataParallel: 7 };
  expect(stepFlops(420, degrees, 11)).toBe(420 * 3 * 5 * 7 * 11);
});

test("a stage's backward window is what its layers run again and backward", () =>
  expect(backwardWindow(stage([layer, block([], { count: 3 })]), priceOf)).toEqual({
    seconds: 5 * (2 + 4),
    layers: 5,
  }));

test("a decode of at least as many micro-batches as stages is one long pipeline", () => {
  expect(pipelineMicroBatches(4, 4, 10)).toBe(40);
  expect(pipelineMicroBatches(3, 4, 10)).toBe(3);
});

describe("what the host sends", () => {
  const sent = (index: number, input: { tokens: number; imageValues: number }) =>
    hostInput({ index }, pricing({ choice: { microBatch: 3 }, graph: graphOf([], { input }) }));
  test("is 8 B a token and one an image value, at 50 B/s, to the first stage alone", () => {
    const [segment] = sent(0, { tokens: 10, imageValues: 20 });
    expect(segment).toMatchObject({ resource: "host", bytes: (10 * 8 + 20) * 3, time: { host: 6 } });
    expect(sent(1, { tokens: 10, imageValues: 20 })).toEqual([]);
    expect(sent(0, { tokens: 0, imageValues: 0 })).toEqual([]);
  });
});

describe("a pipeline's cycle", () => {
  const last = block([matmul()], { id: "last", outputElements: 7 });
  const cycle = (blocks: readonly Block[], change: Partial<PlanChoice> = {}, sketch: GraphSketch = {}) => {
    const stages = blocks.map((one, index) => stage([one], { index, chip: index }));
    const choice = { pipelineParallel: blocks.length, microBatch: 2, ...change };
    return pipelineCycle(stages, priceOf, pricing({ choice, graph: graphOf(blocks, sketch) }));
  };

  test("runs each stage's layers, and before backward what is run again", () => {
    const [first] = cycle([layer, last]);
    expect(first?.forward.map(({ seconds }) => seconds)).toEqual([1, 1]);
    expect(first?.backward.map(({ seconds }) => seconds)).toEqual([2, 4, 2, 4]);
  });
  test("hands on what a stage puts out, and its gradient back: 100 elements of 2 samples", () => {
    const copies = cycle([layer, layer, last]).map(({ copyForward, copyBackward }) => [
      copyForward?.bytes,
      copyBackward?.bytes,
    ]);
    expect(copies).toEqual([
      [400, undefined],
      [400, 400],
      [undefined, 400],
    ]);
  });
  test("hands no gradient back in inference, nor to a stage with nothing trained in it or before it", () => {
    const back = (blocks: readonly Block[], sketch: GraphSketch = {}) =>
      cycle(blocks, {}, sketch).map(({ copyBackward }) => copyBackward?.bytes);
    expect(back([layer, last], { phase: "prefill" })).toEqual([undefined, undefined]);
    const frozen = block([matmul({ gradients: FROZEN }), vector({ parameters: 0 })]);
    const held = { ...frozen, operators: [matmul({ gradients: FROZEN })] };
    expect(back([held, layer, last])).toEqual([undefined, undefined, 400]);
  });
  test("of decode reads keys and values from streaming memory for each token: 2 layers of 5 at 10 tokens", () => {
    const keeping = block([matmul()], { count: 2, kvElementsPerToken: 5 });
    const read = (kvCache: PlanChoice["kvCache"], phase: "decode" | "prefill") =>
      cycle([keeping], { kvCache, tensorParallel: 2 }, { phase, contextTokens: 10 })[0]?.forward.find(
        ({ label }) => label === "keys and values",
      )?.bytes;
    expect(read("streaming", "decode")).toBe((2 * 5 * 10 * 2 * 2) / 2);
    expect(read("sram", "decode")).toBeUndefined();
    expect(read("streaming", "prefill")).toBeUndefined();
  });
});

describe("phased execution of two blocks, 6 micro-batches", () => {
  const table = block([vector({ parameters: 40, gradients: FROZEN })], { id: "table", kind: "embedding" });
  const phased = (change: Partial<PlanChoice> = {}, sketch: GraphSketch = {}) =>
    pricePhasedOf([table, layer], priceOf, { microBatches: 6, ...change }, sketch);

  test("goes forward, then backward and updates as far as something is trained", () =>
    expect(phased().phases.map(({ label, repeat, microBatches }) => [label, repeat, microBatches])).toEqual([
      ["table", 1, 6],
      ["layer", 2, 6],
      ["layer backward", 2, 6],
      ["layer update", 2, 1],
    ]));
  test("goes through all layers with each part of the micro-batches", () => {
    const { phases } = phased({ weightLoads: 2 });
    expect(phases.map(({ label }) => label)).toEqual([
      ...["table", "layer", "layer backward"],
      ...["table", "layer", "layer backward", "layer update"],
    ]);
    expect(phases[0]?.microBatches).toBe(3);
    // gradients go out after the first part, and come in before the second's backward
    expect(phases[2]?.store.map(({ label }) => label)).toEqual(["gradients"]);
    expect(phases[5]?.store).toEqual([]);
    expect(phases[2]?.load.map(({ label }) => label)).toEqual(["weights"]);
    expect(phases[5]?.load.map(({ label }) => label)).toEqual(["weights", "gradients"]);
  });
  test("answers without going back", () =>
    expect(phased({}, { phase: "prefill" }).phases.map(({ label }) => label)).toEqual(["table", "layer"]));
  test("loads a replica's share of the weights, and gathers them from the others", () => {
    const [, forward] = phased({ dataParallel: 4 }).phases;
    expect(forward?.load.map(({ label, bytes }) => [label, bytes])).toEqual([
      ["weights", (600 * 2) / 4],
      ["weights in the link domain", (600 * 2 * 3) / 4],
    ]);
  });
  test("loads compressed weights: 4 bits and 4 B for each 8 of them, for 16 bits", () => {
    const [, forward] = phased({ weightBits: 4, weightGroup: 8 }).phases;
    expect(forward?.load[0]?.bytes).toBe((600 * 2 * (4 / 8 + 4 / 8)) / 2);
  });
  test("passes activations through streaming memory, in backward what was read and its gradient", () => {
    const { phases } = phased({ microBatch: 3, tensorParallel: 2 });
    const bytes = (100 * 3 * 2) / 2;
    const moved = (at: number) =>
      phases[at]?.body
        .filter(({ resource }) => resource === "streaming")
        .map((one) => [one.label, one.bytes]);
    expect(moved(1)).toEqual([
      ["activations in", bytes],
      ["activations out", bytes],
    ]);
    expect(moved(2)).toEqual([
      ["activations in", bytes],
      ["activations in", bytes],
      ["activations out", bytes],
    ]);
    // each rank keeps a half, of which both need the whole
    expect(phases[1]?.body.find(({ label }) => label === "activations")?.bytes).toBe(bytes);
  });
  test("updates with its state in and out, and the weights back", () => {
    const update = phased({ dataParallel: 4 }).phases.at(-1);
    expect(update?.load.map(({ label, bytes }) => [label, bytes])).toEqual([
      ["optimizer state", (600 / 4) * 6],
    ]);
    expect(update?.store.map(({ label, bytes }) => [label, bytes])).toEqual([
      ["optimizer state", (600 / 4) * 6],
      ["weights", (600 / 4) * 2],
    ]);
    expect(update?.body.map(({ label }) => label)).toEqual(["gradients in the link domain", "optimizer"]);
  });
  test("overlaps where tiles are set aside", () => {
    expect(phased().overlap).toBe(false);
    expect(phased({ ioTiles: 1 }).overlap).toBe(true);
  });
});
