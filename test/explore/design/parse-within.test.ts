import { expect, test } from "vitest";
import { parseWithin } from "../../../src/explore/design/parse-within.ts";

test("limits are read in base units; a plain number is in the metric's own, mm2 is mm^2", () =>
  expect(
    parseWithin("capexDollars <= 2e6, timeToTrainSeconds <= 30 days,chip.dieArea <= 858 mm2, mfu >= 0.3"),
  ).toMatchObject([
    { metric: "capexDollars", sense: "<=", bound: 2e6 },
    { metric: "timeToTrainSeconds", sense: "<=", bound: 30 * 86_400 },
    { metric: "dieSquareMetres", sense: "<=", bound: 858e-6 },
    { metric: "mfu", sense: ">=", bound: 0.3 },
  ]));

test("what is no limit is refused, and why is said", () => {
  expect(() => parseWithin("chip.dieArea < 3 mm2")).toThrow(/chip\.dieArea/);
  expect(() => parseWithin("averagePowerWatts <= 3 kg")).toThrow(/3 kg/);
});
