import { expect, test } from "vitest";
import { coordinatesAt } from "../../../src/explore/sweep/design.ts";
import { gridDesign } from "../../../src/explore/sweep/grid-design.ts";

const design = gridDesign([
  { name: "clock", unit: "Hz", values: [1, 2] },
  { name: "weights", unit: "", values: ["sram", "streaming", "none"] },
]);

const pointsFrom = (first: number, count: number): readonly unknown[] => {
  const columns = design.axes.map(() => new Float64Array(count));
  design.fill(first, count, columns);
  return Array.from({ length: count }, (_, row) => coordinatesAt(design.axes, columns, row));
};

test("every combination once, the last axis fastest", () => {
  expect(design.points).toBe(2 * 3);
  expect(pointsFrom(0, 6)).toEqual([
    { clock: 1, weights: "sram" },
    { clock: 1, weights: "streaming" },
    { clock: 1, weights: "none" },
    { clock: 2, weights: "sram" },
    { clock: 2, weights: "streaming" },
    { clock: 2, weights: "none" },
  ]);
});

test("a point is the same wherever a batch begins", () =>
  expect(pointsFrom(4, 2)).toEqual(pointsFrom(0, 6).slice(4)));

test("without axes there is one point", () => expect(gridDesign([]).points).toBe(1));

test("a limit takes the first points", () =>
  expect(gridDesign([{ name: "x", unit: "", values: [1, 2, 3] }], 2).points).toBe(2));
