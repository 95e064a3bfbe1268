import fc from "fast-check";
import { expect, test } from "vitest";
import { checkRules } from "../../src/spec/check-rules.ts";
import { QUANTITY_RANGES } from "../../src/spec/yaml/quantity-ranges.ts";
import type { Dimension } from "../../src/units/dimension.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { problemsOf } from "../helpers/spec-problems.ts";

const specs = await openShippedSpecs();

test("every quantity of a dimension is none, or within the range in which laws mean something", () => {
  const dimensions = Object.keys(QUANTITY_RANGES) as Dimension[];
  fc.assert(
    fc.property(
      fc.constantFrom(...dimensions),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
      (dimension, value) => {
        const { least, most } = QUANTITY_RANGES[dimension];
        const fits = value === 0 || (value >= least && value <= most);
        const problem = checkRules(value, { dimension, fractional: true }, `${value} u`);
        expect(problem === undefined).toBe(fits);
      },
    ),
    { seed: 11, numRuns: 2000 },
  );
});

/** What was an abort, an endless run or an Infinity where it was taken. */
const BEYOND: readonly (readonly ["arch" | "workload", string, string, string | number, string])[] = [
  ["arch", "bow-pod4", "chip.clock", "1e-300 GHz", "clock: expected at least 1 kHz, got 1e-300 GHz"],
  ["arch", "bow-pod4", "chip.tiles", 1e30, "tiles: expected at most 1,000,000, got 1e+30"],
  ["arch", "bow-pod4", "chip.sramPerTile", "1e300 B", "sramPerTile: expected at most 931 GiB, got 1e300 B"],
  [
    "arch",
    "bow-pod4",
    "machine.streaming.bandwidth",
    "1e-300 GB/s",
    "streaming.bandwidth: expected at least 1 B/s, got 1e-300 GB/s",
  ],
  [
    "arch",
    "bow-pod4",
    "system.economics.utilisation",
    0,
    "economics.utilisation: expected at least 0.001, got 0",
  ],
  [
    "arch",
    "bow-pod4",
    "system.economics.lifetime",
    "1e-300 s",
    "economics.lifetime: expected at least 1 day, got 1e-300 s",
  ],
  ["arch", "bow-pod4", "system.machines", 1e308, "machines: expected at most 1,000,000, got 1e+308"],
  [
    "workload",
    "bert-base",
    "task.globalBatch",
    1e12,
    "task.globalBatch: expected at most 1,000,000,000, got 1000000000000",
  ],
  [
    "workload",
    "bert-base",
    "model.vocabulary",
    1e30,
    "model.vocabulary: expected at most 100,000,000, got 1e+30",
  ],
  [
    "workload",
    "resnet-50",
    "model.convolutions.stages.0.repeat",
    "1e21",
    "model.convolutions.stages.0.repeat: expected at most 10,000, got 1e21",
  ],
];

test.each(BEYOND)("%s %s: %s = %s names the bound", async (kind, id, path, value, message) => {
  expect(await problemsOf(specs, kind, id, { [path]: value })).toEqual([message]);
});
