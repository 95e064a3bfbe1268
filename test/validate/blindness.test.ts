import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { visibleFields, type Measurement } from "../../src/validate/measurement.ts";
import { MAPPERS, predictRecord } from "../../src/validate/predict/predict-record.ts";
import { validateRecords } from "../../src/validate/validate.ts";
import type { SavedValidation } from "../../src/validate/validation.ts";
import { drawsOf, someOf } from "../helpers/cases.ts";
import { shippedContext, shippedMeasurements, shippedValidation } from "./shipped-measurements.ts";

const FILES = ["ipu-measurements.json", "gpu-measurements.json"] as const;
const records = FILES.flatMap(shippedMeasurements).filter(({ group }) => Object.hasOwn(MAPPERS, group));
/** Of each group some, its first among them. */
const sampled = [...new Set(records.map(({ group }) => group))].flatMap((name) =>
  someOf(
    "disguised records",
    records.filter(({ group }) => group === name),
  ),
);

/** The same configurations with other numbers, names and remarks. */
function disguised(record: Measurement, factor: number, text: string): Measurement {
  const value = typeof record.value === "number" ? record.value * factor : record.value;
  const siValue = record.siValue === undefined ? {} : { siValue: record.siValue * factor };
  return {
    ...record,
    value,
    ...siValue,
    id: text,
    notes: text,
    variant: text,
    source: text,
    trust: "C",
    runId: text,
  };
}

describe("a prediction follows from the configuration alone", async () => {
  const context = await shippedContext();
  const shipped = await Promise.all(FILES.map(shippedValidation));
  const known = new Map(shipped.flatMap(({ records: all }) => all).map((record) => [record.id, record]));

  test("changing value, id, notes, variant, source, trust and run of any shipped record changes no prediction", async () => {
    const plain = sampled.map(({ id }) => known.get(id)!);
    const other = sampled.map((record, index) =>
      disguised(record, 1 + (index % 7), `disguise ${index} n=1024 b16`),
    );
    const hidden = await validateRecords(other, context);
    const predictions = (all: SavedValidation["records"]): unknown[] =>
      all.map((record) => ("predicted" in record ? record.predicted : record.notModelled));
    expect(predictions(hidden.records)).toEqual(predictions(plain));
    const errors = plain.map((record) => ("error" in record ? record.error : 0));
    const scaled = hidden.records.map((record, i) =>
      "error" in record ? (record.error + 1) * (1 + (i % 7)) - 1 : 0,
    );
    scaled.forEach((error, index) => expect(error).toBeCloseTo(errors[index] ?? NaN, 6));
  });

  test("no shipped record makes a mapper fail", () => {
    expect(known.size).toBeGreaterThan(records.length / 2);
    expect(
      [...known.values()].filter(
        (record) => "notModelled" in record && record.notModelled.startsWith("failed"),
      ),
    ).toEqual([]);
  });

  test("a record of any group, metric and sizes is predicted or declined with a reason, never a crash", async () => {
    const groups = fc.constantFrom(...Object.keys(MAPPERS), "a-new-group", "constructor");
    const size = fc.option(fc.constantFrom(0, 1, 16, 128), { nil: undefined });
    const arbitrary = fc.record({
      group: groups,
      metric: fc.constantFrom(
        "latency",
        "bandwidth",
        "kernel_time",
        "spmm_throughput",
        "conv_throughput",
        "odd",
      ),
      unit: fc.constant("s"),
      chip: fc.constantFrom("Mk1", "Bow", "C600", "Mk9", undefined),
      precision: fc.constantFrom("fp16", "fp32", "fp8", "int4", undefined),
      partials: fc.constantFrom("half", "float", undefined),
      operation: fc.constantFrom("broadcast", "scatter", "all-to-all", "odd", undefined),
      ipus: size,
      tiles: size,
      shape: fc.option(
        fc.dictionary(fc.constantFrom("m", "k", "n", "density", "block"), fc.constantFrom(0, 1, 16)),
        {
          nil: undefined,
        },
      ),
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, async (fields) => {
        const known = Object.entries(fields).filter(([, value]) => value !== undefined);
        const record = {
          ...Object.fromEntries(known),
          id: "x",
          value: 1,
          trust: "A",
          source: "",
        } as Measurement;
        const prediction = await predictRecord(visibleFields(record), context);
        if ("predicted" in prediction) expect(prediction.predicted).toBeGreaterThan(0);
        else expect(prediction.notModelled.length).toBeGreaterThan(0);
      }),
      drawsOf("records of any fields"),
    );
  });
});
