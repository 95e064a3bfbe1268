import { describe, expect, test } from "vitest";
import { layerByLayer } from "../../../src/estimate/price/layer-by-layer.ts";
import { shardedCycle } from "../../../src/estimate/price/price-sharded.ts";
import { priceUpdate } from "../../../src/estimate/price/price-update.ts";
import type { Segment } from "../../../src/estimate/priced-plan.ts";
import { block, graphOf, matmul, pricing, stage, tinyGpus } from "../../helpers/tiny.ts";

/** Two layers of 600 parameters, replicas of a chip each in one link domain: 200 B/s, 1 s a step. */
const layers = block([matmul()], { count: 2 });
const own = stage([layers]);
const context = (optimizerState: string) =>
  pricing({
    arch: tinyGpus(),
    choice: { dataParallel: 4, optimizerState, arithmetic: "fp16_16" },
    graph: graphOf([layers]),
  });
const seconds = (segments: readonly Segment[]): number => segments.reduce((sum, one) => sum + one.seconds, 0);
const idle = { forward: () => ({ seconds: 0, layers: 2 }), backward: () => ({ seconds: 0, layers: 2 }) };
/** 1,200 parameters of 2 B over four: 1,800 B, and two steps both ways round. */
const ONCE = (1200 * 2 * 0.75) / 200 + 2;

describe("replicas that divide weights", () => {
  test("gather them before forward and backward, and scatter gradients, for every micro-batch", () => {
    const cycle = shardedCycle(own, context("sharded-weights"), idle);
    expect(cycle.forward.map(({ time }) => Object.keys(time))).toEqual([["weightGather"]]);
    expect(seconds(cycle.forward)).toBeCloseTo(ONCE, 9);
    expect(seconds(cycle.backward)).toBeCloseTo(2 * ONCE, 9);
  });
  test("leave the update nothing but the optimizer", () => {
    const update = priceUpdate(own, context("sharded-weights"), () => ({ seconds: 0, layers: 2 }));
    expect(update.flatMap(({ time }) => Object.keys(time))).toEqual(["optimizer"]);
  });
  test("do so beside the work but for one layer of two", () => {
    const busy = () => ({ seconds: 1e6, layers: 2 });
    const cycle = shardedCycle(own, context("sharded-weights"), { forward: busy, backward: busy });
    // Half of it alone; of the other half the share of the chip that links take, 0.15.
    expect(seconds(cycle.forward)).toBeCloseTo(ONCE * (0.5 + 0.5 * 0.15), 9);
    expect(cycle.forward[0]?.aloneSeconds).toBeCloseTo(ONCE, 9);
  });
});

test("replicas that divide gradients alone scatter them with every micro-batch, and gather weights once a step", () => {
  const cycle = shardedCycle(own, context("sharded-gradients"), idle);
  expect([cycle.forward, seconds(cycle.backward)]).toEqual([[], expect.closeTo(ONCE, 9)]);
  const update = priceUpdate(own, context("sharded-gradients"), () => ({ seconds: 0, layers: 2 }));
  expect(update.flatMap(({ time }) => Object.keys(time))).toEqual(["optimizer", "weightGather"]);
});

test("replicas that divide state alone exchange nothing between micro-batches", () =>
  expect(shardedCycle(own, context("sharded"), idle)).toEqual({ forward: [], backward: [] }));

test("collectives of different ways go on beside the work, each for its part of it", () => {
  const of = (resource: string): Segment => ({
    ...{ label: "", resource, seconds: 10, time: { weightGather: 10 }, energy: {}, bytes: 0 },
  });
  const [near, far] = layerByLayer([of("links"), of("gateway")], () => ({ seconds: 16, layers: Infinity }));
  // Eight seconds each: two are left of the ten.
  expect([near?.seconds, far?.seconds]).toEqual([2, 2]);
});
