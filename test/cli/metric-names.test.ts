import { expect, test } from "vitest";
import { metricNamesOf } from "../../src/cli/metric-names.ts";

test("metrics that an option names keep their order, those of a study among them", async () => {
  expect(await metricNamesOf({ metrics: ["mfu,own", "hfu"] }, "metrics", ["own"])).toEqual([
    "mfu",
    "own",
    "hfu",
  ]);
  expect(await metricNamesOf({}, "metrics")).toEqual([]);
});

test("what is no metric is refused, with the nearest that is and where all are listed", async () => {
  await expect(metricNamesOf({ metrics: ["samplesPerSecnd"] }, "metrics")).rejects.toThrow(
    'no metric "samplesPerSecnd", did you mean "samplesPerSecond"? Every metric: dse list metrics',
  );
  await expect(metricNamesOf({ metrics: ["zzzzzzzz"] }, "metrics")).rejects.toThrow(
    'no metric "zzzzzzzz". Every metric: dse list metrics',
  );
});
