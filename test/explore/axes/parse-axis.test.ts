import { describe, expect, test } from "vitest";
import type { Axis } from "../../../src/explore/axes/axis.ts";
import { parseAxis } from "../../../src/explore/axes/parse-axis.ts";
import { headline } from "../../../src/spec/yaml/spec-error.ts";

function axis(text: string): Axis {
  const parsed = parseAxis(text);
  if (!parsed.ok) throw new Error(headline(parsed.error));
  return parsed.axis;
}
const values = (text: string) => {
  const parsed = axis(text);
  return parsed.kind === "discrete" ? parsed.values : undefined;
};

describe("the text of an axis", () => {
  test("a range has equal steps in base units, free of rounding noise", () =>
    expect(axis("chip.clock=1.3GHz..1.9GHz/7")).toEqual({
      kind: "discrete",
      name: "chip.clock",
      unit: "Hz",
      isOrdered: true,
      values: [1.3e9, 1.4e9, 1.5e9, 1.6e9, 1.7e9, 1.8e9, 1.9e9],
    }));

  test("equal ratios are written log, before or after the steps", () => {
    expect(values("a.b=1..16 log/5")).toEqual([1, 2, 4, 8, 16]);
    expect(values("a.b=1..16/5 log")).toEqual([1, 2, 4, 8, 16]);
  });

  test("the slash of a unit is not that of the steps", () => {
    expect(values("x=16 GB/s..64 GB/s/3")).toEqual([16e9, 40e9, 64e9]);
    expect(axis("x=16 GB/s..64 GB/s")).toMatchObject({
      kind: "continuous",
      from: 16e9,
      to: 64e9,
      unit: "B/s",
    });
  });

  test("a from without unit has the unit of to", () =>
    expect(values("chip.clock=1.3..1.9 GHz/2")).toEqual([1.3e9, 1.9e9]));

  test("whole numbers and powers of two lie between the ends", () => {
    expect(values("x=2..5 integers")).toEqual([2, 3, 4, 5]);
    expect(values("x=3..70 pow2")).toEqual([4, 8, 16, 32, 64]);
    expect(values("x=4..32 pow2")).toEqual([4, 8, 16, 32]);
  });

  test("a list of numbers is ordered, a list of names is not", () => {
    expect(axis("pod=64,16")).toMatchObject({ isOrdered: true, values: [16, 64] });
    expect(axis("system=bow-pod16, gc200")).toMatchObject({
      isOrdered: false,
      values: ["bow-pod16", "gc200"],
    });
    expect(values("plan.shard=true,false")).toEqual([true, false]);
  });

  test("a condition follows the values", () =>
    expect(axis("plan.depth=1,2 when plan.recompute is some or full")).toMatchObject({
      values: [1, 2],
      when: { axis: "plan.recompute", is: ["some", "full"] },
    }));

  test("a formula follows a second equals sign", () =>
    expect(axis("plan.dataParallel== system.pod / 4")).toEqual({
      kind: "derived",
      name: "plan.dataParallel",
      unit: "",
      formula: "system.pod / 4",
    }));
});

describe("a wrong text is pointed at", () => {
  const expectedForm = "path=values, such as chip.clock=1.3GHz..1.9GHz/7 or plan.microBatch=1,2,4";
  test.each([
    ["pod", 1, expectedForm],
    ["pod=", 5, "values after the equals sign"],
    ["pod=16,,64", 8, "a value between the commas"],
    ["pod=16,64 W", 8, "a number without unit"],
    ["chip.clock=1.3GHz..1.9 W/7", 12, "a quantity in W"],
    ["chip.clock=1.9GHz..1.3GHz/7", 12, "the smaller end first"],
    ["chip.clock=1GHz..2GHz/0", 23, "a whole number of steps up to 1000000"],
    ["chip.clock=1GHz..2GHz/2.5", 23, "a whole number of steps up to 1000000"],
    ["x=0..8 log/4", 3, "a number above zero"],
    ["x=0..8 pow2", 3, "a number above zero"],
    ["x=2..8 pow2/3", 13, "no steps with pow2"],
    ["x=0..10000000 integers", 3, "at most 1000000 values"],
    ["x=1,2 when y", 12, "when <axis> is <value> or <value>"],
    ["x==", 4, "a formula"],
  ])("%s at column %i: expected %s", (text, column, expected) => {
    const parsed = parseAxis(text);
    expect(parsed).toMatchObject({ ok: false, error: { line: 1, column, expected, sourceLine: text } });
  });
});
