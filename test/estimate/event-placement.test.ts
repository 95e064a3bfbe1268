import { describe, expect, test } from "vitest";
import { foldReplicas } from "../../src/estimate/event/fold-replicas.ts";
import { compute, pipeline, pricedPlan, type PlaceSketch } from "./priced.ts";

/** Weights of a chip's claims on streaming memory, for a replica of `chips` stages. */
function weights(chips: number, chip: number, place: PlaceSketch): readonly number[] {
  const stages = Array.from({ length: chips }, () => ({ forward: [compute(1)] }));
  const fold = foldReplicas(pricedPlan(pipeline(1, ...stages), place));
  return fold.claims(chip, "streaming").map(({ weight }) => weight);
}

describe("placement of replicas on machines", () => {
  test("a replica of one machine: each chip draws once", () =>
    expect(weights(4, 0, { chipsPerMachine: 4, dataParallel: 16 })).toEqual([1]));

  test("two replicas on each machine: each chip of the replica stands for two there", () =>
    expect(weights(2, 1, { chipsPerMachine: 4, dataParallel: 16 })).toEqual([2]));

  test("fewer replicas than fit: those there are", () =>
    expect(weights(1, 0, { chipsPerMachine: 8, dataParallel: 3 })).toEqual([3]));

  test("tensor-parallel ranks over four machines alike: one kind of machine, four ranks on it", () =>
    expect(weights(2, 1, { chipsPerMachine: 4, tensorParallel: 16, dataParallel: 4 })).toEqual([4]));

  test("3 chips on machines of 2: chips (0, 1), (2, 0), (1, 2), so chip 0 meets both others", () => {
    const place = { chipsPerMachine: 2, dataParallel: 2 };
    expect([0, 1, 2].map((chip) => weights(3, chip, place))).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  test("tiles and links are a chip's own", () => {
    const fold = foldReplicas(pricedPlan(pipeline(1, { forward: [compute(1)] }), { dataParallel: 4 }));
    expect(fold.claims(0, "tiles")).toEqual([]);
    expect(fold.claims(0, "links")).toEqual([]);
  });

  test("each folded chip stands for its ranks in all replicas", () =>
    expect(
      foldReplicas(pricedPlan(pipeline(1, {}), { tensorParallel: 2, dataParallel: 8 })).chipsPerChip,
    ).toBe(2 * 8));
});
