import { describe, expect, test } from "vitest";
import { foldReplicas } from "../../src/estimate/event/fold-replicas.ts";
import { compute, copy, pipeline, pricedPlan, shared, type PlaceSketch } from "./priced.ts";

/** Weights of a chip's claims on streaming memory, for a replica of `chips` stages. */
function weights(chips: number, chip: number, place: PlaceSketch): readonly number[] {
  const stages = Array.from({ length: chips }, () => ({ forward: [compute(1)] }));
  const fold = foldReplicas(pricedPlan(pipeline(1, ...stages), place));
  return fold.claims(chip, shared("streaming", 1)).map(({ weight }) => weight);
}

const from = (resource: string) => ({ ...shared("streaming", 1), resource });

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
    expect(fold.claims(0, compute(1))).toEqual([]);
    expect(fold.claims(0, copy(1))).toEqual([]);
  });

  const hbm = { id: "hbm", sharedBy: "chip", chipBytesPerSecond: 30, bytesPerSecond: 30 } as const;
  const flash = { id: "flash", sharedBy: "machine", chipBytesPerSecond: 7, bytesPerSecond: 20 } as const;

  test("so is a memory of its own; one that the machine's chips share is a pool of its rate", () => {
    const memories = { hbm, flash };
    const fold = foldReplicas(
      pricedPlan(pipeline(1, { forward: [compute(1)] }), { dataParallel: 4, memories }),
    );
    expect(fold.claims(0, from("hbm"))).toEqual([]);
    const [claim, ...others] = fold.claims(0, from("flash"));
    expect([claim?.weight, fold.parts[claim!.pool]?.bytesPerSecond, others]).toEqual([4, 20, []]);
  });

  test("loads beside compute share the chip's port to a memory with what the compute moves", () => {
    const program = { kind: "phased", phases: [], overlap: true, update: [] } as const;
    const fold = foldReplicas(pricedPlan(program, { memories: { hbm } }));
    expect(
      fold.claims(0, from("hbm")).map(({ pool, weight }) => [fold.parts[pool]?.bytesPerSecond, weight]),
    ).toEqual([[30, 1]]);
  });

  test("each folded chip stands for its ranks in all replicas", () =>
    expect(
      foldReplicas(pricedPlan(pipeline(1, {}), { tensorParallel: 2, dataParallel: 8 })).chipsPerChip,
    ).toBe(2 * 8));
});
