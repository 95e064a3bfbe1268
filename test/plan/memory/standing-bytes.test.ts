import { describe, expect, test } from "vitest";
import { standingBytes, type StandingBytes } from "../../../src/plan/memory/standing-bytes.ts";
import type { OffChipCategory, PlanChoice } from "../../../src/plan/plan.ts";
import type { Block } from "../../../src/workload/graph/operator-graph.ts";
import {
  block,
  FOUR_EXPERTS,
  FROZEN,
  graphOf,
  matmul,
  plannerOf,
  stage,
  tinyArch,
  tinyChoice,
  tinyGpus,
  type GraphSketch,
} from "../../helpers/tiny.ts";

function held(
  blocks: readonly Block[],
  change: Partial<PlanChoice> = {},
  sketch: GraphSketch = {},
  arch = tinyArch(),
): Held {
  const stages = [stage(blocks)];
  const graph = graphOf(blocks, sketch);
  const choice = tinyChoice(change);
  const { sram, offChip } = standingBytes(stages, { arch, graph, choice, stages, planMatmul: plannerOf() });
  return { sram, offChip, streaming: offChip["streaming"] ?? NOTHING };
}

interface Held extends StandingBytes {
  readonly streaming: Readonly<Record<OffChipCategory, number>>;
}
const NOTHING = { weights: 0, gradients: 0, optimizer: 0, activations: 0, kvCache: 0 };

/** Three layers of 600 parameters. */
const layers = block([matmul()], { count: 3 });
const P = 3 * 600;

describe("weights of 2 B, gradients of 2 and Adam's state of 6 on the chip", () => {
  test("whole on every replica", () => {
    const { sram, streaming } = held([layers], { dataParallel: 16 });
    expect([sram.weights, sram.gradients, sram.optimizer]).toEqual([P * 2, P * 2, P * 6]);
    expect(Object.values(streaming)).toEqual([0, 0, 0, 0, 0]);
  });
  test("state divided over the 8 of 16 replicas that are in a link domain", () => {
    const { sram, streaming } = held([layers], { dataParallel: 16, optimizerState: "sharded" });
    expect([sram.weights, sram.gradients, sram.optimizer]).toEqual([P * 2, P * 2, (P * 6) / 8]);
    expect(streaming.optimizer).toBe(0);
  });
  test("state divided alike in streaming memory", () => {
    const { sram, streaming } = held([layers], { dataParallel: 16, optimizerState: "streaming" });
    expect([sram.optimizer, streaming.optimizer]).toEqual([0, (P * 6) / 8]);
  });
  test("a master copy besides on chips that do not round stochastically: 12 B", () =>
    expect(held([layers], {}, {}, tinyGpus()).sram.optimizer).toBe(P * 12));
  test("no gradient and no state of what is frozen", () => {
    const half = block([matmul(), matmul({ gradients: FROZEN })]);
    const { sram } = held([half]);
    expect([sram.weights, sram.gradients, sram.optimizer]).toEqual([1200 * 2, 600 * 2, 600 * 6]);
  });
  test("where the kept ones of pruned weights are: 2 B each, 4 B a row", () => {
    const pruned = block([matmul({ parameters: 300, sparsity: { density: 0.5, block: 1 } })], { count: 2 });
    expect(held([pruned]).sram.weights).toBe(2 * (300 * 2 + 300 * 2 + 31 * 4));
  });
});

describe("in phased execution", () => {
  const phased = { weights: "streaming", dataParallel: 16 } as const;
  test("weights and state are in streaming memory, an eighth each", () => {
    const { sram, streaming } = held([layers], phased);
    expect(streaming).toMatchObject({ weights: (P * 2) / 8, optimizer: (P * 6) / 8, gradients: 0 });
    expect([sram.weights, sram.gradients, sram.optimizer]).toEqual([0, 0, 0]);
  });
  test("whole gradients wait there between loads, where weights come in more than once", () =>
    expect(held([layers], { ...phased, weightLoads: 2 }).streaming.gradients).toBe(P * 2));
});

describe("experts: 4 of 600 parameters beside 600 of all, over 2 of 4 replicas", () => {
  const mixture = block([matmul(), matmul({ routing: FOUR_EXPERTS, parameters: 4 * 600 })]);
  const shared = { dataParallel: 4, expertParallel: 2 };
  test("a half of them is on each chip", () =>
    expect(held([mixture], shared, { experts: 4 }).sram.weights).toBe((600 + 1200) * 2));
  test("their state is divided over the two replicas that hold the same, the rest over four", () => {
    const { sram } = held([mixture], { ...shared, optimizerState: "sharded" }, { experts: 4 });
    expect(sram.optimizer).toBe((600 * 6) / 4 + (1200 * 6) / 2);
  });
  test("so are their weights in phased execution", () => {
    const { streaming } = held([mixture], { ...shared, weights: "streaming" }, { experts: 4 });
    expect(streaming.weights).toBe((600 * 2) / 4 + (1200 * 2) / 2);
  });
  test("fetched ones leave room for one on the chip; those of a replica wait in streaming memory", () => {
    const small = block([matmul({ routing: FOUR_EXPERTS, parameters: 4 * 10 })]);
    const fetched = { ...shared, expertWeights: "streaming" } as const;
    const { sram, streaming } = held([mixture, small], fetched, { experts: 4, phase: "decode" });
    expect(sram.weights).toBe((600 + 600) * 2);
    expect(streaming.weights).toBe((1200 + 20) * 2);
  });
});

describe("keys and values: 5 layers of 40 elements a token", () => {
  const layer = block([matmul()], { count: 5, kvElementsPerToken: 40 });
  const batch = { microBatch: 3, microBatches: 2 } as const;
  const kept = (change: Partial<PlanChoice>, phase: "decode" | "training" = "decode") => {
    const { sram, streaming } = held([layer], { ...batch, ...change }, { phase });
    return [sram.kvCache, streaming.kvCache];
  };
  test("of every sample in flight, at its prompt of 6 tokens and its answer of 4", () => {
    const bytes = 5 * 40 * (6 + 4) * (3 * 2) * 2;
    expect(kept({ kvCache: "sram" })).toEqual([bytes, 0]);
    expect(kept({ kvCache: "streaming" })).toEqual([0, bytes]);
    expect(kept({ kvCache: "none" })).toEqual([0, 0]);
  });
  test("are divided by the heads of tensor parallelism", () =>
    expect(kept({ kvCache: "sram", tensorParallel: 4 })).toEqual([(5 * 40 * 10 * 6 * 2) / 4, 0]));
  test("of a sliding window of 7 tokens are of those inside it, of one of 20 of all ten there are", () => {
    const windowed = (keyValueTokens: number) =>
      held([{ ...layer, keyValueTokens }], { ...batch, kvCache: "sram" }, { phase: "decode" }).sram.kvCache;
    expect(windowed(7)).toBe(5 * 40 * 7 * (3 * 2) * 2);
    expect(windowed(20)).toBe(5 * 40 * 10 * (3 * 2) * 2);
  });
  test("are not kept in training", () => expect(kept({ kvCache: "sram" }, "training")).toEqual([0, 0]));
  test("of a scan are one state a sample, however long it is: 5 layers of 70 elements", () => {
    const scanned = block([matmul()], { count: 5, stateElements: 70 });
    const { sram } = held([scanned], { ...batch, kvCache: "sram" }, { phase: "decode" });
    expect(sram.kvCache).toBe(5 * 70 * (3 * 2) * 2);
  });
});

describe("four replicas of a chip without tiles", () => {
  const on = (optimizerState: string) => {
    const { weights, gradients, optimizer } = held(
      [layers],
      { dataParallel: 4, optimizerState },
      {},
      tinyGpus(),
    ).sram;
    return { weights, gradients, optimizer };
  };
  const whole = on("sram");
  const layer = (all: number): number => all / 3;

  test("divide state, or gradients too but for those of the layer at work, or weights too but for two layers'", () => {
    expect(on("sharded")).toEqual({ ...whole, optimizer: whole.optimizer / 4 });
    const gradients = whole.gradients / 4 + layer(whole.gradients);
    expect(on("sharded-gradients")).toEqual({ ...on("sharded"), gradients });
    const weights = whole.weights / 4 + 2 * layer(whole.weights);
    expect(on("sharded-weights")).toEqual({ ...on("sharded-gradients"), weights });
  });
});
