import { describe, expect, test } from "vitest";
import type { Window } from "../../../src/estimate/price/layer-by-layer.ts";
import { priceUpdate, updateParts } from "../../../src/estimate/price/price-update.ts";
import type { Segment } from "../../../src/estimate/priced-plan.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import {
  block,
  FOUR_EXPERTS,
  FROZEN,
  graphOf,
  matmul,
  pricing,
  stage,
  tinyArch,
  tinyGpus,
  vector,
} from "../../helpers/tiny.ts";

/** 600 trained parameters, 1,200 B of gradients and of weights; 400 frozen ones beside them. */
const layer = block([matmul(), matmul({ parameters: 400, gradients: FROZEN })]);
const own = stage([layer]);
const context = (choice: Partial<PlanChoice>, arch = tinyArch(), task?: object, of = layer) =>
  pricing({ arch, choice, graph: graphOf([of], task ? { task } : {}) });
const seconds = (segments: readonly Segment[]) => segments.map((segment) => segment.seconds);

describe("the update of 600 parameters on 8 replicas", () => {
  const parts = (change: Partial<PlanChoice>) => updateParts(own, context({ dataParallel: 8, ...change }));
  test("all of them on each: gradients all-reduced, no weights gathered", () => {
    const { reduction, gatherUpdated, state, parts: held } = parts({});
    expect(seconds(reduction)).toEqual([2 * ((1200 * 7) / 8 / 100 + 4)]);
    expect([gatherUpdated, state]).toEqual([[], []]);
    expect(held).toHaveLength(1);
    expect(held[0]).toMatchObject({
      ...{ kind: "dense", trained: 600, weightBytes: 2000, indexBytes: 0, trainedWeightBytes: 1200 },
      ...{ gradientBytes: 1200, shards: 1 },
    });
  });
  test("sharded: gradients reduce-scattered, what was updated gathered, not what is frozen", () => {
    const { reduction, gather, gatherUpdated, state } = parts({ optimizerState: "sharded" });
    expect(seconds(reduction)).toEqual([(1200 * 7) / 8 / 100 + 4]);
    expect(seconds(gatherUpdated)).toEqual([(1200 * 7) / 8 / 100 + 4]);
    expect(seconds(gather)).toEqual([(2000 * 7) / 8 / 100 + 4]);
    expect(state).toEqual([]);
  });
  test("in streaming memory: a replica's share of the state, 75 · 6 B", () => {
    expect(parts({ optimizerState: "streaming" }).state[0]?.bytes).toBe((600 / 8) * 6);
    expect(parts({ weights: "streaming" }).state[0]?.bytes).toBe((600 / 8) * 6);
    expect(parts({ weights: "streaming" }).parts[0]?.shards).toBe(8);
  });
  test("takes the optimizer's kernel over a replica's share: 150 and 19 elements a tile", () => {
    // Adam's cycles of fixed and each element
    const cycles = (change: Partial<PlanChoice>) => parts(change).optimizer[0]!.seconds * 1000;
    const whole = cycles({});
    const share = cycles({ optimizerState: "sharded" });
    const perElement = (whole - share) / (150 - 19);
    // scaled add, square, scaled add, root, add, quotient, scaled add, and a master copy: cycles an element in half
    expect(perElement).toBeCloseTo(0.75 + 0.5 + 0.75 + 5.75 + 0.75 + 5.25 + 0.75 + (1.5 + 0.5), 9);
    expect(parts({}).optimizer[0]?.time).toEqual({ optimizer: whole / 1000 });
  });
  test("runs in order: sum, state in, arithmetic, state out, gather", () => {
    const chosen = context({ dataParallel: 8, optimizerState: "streaming" });
    const labels = priceUpdate(own, chosen, NO_WINDOW).map(({ label }) => label);
    expect(labels).toEqual([
      "gradients in the link domain",
      "optimizer state",
      "optimizer",
      "optimizer state",
      "weights in the link domain",
    ]);
  });
  test("of nothing trained is nothing", () => {
    const frozen = stage([block([matmul({ gradients: FROZEN })])]);
    expect(priceUpdate(frozen, context({ dataParallel: 8 }), NO_WINDOW)).toEqual([]);
  });
});

const NO_WINDOW = (): Window => {
  throw new Error("nothing runs beside the backward");
};

test("experts are summed and divided by the replicas that hold them: every second of 8", () => {
  const mixture = block([matmul(), matmul({ routing: FOUR_EXPERTS, parameters: 2400 })]);
  const choice = { dataParallel: 8, expertParallel: 2, optimizerState: "sharded" } as const;
  const { parts, reduction } = updateParts(stage([mixture]), context(choice, tinyArch(), undefined, mixture));
  expect(parts.map(({ kind, trained, shards, holders }) => [kind, trained, shards, holders.members])).toEqual(
    [
      ["dense", 600, 8, 8],
      ["experts", 1200, 4, 4],
    ],
  );
  expect(seconds(reduction)).toEqual([(1200 * 7) / 8 / 100 + 4, (2400 * 3) / 4 / 100 + 2]);
});

describe("gradients summed beside the last backward, 13 s in a machine of 4 GPUs", () => {
  /** 1,200 B: twice 900 B at 200 B/s and 2 steps. */
  const whole = 2 * (900 / 200 + 2);
  const beside = (window: Window, dataParallel = 4) => {
    const chosen = context({ dataParallel, overlapGradients: true }, tinyGpus());
    return priceUpdate(own, chosen, () => window).filter(({ time }) => time.gradientReduction !== undefined);
  };
  test("of 4 layers in 10 s: one layer's stand alone, of the rest what 10 s do not hide", () =>
    expect(seconds(beside({ seconds: 10, layers: 4 }))).toEqual([whole / 4 + (3 / 4) * (whole - 10)]));
  test("of a long backward: what the sum takes of its cores, 15 %", () =>
    expect(beside({ seconds: 1000, layers: 4 })[0]?.seconds).toBeCloseTo(
      whole / 4 + (3 / 4) * 0.15 * whole,
      12,
    ));
  test("of one layer: all of it stands alone", () =>
    expect(seconds(beside({ seconds: 1000, layers: 1 }))).toEqual([whole]));
  test("both phases share the window by what they take", () => {
    const near = 2 * ((1200 * 7) / 8 / 100 + 4);
    const far = 2 * (75 / 20 + 3);
    const window = 20;
    const [inside, between] = beside({ seconds: window, layers: 2 }, 16);
    const part = (one: number, least: number) =>
      one / 2 + Math.max(least * one, one - (window * one) / (near + far)) / 2;
    expect(inside?.seconds).toBeCloseTo(part(near, 0.15), 12);
    expect(between?.seconds).toBeCloseTo(part(far, 0.02), 12);
    expect(between?.time).toEqual({ gradientReduction: between?.seconds });
  });
  test("cost the same bytes and energy", () => {
    const [segment] = beside({ seconds: 1000, layers: 4 });
    expect(segment).toMatchObject({ bytes: 1800, aloneSeconds: whole, energy: { links: 900 } });
  });
});

describe("what each tensor costs beside its bytes, at 1 kHz", () => {
  const tensors = block([matmul(), matmul(), vector({ parameters: 5 }), matmul({ gradients: FROZEN })], {
    count: 3,
  });
  const fixed = (optimizer: string, index = 0) => {
    const task = { kind: "pretrain", optimizer };
    const chosen = context({}, tinyArch(), task, tensors);
    return priceUpdate(stage([tensors], { index }), chosen, NO_WINDOW).find(
      ({ label }) => label === "parameter tensors",
    );
  };
  test("LAMB: 100 cycles for each of the 3 · 3 that are trained, all with the first stage", () => {
    expect(fixed("lamb")?.time).toEqual({ fixed: (9 * 100) / 1000 });
    expect(fixed("lamb", 1)).toBeUndefined();
  });
  test("LARS: seven supersteps of 50 cycles for each but the first, on every stage", () => {
    expect(fixed("lars")?.seconds).toBeCloseTo((8 * 7 * 50) / 1000, 12);
    expect(fixed("lars", 1)?.seconds).toBeCloseTo((8 * 7 * 50) / 1000, 12);
  });
  test("Adam: nothing", () => expect(fixed("adam")).toBeUndefined());
});

describe("the table that the first and last of 3 stages of GPUs share: 1,000 parameters on 2 ranks", () => {
  const choice = { pipelineParallel: 3, tensorParallel: 2 };
  const tied = (change: Partial<PlanChoice> = {}, tiedParameters = 1000, kind: "head" | "layer" = "head") => {
    const held = block([vector({ parameters: 1 })], { kind });
    const graph = graphOf([held], { tiedParameters });
    const chosen = pricing({ arch: tinyGpus(), choice: { ...choice, ...change }, graph });
    return priceUpdate(stage([held]), chosen, NO_WINDOW).find(({ label }) => /tied/.test(label));
  };
  test("is summed between the two, 2 · 2 chips apart: twice 500 B over machines", () =>
    expect(tied()).toMatchObject({
      ...{ seconds: 2 * (500 / 100 + 1), bytes: 1000, energy: { links: 500 } },
      time: { gradientReduction: 12 },
    }));
  test("is summed once where one stage holds all, or nothing is shared, or only layers are there", () => {
    expect(tied({ pipelineParallel: 1 })).toBeUndefined();
    expect(tied({}, 0)).toBeUndefined();
    expect(tied({}, 1000, "layer")).toBeUndefined();
  });
});
