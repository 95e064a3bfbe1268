import { expect, test } from "vitest";
import { isAxisText, parseAxis } from "../../../src/explore/sweep/parse-axis.ts";

const valuesOf = (text: string): unknown => {
  const axis = parseAxis("x", text);
  return typeof axis === "string" ? axis : axis.values;
};

test("a range has its ends and equal steps, in base units", () =>
  expect(parseAxis("chip.clock", "1.3GHz..1.9GHz/7")).toEqual({
    name: "chip.clock",
    unit: "Hz",
    values: [1.3e9, 1.4e9, 1.5e9, 1.6e9, 1.7e9, 1.8e9, 1.9e9],
  }));

test("a unit at the end stands for both ends", () =>
  expect(parseAxis("x", "1..3 MiB/3")).toEqual({
    name: "x",
    unit: "B",
    values: [2 ** 20, 2 ** 21, 3 * 2 ** 20],
  }));

test("log: equal ratios", () => expect(valuesOf("1..1000/4 log")).toEqual([1, 10, 100, 1000]));

test("a list of numbers, of quantities, of names", () => {
  expect(valuesOf("16,64")).toEqual([16, 64]);
  expect(valuesOf("600 KiB, 1 MiB")).toEqual([600 * 1024, 2 ** 20]);
  expect(valuesOf("sram,streaming")).toEqual(["sram", "streaming"]);
  expect(valuesOf("true,false")).toEqual([true, false]);
});

test("a value that is named twice is one value", () =>
  expect(valuesOf("1 GHz,1000 MHz,2 GHz")).toEqual([1e9, 2e9]));

test("one step is the lower end", () => expect(valuesOf("3..9/1")).toEqual([3]));

test.each([
  ["1..2", "expected from..to/steps"],
  ["a..b/3", "expected from..to/steps"],
  ["1 GHz..2 GB/3", "different kinds"],
  ["1 GHz, 2 GB", "different kinds"],
  ["0..4/3 log", "above zero"],
  ["1..2/0", "steps must lie in"],
  ["1,,2", "missing between the commas"],
])("%s: %s", (text, why) => expect(valuesOf(text)).toContain(why));

test("one value is no axis", () => {
  expect(isAxisText("1.3 GHz")).toBe(false);
  expect(isAxisText("16,64")).toBe(true);
});
