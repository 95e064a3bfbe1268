import { expect, test } from "vitest";
import { errorStatistics } from "../../../src/validate/accuracy/error-statistics.ts";

test("errors of +10 %, −20 % and +30 % have mean 20 %, bias 20/3 % and 90th percentile 30 %", () => {
  const { mape, bias, p90, meanAbsLogError } = errorStatistics([0.1, -0.2, 0.3]);
  expect(mape).toBeCloseTo((0.1 + 0.2 + 0.3) / 3, 12);
  expect(bias).toBeCloseTo((0.1 - 0.2 + 0.3) / 3, 12);
  expect(p90).toBe(0.3);
  expect(meanAbsLogError).toBeCloseTo((Math.log(1.1) - Math.log(0.8) + Math.log(1.3)) / 3, 12);
});

test("the 90th percentile of ten errors is the second largest", () => {
  const errors = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(
    (percent) => (percent % 2 === 0 ? 1 : -1) * (percent / 100),
  );
  expect(errorStatistics(errors).p90).toBe(0.09);
});

test("half and double are equally far off on the logarithmic scale, not on the relative one", () => {
  expect(errorStatistics([-0.5]).meanAbsLogError).toBeCloseTo(Math.LN2, 12);
  expect(errorStatistics([1]).meanAbsLogError).toBeCloseTo(Math.LN2, 12);
  expect(errorStatistics([1]).mape).toBe(1);
});

test("nothing modelled has no error, not an error of zero", () =>
  expect(errorStatistics([])).toEqual({ mape: null, bias: null, p90: null, meanAbsLogError: null }));
