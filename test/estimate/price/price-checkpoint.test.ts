import { expect, test } from "vitest";
import { checkpointCast } from "../../../src/estimate/price/price-checkpoint.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { block, graphOf, matmul, pricing, stage } from "../../helpers/tiny.ts";

/** Three layers whose backward needs their inputs, 100 elements each, on each of three stages. */
const layer = block([matmul()], { count: 3 });
const stages = [0, 1, 2].map((index) => stage([layer], { index, chip: index }));
const FP8 = { checkpointFormat: "fp8", microBatch: 2, microBatches: 8 } as const;

const casts = (at: number, choice: Partial<PlanChoice> = FP8) =>
  checkpointCast(stages[at]!, stages, pricing({ choice, graph: graphOf([layer]) }));

test("checkpoints in FP8 are cast: 3 · 100 elements of 2 samples over 4 tiles, half a cycle each", () => {
  const [cast] = casts(0);
  expect(cast?.seconds).toBeCloseTo((11 + 6 * 17 + 0.5 * ((3 * 100 * 2) / 4) + 50) / 1000, 12);
  expect(casts(1)).toEqual(casts(0));
});

test("the last stage has no stash to cast into", () => expect(casts(2)).toEqual([]));

test("as computed they are not cast", () => {
  expect(casts(0, { ...FP8, checkpointFormat: "computed" })).toEqual([]);
  expect(casts(0, { microBatches: 8 })).toEqual([]);
});
