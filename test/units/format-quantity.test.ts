import { expect, test } from "vitest";
import { formatQuantity } from "../../src/units/format-quantity.ts";

test.each<[number, string, string]>([
  [1.85e9, "Hz", "1.85 GHz"],
  [999.9e6, "Hz", "1 GHz"],
  [624 * 1024, "B", "624 KiB"],
  [1023.9, "B", "1 KiB"],
  [0, "B", "0 B"],
  [46.8e12, "B/s", "46.8 TB/s"],
  [250e12, "FLOP/s", "250 TFLOP/s"],
  [1.13e-12, "J/FLOP", "1.13 pJ/FLOP"],
  [0.05, "s", "50 ms"],
  [90, "s", "1.5 minutes"],
  [3600, "s", "1 hour"],
  [3.2 * 86400, "s", "3.2 days"],
  [4000 * 365.25 * 86400, "s", "4,000 years"],
  [1.2e6, "USD", "$1.2 M"],
  [999_500, "USD", "$1 M"],
  [2.5e9, "USD", "$2.5 bn"],
  [150_000, "USD", "$150,000"],
  [-1.2e6, "USD", "-$1.2 M"],
  [0.1 / 3.6e6, "USD/J", "$0.1/kWh"],
  [0.4 / 3.6e6, "kg/J", "400 g/kWh"],
  [823e-6, "m^2", "823 mm²"],
  [7.2e6, "J", "2 kWh"],
  [2500, "kg", "2.5 t"],
  [1472, "", "1,472"],
  [0.4567, "", "0.457"],
  [3.5e11, "", "350 G"],
  [Infinity, "s", "∞"],
  [NaN, "s", "n/a"],
])("%d %s reads %s", (value, unit, text) => expect(formatQuantity(value, unit)).toBe(text));

test("more digits on request", () => expect(formatQuantity(1.23456e9, "Hz", 5)).toBe("1.2346 GHz"));

test("a ratio in words is no unit and takes no prefix", () => {
  expect(formatQuantity(0.556, "x over dense")).toBe("0.556 x over dense");
  expect(formatQuantity(0.0005, "times")).toBe("0.0005 times");
});
