import { expect, test } from "vitest";
import { estimateAnalytic } from "../../src/estimate/analytic.ts";
import { dynamicEnergy } from "../../src/estimate/power/system-energy.ts";
import { estimateEvent } from "../../src/estimate/event/event.ts";
import { compute, copy, pipeline, pricedPlan } from "./priced.ts";

const stages = [0, 1, 2, 3].map((index) => ({
  forward: [compute(1, 1)],
  backward: [compute(2, 1)],
  ...(index < 3 && { copyForward: copy(0.25, 1) }),
  ...(index > 0 && { copyBackward: copy(0.25, 1) }),
}));
const of = (microBatches: number, interleave: number): ReturnType<typeof pricedPlan> =>
  pricedPlan({ ...pipeline(microBatches, ...stages), interleave });

test("4 stages in 2 chunks: half the fill and drain, every hand-over twice; in the last cycle nobody hands over", () => {
  const fill = (3 * (1 + 2)) / 2;
  const copies = (3 * 0.25 + 2 * 0.25) * (2 / 2) + 8 * 0.25 * 2;
  expect(estimateAnalytic(of(8, 2)).seconds).toBeCloseTo(fill + 8 * (1 + 2) + copies, 12);
});
test("one chunk is no interleaving", () =>
  expect(estimateAnalytic(of(8, 1)).seconds).toBe(
    estimateAnalytic(pricedPlan(pipeline(8, ...stages))).seconds,
  ));
test.each([
  [2, 2],
  [8, 2],
  [8, 3],
  [20, 4],
])(
  "%i micro-batches in %i chunks: the simulation agrees with the closed form",
  (microBatches, interleave) => {
    const priced = of(microBatches, interleave);
    expect(estimateEvent(priced).seconds).toBeCloseTo(estimateAnalytic(priced).seconds, 9);
  },
);
test("hand-overs of chunks cost their energy", () => {
  const once = dynamicEnergy(of(8, 1)).links;
  expect(dynamicEnergy(of(8, 3)).links).toBe(3 * once);
});
