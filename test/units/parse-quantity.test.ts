import { beforeAll, describe, expect, test } from "vitest";
import { BASE_UNIT, type Dimension } from "../../src/units/dimension.ts";
import { convertWithMath } from "../../src/units/convert.ts";
import { loadMath } from "../../src/units/load-math.ts";
import type { Math as MathJs } from "../../src/units/math.ts";
import { parseQuantity } from "../../src/units/parse-quantity.ts";
import { POWERS_OF, samePowers } from "../../src/units/powers.ts";
import { UNITS } from "../../src/units/unit-table.ts";

function value(text: string, dimension: Dimension): number {
  const parsed = parseQuantity(text, dimension);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
  return parsed.value;
}

describe("a quantity is read in base units", () => {
  test.each<[string, Dimension, number]>([
    ["1472", "count", 1472],
    ["3e6", "count", 3e6],
    ["150 cycles", "count", 150],
    ["0.85", "share", 0.85],
    ["85 %", "share", 0.85],
    ["624 KiB", "bytes", 624 * 1024],
    ["624 kiB", "bytes", 624 * 1024],
    ["900 KB", "bytes", 900e3],
    ["900MB", "bytes", 900e6],
    ["64 B/cycle", "bytes", 64],
    ["1.85 GHz", "hertz", 1.85e9],
    ["2 Gcycle/s", "hertz", 2e9],
    ["5 µs", "seconds", 5e-6],
    ["5 us", "seconds", 5e-6],
    ["4 years", "seconds", 4 * 365.25 * 86400],
    ["3 days", "seconds", 3 * 86400],
    ["47.5 TB/s", "bytesPerSecond", 47.5e12],
    ["8 Gbit/s", "bytesPerSecond", 1e9],
    ["8 Gbps", "bytesPerSecond", 1e9],
    ["8 Gib/s", "bytesPerSecond", 2 ** 30],
    ["250 TFLOP/s", "flopsPerSecond", 250e12],
    ["2 PFLOP/s*days", "flops", 2e15 * 86400],
    ["300 W", "watts", 300],
    ["2 kWh", "joules", 2 * 3.6e6],
    ["1.13 pJ/FLOP", "joulesPerFlop", 1.13e-12],
    ["10 pJ/bit", "joulesPerByte", 80e-12],
    ["10 pJ/B", "joulesPerByte", 10e-12],
    ["$150000", "dollars", 150_000],
    ["$1.2 M", "dollars", 1.2e6],
    ["150 k$", "dollars", 150e3],
    ["0.36 $/kWh", "dollarsPerJoule", 0.36 / 3.6e6],
    ["$0.36/kWh", "dollarsPerJoule", 0.36 / 3.6e6],
    ["360 g/kWh", "kilogramsPerJoule", 0.36 / 3.6e6],
    ["360 gCO2e/kWh", "kilogramsPerJoule", 0.36 / 3.6e6],
    ["8 $/GB", "dollarsPerByte", 8e-9],
    ["823 mm^2", "squareMetres", 823e-6],
    ["823 mm²", "squareMetres", 823e-6],
  ])("%s", (text, dimension, expected) => {
    expect(value(text, dimension)).toBeCloseTo(expected, 15 - Math.ceil(Math.log10(expected)));
  });

  test("the prefix does not change the last bit: n MHz is n/1000 GHz for n = 1..9999", () => {
    for (let n = 1; n <= 9999; n++)
      expect(value(`${n / 1000} GHz`, "hertz")).toBe(value(`${n} MHz`, "hertz"));
  });
});

describe("what is no such quantity is refused, with what was probably meant", () => {
  test.each<[string, Dimension, string, string | undefined]>([
    ["624 kHz", "bytes", "frequency", undefined],
    ["16 GB", "bytesPerSecond", "bytes", "16 GB/s"],
    ["16 GT/s", "bytesPerSecond", "transfers per second", undefined],
    ["16 GT/s", "hertz", "transfers per second", undefined],
    ["250 T", "flopsPerSecond", "transfers", undefined],
    ["250 TFLOPS", "flopsPerSecond", 'unknown unit "TFLOPS"', "250 TFLOP/s"],
    ["12 GBps", "bytesPerSecond", 'unknown unit "GBps"', "12 GB/s"],
    ["1.85 ghz", "hertz", 'unknown unit "ghz"', "1.85 GHz"],
    ["823 mm2", "squareMetres", 'unknown unit "mm2"', "823 mm^2"],
    ["100", "bytes", "no unit", "100 B"],
    ["85 %", "count", "a percentage", undefined],
    ["0.5 cycles", "share", "a number", undefined],
    ["1_000", "count", "digits with separators", "1000"],
    ["1,472", "count", "digits with separators", "1472"],
    ["1-2 GHz", "hertz", "a range", "{ value: ..., low: ..., high: ... }"],
    ["NaN", "count", "not finite", undefined],
    ["fast", "hertz", "not a number", undefined],
    ["", "count", "not a number", undefined],
  ])("%s as %s", (text, dimension, problem, suggestion) => {
    expect(parseQuantity(text, dimension)).toMatchObject({
      ok: false,
      problem,
      ...(suggestion ? { suggestion } : {}),
    });
    if (suggestion === undefined) expect(parseQuantity(text, dimension)).not.toHaveProperty("suggestion");
  });
});

describe("mathjs and the unit table agree", () => {
  let math: MathJs;
  beforeAll(async () => {
    math = await loadMath();
  });

  test("every unit of the table that mathjs knows has the same value there", () => {
    const compared: string[] = [];
    for (const [symbol, unit] of UNITS) {
      const dimension = (Object.keys(POWERS_OF) as Dimension[]).find(
        (name) => BASE_UNIT[name] !== "" && samePowers(POWERS_OF[name], unit.powers),
      );
      const theirs = dimension && convertWithMath(math, `3 ${symbol}`, dimension);
      if (dimension === undefined || theirs === undefined) continue;
      expect(value(`3 ${symbol}`, dimension) / theirs, symbol).toBeCloseTo(1, 14);
      compared.push(symbol);
    }
    expect(compared).toEqual(
      expect.arrayContaining(["KiB", "GB", "Gb", "GHz", "us", "kWh", "year", "pJ", "MUSD"]),
    );
  });

  test("units that only mathjs knows are converted by it, and checked", () => {
    expect(convertWithMath(math, "1 hp", "watts")).toBeCloseTo(745.6998715386, 6);
    expect(convertWithMath(math, "1 inch^2", "squareMetres")).toBeCloseTo(0.0254 ** 2, 12);
    expect(convertWithMath(math, "1 hp", "bytes")).toBeUndefined();
  });

  test("its pitfalls are out: a transfer is no tesla", () => {
    expect(convertWithMath(math, "16 GT/s", "hertz")).toBeUndefined();
    expect(math.unit("3 transfer").toNumber("transfer")).toBe(3);
    expect(() => math.unit("3 T").toNumber("weber/m^2")).toThrow();
  });
});
