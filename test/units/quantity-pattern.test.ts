import { beforeAll, describe, expect, test } from "vitest";
import { convertWithMath } from "../../src/units/convert.ts";
import type { Dimension } from "../../src/units/dimension.ts";
import { loadMath } from "../../src/units/load-math.ts";
import type { Math } from "../../src/units/math.ts";
import { parseQuantity } from "../../src/units/parse-quantity.ts";
import { quantityPattern } from "../../src/units/quantity-pattern.ts";
import { UNITS } from "../../src/units/unit-table.ts";

let math: Math;
beforeAll(async () => (math = await loadMath()));

const patterns = new Map<Dimension, RegExp>();
function fits(text: string, dimension: Dimension): boolean {
  const known = patterns.get(dimension) ?? new RegExp(quantityPattern(dimension, math), "u");
  patterns.set(dimension, known);
  return known.test(text);
}

test.each<Dimension>(["bytes", "hertz", "watts", "kilograms", "metres", "joules", "count"])(
  "%s: the pattern takes every symbol that the loader takes, and of its own table no other",
  (dimension) => {
    const own = [...UNITS.keys()].map((symbol) => `1.5 ${symbol}`);
    expect(own.filter((text) => fits(text, dimension) !== parseQuantity(text, dimension).ok)).toEqual([]);
    const others = math.unitNames().map(({ name }) => `1.5 ${name}`);
    const read = others.filter((text) => convertWithMath(math, text, dimension) !== undefined);
    expect(read.filter((text) => !fits(text, dimension))).toEqual([]);
  },
);

describe.each<[Dimension, readonly string[], readonly string[]]>([
  [
    "hertz",
    ["1.85 GHz", "1.85GHz", "2 Gcycle/s", "= base.clock * 1.4", "1e9 Hz"],
    ["1.85 GHx", "1.85 GB", "1.85", "GHz"],
  ],
  ["bytesPerSecond", ["16 GB/s", "100 Gbps", "64 Gb/s"], ["16 GB", "16 GT", "16 GB/sx"]],
  ["dollarsPerJoule", ["0.1 $/kWh", "$0.1/kWh", "0.1 USD/kWh"], ["$0.1", "0.1 kWh"]],
  ["dollars", ["$150000", "$1.2 M", "$ 80k", "150000 USD"], ["1.2 MX", "$1.2 MX"]],
  ["squareMetres", ["823 mm^2", "823 mm²", "0.5 inch^2", "1 sqin"], ["823 mm", "823"]],
  ["perSquareMetre", ["0.09 /cm^2"], ["0.09", "0.09 /cmx"]],
  ["count", ["1472", "1e6", "4 cycles", "= 2 * base.tiles"], ["50 %", "300B", "1,472"]],
  ["share", ["0.85", "85 %", "85%"], ["0.85 B", "x"]],
])("%s", (dimension, right, wrong) => {
  test.each(right)("%s is written so", (text) => expect(fits(text, dimension)).toBe(true));
  test.each(wrong)("%s is not", (text) => expect(fits(text, dimension)).toBe(false));
});
