import { expect, test } from "vitest";
import { exposedSeconds, overlappedShare } from "../../src/cost/overlap.ts";

test("work that lasts longer hides a collective but for the compute it takes: 15 % over links, 2 % over the network", () => {
  expect(exposedSeconds(2, 100, "links")).toBeCloseTo(0.15 * 2, 12);
  expect(exposedSeconds(2, 100, "gateway")).toBeCloseTo(0.02 * 2, 12);
});
test("a collective that lasts longer than the work is seen for the rest: 5 − 2; both laws meet where both end together", () => {
  expect(exposedSeconds(5, 2, "links")).toBe(5 - 2);
  expect(exposedSeconds(5, 0.85 * 5, "links")).toBeCloseTo(0.15 * 5, 12);
});
test("without work beside it all of it is seen", () => expect(exposedSeconds(3, 0, "gateway")).toBe(3));
test("one of eight parts of a product has no transfer beside it", () =>
  expect(overlappedShare(8)).toBe(7 / 8));
