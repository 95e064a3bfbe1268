import { expect, test } from "vitest";
import { splitGains } from "../../../src/explore/design/split-gains.ts";

const box = (...levels: readonly number[]) => ({ from: levels.map(() => 0), to: levels.map((n) => n - 1) });

test("first what stands apart, then memory, then the longest axis", () => {
  const gains = splitGains(4, { apart: new Set([3]), memory: new Set([2]) });
  expect(gains.axisOf(box(9, 17, 3, 2))).toBe(3);
  expect(gains.axisOf(box(9, 17, 3, 1))).toBe(2);
  expect(gains.axisOf(box(9, 17, 1, 1))).toBe(1);
  expect(gains.axisOf(box(1, 1, 1, 1))).toBeUndefined();
});

test("an axis that told little comes after one that told much", () => {
  const gains = splitGains(2, { apart: new Set(), memory: new Set() });
  for (const gain of [0.5, 0.7]) gains.learn(0, gain);
  for (const gain of [0, 0.001]) gains.learn(1, gain);
  expect(gains.axisOf(box(2, 1000))).toBe(0);
  expect(gains.axisOf(box(1, 1000))).toBe(1);
});
