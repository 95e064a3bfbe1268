import { expect, test } from "vitest";
import {
  fidelityGap,
  figure,
  metricRange,
  parameterCount,
  percent,
  significant,
  times,
} from "../../../src/report/parts/figures.ts";

test("significant digits are kept, trailing zeros included, and thousands separated", () => {
  expect(significant(1.396)).toBe("1.40");
  expect(significant(0.04567)).toBe("0.0457");
  expect(significant(9.996)).toBe("10.0");
  expect(significant(701.2)).toBe("701");
  expect(significant(1_234_567, 4)).toBe("1,234,567");
  expect(significant(0)).toBe("0");
});

test("a ratio is told as a multiple, a share as per cent, an absent one as a dash", () => {
  expect(times(91.53)).toBe("91.5×");
  expect(percent(0.4213)).toBe("42.1 %");
  expect(percent(0.043, true)).toBe("+4.30 %");
  expect(percent(-0.0129, true)).toBe("−1.29 %");
  expect([times(undefined), percent(null), figure(null, "s")]).toEqual(["–", "–", "–"]);
});

test("what simulation adds is told from a hundredth of a per cent on", () => {
  expect(fidelityGap(8.39e-7)).toBe("0 %");
  expect(fidelityGap(0.0765)).toBe("+7.65 %");
});

test("money has three digits, as all estimates do", () => expect(figure(507_041.3, "USD")).toBe("$507,000"));

test("rates are amounts per second", () => {
  expect(figure(4.22e6, "1/s")).toBe("4.22 M/s");
  expect(figure(465, "1/s")).toBe("465 /s");
  expect(figure(0.677, "1/s")).toBe("0.677 /s");
});

test("a range tells its unit once where both ends share it", () => {
  const duration = { id: "timeToTrainSeconds", label: "", unit: "s", better: "lower", formula: "" } as const;
  expect(metricRange([4 * 3600, 5 * 3600], duration)).toBe("4 – 5 hours");
  expect(metricRange([1800, 7200], duration)).toBe("30 minutes – 2 hours");
  expect(metricRange([60, 60], duration)).toBe("1 minute");
  const cost = { id: "costDollars", label: "Cost", unit: "USD", better: "lower", formula: "" } as const;
  expect(metricRange([32.1e6, 233e6], cost)).toBe("$32.1 M – $233 M");
});

test("model sizes are in millions, billions, trillions", () => {
  expect(parameterCount(335.2e6)).toBe("335 million parameters");
  expect(parameterCount(174.6e9)).toBe("175 billion parameters");
  expect(parameterCount(500e12)).toBe("500 trillion parameters");
  expect(parameterCount(999.9e6)).toBe("1.00 billion parameters");
});
