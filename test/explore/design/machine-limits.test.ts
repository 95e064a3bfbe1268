import { expect, test } from "vitest";
import type { Limit } from "../../../src/explore/design/design-question.ts";
import { brokenLimit, misses } from "../../../src/explore/design/machine-limits.ts";

const limit = (metric: Limit["metric"], sense: Limit["sense"], bound: number): Limit => ({
  ...{ metric, sense, bound },
  text: `${metric} ${sense} ${bound}`,
});

test("a limit is kept to rounding, and by nothing that does not apply", () => {
  expect(misses(limit("capexDollars", "<=", 100), 100 * (1 + 1e-10))).toBe(false);
  expect(misses(limit("capexDollars", "<=", 100), 100.01)).toBe(true);
  expect(misses(limit("samplesPerSecond", ">=", 100), 99.99)).toBe(true);
  expect(misses(limit("samplesPerSecond", ">=", 100), null)).toBe(true);
});

test("the best that a metric can be says something of limits against the worse only", () => {
  const read = () => 5;
  expect(brokenLimit([limit("capexDollars", "<=", 4)], [read])).toBe("capexDollars <= 4");
  expect(brokenLimit([limit("capexDollars", "<=", 6)], [read])).toBeUndefined();
  // What costs 5 at least may well cost 6.
  expect(brokenLimit([limit("capexDollars", ">=", 6)], [read])).toBeUndefined();
  // No more than 5 a second can be.
  expect(brokenLimit([limit("samplesPerSecond", ">=", 6)], [read])).toBe("samplesPerSecond >= 6");
  expect(brokenLimit([limit("capexDollars", "<=", 4)], [() => undefined])).toBeUndefined();
});
