import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { balanceLayers, even, partition } from "../../../src/plan/partition/partition.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { Block, OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";

const block = (id: string, kind: Block["kind"], count: number): Block => ({
  id,
  kind,
  count,
  operators: [],
  outputElements: 8,
  savedElements: 32,
  savedAttentionElements: 8,
  kvElementsPerToken: 0,
});

const graph = {
  blocks: [block("embedding", "embedding", 1), block("layer", "layer", 12), block("head", "head", 1)],
} as unknown as OperatorGraph;

describe("partition", () => {
  const names = (layersPerStage: readonly number[], headPlacement: PlanChoice["headPlacement"]): string[] =>
    partition(graph, { layersPerStage, headPlacement } as PlanChoice).map(
      ({ chip, blocks }) => `${chip}: ${blocks.map(({ block, count }) => `${count} ${block.id}`).join(", ")}`,
    );

  test("embedding goes with the first layers, the head with the last", () =>
    expect(names([3, 4, 5], "last")).toEqual([
      "0: 1 embedding, 3 layer",
      "1: 4 layer",
      "2: 5 layer, 1 head",
    ]));

  test("a stage may hold the embedding alone", () =>
    expect(names([0, 6, 6], "last")).toEqual(["0: 1 embedding", "1: 6 layer", "2: 6 layer, 1 head"]));

  test("with headPlacement first the head is one more stage on the first chip", () =>
    expect(names([4, 8], "first")).toEqual(["0: 1 embedding, 4 layer", "1: 8 layer", "0: 1 head"]));
});

describe("balanceLayers", () => {
  const worst = (layers: readonly number[], first: number, last: number): number =>
    Math.max(
      ...layers.map((count, s) => count + (s === 0 ? first : 0) + (s === layers.length - 1 ? last : 0)),
    );

  test("a heavy head takes layers off the last stage: 24 layers, head worth 4", () =>
    expect(balanceLayers({ costs: new Array(24).fill(1), stages: 4, first: 0, last: 4 })).toEqual([
      7, 7, 7, 3,
    ]));

  test("the longest stage is as short as exhaustive search makes it", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        (layers, stages, first, last) => {
          const got = balanceLayers({ costs: new Array(layers).fill(1), stages, first, last }) ?? [];
          expect(got.reduce((sum, count) => sum + count, 0)).toBe(layers);
          const best = Math.min(...splits(layers, stages).map((split) => worst(split, first, last)));
          expect(worst(got, first, last)).toBe(best);
        },
      ),
    ));

  test("no stage has more layers than it can hold: one of the last, so three before; or there is no split", () => {
    const split = (most: readonly number[]) =>
      balanceLayers({
        ...{ costs: [1, 1, 1, 1], stages: 2, first: 0, last: 0 },
        holds: ({ stage, from, to }) => to - from <= (most[stage] ?? 0),
      });
    expect(split([4, 4])).toEqual([2, 2]);
    expect(split([4, 1])).toEqual([3, 1]);
    expect(split([1, 4])).toEqual([1, 3]);
    expect(split([2, 1])).toBeUndefined();
  });

  test("even puts what is left over with the last stages", () => expect(even(14, 4)).toEqual([3, 3, 4, 4]));
});

function splits(layers: number, stages: number): readonly number[][] {
  if (stages === 1) return [[layers]];
  return Array.from({ length: layers + 1 }, (_, head) => head).flatMap((head) =>
    splits(layers - head, stages - 1).map((rest) => [head, ...rest]),
  );
}
