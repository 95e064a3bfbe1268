import { expect, test } from "vitest";
import { metricFigure } from "../../src/report/parts/figures.ts";
import { terminalReport } from "../../src/report/study/terminal-report.ts";
import { builtInMetric, metricIdsIn, metricsIn } from "../../src/result/metric-tables.ts";
import type { Metric } from "../../src/result/metric.ts";
import { METRICS } from "../../src/result/metrics/index.ts";
import { fixtureResults } from "../report/fixtures/results.ts";

const all: readonly Metric[] = Object.values(METRICS);

test("a table holds the metrics that say so, in the order of all tables", () => {
  expect(metricIdsIn("sweep")).toEqual(["stepTimeSeconds", "samplesPerSecond", "mfu", "averagePowerWatts"]);
  for (const table of new Set(all.flatMap(({ inTables }) => inTables)))
    expect(metricsIn(table)).toEqual(all.filter(({ inTables }) => inTables.includes(table)));
});

test("a share is a percentage because its definition says so, not for its name", () => {
  const base = { label: "", better: "neither", formula: "" } as const;
  expect(metricFigure(0.25, METRICS.bubbleFraction)).toBe("25.0 %");
  expect(metricFigure(0.25, { ...base, id: "exchangeShare", unit: "" })).toBe("0.25");
  for (const { share, unit } of all) if (share) expect(unit).toBe("");
});

test("metrics that are compared at another size say what size does to them, or that nothing follows from it", () => {
  const scaled = metricsIn("trainingFooting").filter(({ withSize }) => withSize !== undefined);
  expect(scaled.map(({ id, withSize }) => [id, withSize])).toEqual([
    ["tokensPerSecond", "rate"],
    ["timeToTrainSeconds", "time"],
    ["energyJoules", "none"],
    ["costDollars", "none"],
  ]);
});

test("the terminal shows every metric of its table where there is room, and spares HFU first", () => {
  const header = (width: number): string =>
    terminalReport(fixtureResults(), { width, verbose: true })
      .split("\n")
      .find((line) => line.includes("time to train"))!;
  const shown = metricsIn("training").filter(({ id }) =>
    fixtureResults().metrics.some((metric) => metric.id === id),
  );
  for (const { id, short, label } of shown)
    expect(header(200).toLowerCase(), id).toContain((short ?? label).toLowerCase());
  expect(header(80)).toContain("MFU");
  expect(header(80)).not.toContain("HFU");
});

test("a metric of a study is none of the built-in ones", () =>
  expect(builtInMetric("samplesPerKilojoule")).toBeUndefined());
