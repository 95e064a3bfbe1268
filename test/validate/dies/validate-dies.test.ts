import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { openSpecs } from "../../../src/spec/load.ts";
import { DiesError, parseDies } from "../../../src/validate/dies/die-record.ts";
import { validateDies } from "../../../src/validate/dies/validate-dies.ts";
import type { SavedDieValidation, ValidatedDie } from "../../../src/validate/validation.ts";

const TEXT = readFileSync("reports/validation/silicon-dies.json", "utf8");
const specs = openSpecs();

let shipped: SavedDieValidation;
beforeAll(async () => {
  shipped = await validateDies(parseDies(TEXT, "silicon-dies.json"), specs);
});

const of = (id: string, group: string): ValidatedDie =>
  shipped.records.find((one) => one.id === id && one.group === group)!;

describe("the shipped dies", () => {
  test("one record a die and quantity", () => {
    const dies = parseDies(TEXT, "").length;
    expect(shipped.records).toHaveLength(5 * dies);
    expect(new Set(shipped.records.map(({ id, group }) => `${id} ${group}`)).size).toBe(5 * dies);
  });

  test("area of the dies that set no constant: at least 16, mean error at most 20 %", () => {
    const { modelled, mape } = shipped.groups["area"]!;
    expect(modelled).toBeGreaterThanOrEqual(16);
    expect(mape).toBeLessThanOrEqual(0.2);
  });

  test("whatever is more than 35 % off says what had to be assumed", () => {
    const far = shipped.records.filter(
      ({ group, error, notCounted }) => group === "area" && Math.abs(error ?? 0) > 0.35 && !notCounted,
    );
    expect(far.map(({ id }) => id)).toEqual(["hanguang800"]);
    expect(far.every(({ assumed = [] }) => assumed.length > 0)).toBe(true);
  });

  test("what set a constant is shown and not counted: GC200, Bow's same die, the anchors of other kinds", () => {
    const not = shipped.records.filter(
      ({ group, notCounted }) => group === "area" && notCounted?.startsWith("an anchor"),
    );
    expect(not.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["gc200", "bow", "a100", "mi250x", "tpuv4i", "wse2"]),
    );
    expect(of("gc2", "area").notCounted).toBeUndefined();
  });

  test("a number that was recalled is no measurement", () =>
    expect(of("tpuv2", "area").notCounted).toMatch(/areaMm2 is recalled/));

  test("GC2 is predicted from its own floorplan, within 5 %", () =>
    expect(Math.abs(of("gc2", "area").error!)).toBeLessThan(0.05));

  test("a price of a box is not a chip's; H100's bill of materials is within a factor 1.3", () => {
    expect(of("gc200", "price").notModelled).toMatch(/more than the chip/);
    expect(3320 / of("h100", "price").predicted!).toBeLessThan(1.3);
  });

  test("a wafer holds 65.6 dies of 823 mm²; nothing is published to hold it against", () => {
    expect(of("c600", "grossDies").predicted).toBeCloseTo(65.6, 0);
    expect(of("c600", "grossDies").error).toBeUndefined();
    expect(shipped.groups["grossDies"]).toMatchObject({ count: 0, modelled: 0, mape: null });
  });
});

describe("a file it has never seen", () => {
  const record = {
    id: "x",
    chip: "X",
    vendor: "Somebody",
    node: "7 nm",
    sramMB: 100,
    clockGHz: 1,
    areaMm2: 300,
  };

  test("is predicted from its fields: id, note, source and the published number play no part", async () => {
    const formats = { bf16: { tflops: 100 } };
    const one = parseDies(JSON.stringify({ records: [{ ...record, formats }] }), "a");
    const other = parseDies(
      JSON.stringify({
        records: [{ ...record, formats, id: "gc200", areaMm2: 999, note: "a100", source: "wse2" }],
      }),
      "b",
    );
    const [a, b] = [await validateDies(one, specs, ["area"]), await validateDies(other, specs, ["area"])];
    expect(a.records[0]!.predicted).toBe(b.records[0]!.predicted);
    // 800 Mbit of 0.027 µm² at 0.259, 50,000 MACs of 3,570 µm², 20 mm² of pads.
    expect(a.records[0]!.predicted! * 1e6).toBeCloseTo((800 * 0.027) / 0.259 + 50_000 * 3570e-6 + 20, 6);
  });

  test("what is missing is said", async () => {
    const dies = parseDies(
      JSON.stringify({
        records: [
          { ...record, formats: {} },
          { ...record, id: "y", node: "90 nm" },
        ],
      }),
      "a",
    );
    const { records } = await validateDies(dies, specs, ["area"]);
    expect(records.map(({ notModelled }) => notModelled)).toEqual([
      "its arithmetic is not known",
      'no process of the node "90 nm"',
    ]);
  });

  test.each([
    ["nonsense", /no JSON/],
    ["{}", /expected a list of dies called "records"/],
    [JSON.stringify({ records: [{ id: "x", chip: "X", areaMm2: "big" }] }), /records\[0\] \(x\): areaMm2/],
  ])("%s is told in words", (text, message) => {
    expect(() => parseDies(text, "mine.json")).toThrow(DiesError);
    expect(() => parseDies(text, "mine.json")).toThrow(message);
  });
});
