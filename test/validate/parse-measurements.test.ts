import { describe, expect, test } from "vitest";
import { measuredNumber, measuredUnit, visibleFields } from "../../src/validate/measurement.ts";
import { MeasurementsError, parseMeasurements } from "../../src/validate/parse-measurements.ts";
import { validateRecords } from "../../src/validate/validate.ts";
import { shippedContext, shippedMeasurements } from "./shipped-measurements.ts";

const RECORD = {
  id: "one",
  group: "amp-on-tile",
  metric: "on_tile_amp_throughput",
  value: 2,
  unit: "TFLOP/s",
  trust: "A",
  source: { title: "nobody" },
};
const read = (...records: unknown[]): ReturnType<typeof parseMeasurements> =>
  parseMeasurements(JSON.stringify({ schema: "dse.measurements/v1", records }), "theirs.json");

describe("a foreign file", () => {
  test("may have fields of its own, and null where something is unknown", () => {
    const { records } = read({ ...RECORD, chip: null, weather: "fair", sequenceLength: 128 });
    expect(records[0]?.sequenceLength).toBe(128);
    expect(records[0]).not.toHaveProperty("weather");
    expect(records[0]).not.toHaveProperty("chip");
  });

  test("is refused with file, index, id and field of every fault", () => {
    const wrong = [RECORD, { ...RECORD, id: "two", microBatch: "eight" }, { ...RECORD, metric: 7 }];
    expect(() => read(...wrong)).toThrow(MeasurementsError);
    expect(() => read(...wrong)).toThrow(
      /^theirs[.]json: records\[1\] \(two\): microBatch: .*\n.*records\[2\] \(one\): metric: /,
    );
  });

  test("of another kind, or none at all, is said to be so", () => {
    expect(() => parseMeasurements('{"schema":"dse.results/v1"}', "r.json")).toThrow(
      'r.json: no measurements (expected "schema": "dse.measurements/v1", got "dse.results/v1")',
    );
    expect(() => parseMeasurements("not json", "r.json")).toThrow(/^r[.]json: no JSON \(/);
    expect(() => parseMeasurements('{"schema":"dse.measurements/v1"}', "r.json")).toThrow(/"records"/);
    expect(() => read(3)).toThrow("records[0]: record: ");
  });
});

test("both shipped files are read whole: 531 records of IPUs, 491 of GPUs", () => {
  expect(shippedMeasurements("ipu-measurements.json").length).toBe(531);
  expect(shippedMeasurements("gpu-measurements.json").length).toBe(491);
});

test("a value without base units is converted: 2 TFLOP/s are 2 · 10¹²", () =>
  expect(measuredNumber(read(RECORD).records[0] as never)).toBe(2e12));

test.each([
  ["minutes", 120, "s"],
  ["KiB", 2 * 1024, "B"],
  ["TB/s", 2e12, "B/s"],
  ["sequences/s", 2, "sequences/s"],
])("2 %s without base units are %d %s", (unit, number, base) => {
  const [record] = read({ ...RECORD, unit }).records;
  expect(measuredNumber(record as never)).toBe(number);
  expect(measuredUnit(record as never)).toBe(base);
});

test("a configuration that cannot be read leaves its record unmodelled, and the file readable", async () => {
  const odd = { ...RECORD, id: "odd", ipus: "sixteen", layersPerStage: [[1, 2], 3] };
  const { records } = read(odd, RECORD);
  expect(records.map(({ id }) => id)).toEqual(["odd", "one"]);
  const answer = await validateRecords(records, await shippedContext());
  expect(answer.records[0]).toMatchObject({
    id: "odd",
    notModelled: expect.stringMatching(/^ipus: .*; layersPerStage.0: /) as string,
  });
});

test("a number that is not above zero is no measurement", async () => {
  const [zero] = read({
    ...RECORD,
    chip: "Bow",
    precision: "fp32",
    shape: { m: 1, k: 1, n: 1 },
    value: 0,
  }).records;
  const { records } = await validateRecords([zero as never], await shippedContext());
  expect(records[0]).toMatchObject({ notModelled: "no single number above zero was measured" });
});

test("a mapper sees neither the number nor what is written for people", () => {
  const [record] = read({
    ...RECORD,
    siValue: 2e12,
    notes: "n",
    variant: "v",
    runId: "r",
    predicted: { other: 1 },
  }).records;
  expect(Object.keys(visibleFields(record as never)).sort()).toEqual(["group", "metric", "unit"]);
});
