import { describe, expect, test } from "vitest";
import type { Measurement } from "../../src/validate/measurement.ts";
import { validateRecords } from "../../src/validate/validate.ts";
import { shippedContext } from "./shipped-measurements.ts";

const HOST = {
  group: "host-io",
  metric: "bandwidth",
  operation: "host to IPU",
  unit: "GB/s",
  siUnit: "B/s",
  chip: "Mk1",
};
const record = (id: string, fields: Partial<Measurement>): Measurement => ({
  ...HOST,
  id,
  value: 13.8,
  siValue: 13.8e9,
  trust: "A",
  source: "",
  ...fields,
});

describe("a validation", async () => {
  const validation = await validateRecords(
    [
      record("right", { ipus: 4 }),
      record("half", { ipus: 2, value: 13.8 }),
      record("unknown", {}),
      record("limit", { ipus: 4, quantity: "limit" }),
      record("new", { group: "nobody-knows" }),
    ],
    await shippedContext(),
  );

  test("holds predicted against measured in base units: 2 cards · 6.9 GB/s are 13.8, one card half of it", () => {
    expect(validation.records[0]).toEqual({
      id: "right",
      group: "host-io",
      trust: "A",
      predicted: 13.8e9,
      measured: 13.8e9,
      unit: "B/s",
      error: 0,
      breakdown: { machines: 2 },
    });
    expect(validation.records[1]).toMatchObject({ predicted: 6.9e9, error: -0.5 });
  });

  test("says why a record has no prediction", () => {
    expect(validation.records[2]).toEqual({
      id: "unknown",
      group: "host-io",
      trust: "A",
      notModelled: "chip or number of chips unknown",
    });
    expect(validation.records[3]).toMatchObject({ notModelled: "no measurement but a limit" });
    expect(validation.records[4]).toMatchObject({ notModelled: "no model for group nobody-knows" });
  });

  test("counts measured records only, and takes errors over what was modelled", () => {
    expect(validation.groups["host-io"]).toMatchObject({
      count: 3,
      modelled: 2,
      mape: 0.25,
      bias: -0.25,
      p90: 0.5,
    });
    expect(validation.groups["nobody-knows"]).toMatchObject({ count: 1, modelled: 0, mape: null });
    expect(validation.overall).toEqual({ count: 4, modelled: 2, mape: 0.25 });
  });
});
