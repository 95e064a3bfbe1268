import { expect, test } from "vitest";
import { discreteAxis, type Axis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { coordinatesAt } from "../../../src/explore/sweep/design.ts";
import { gridDesign } from "../../../src/explore/sweep/grid-design.ts";

const clock = discreteAxis({ name: "clock", unit: "Hz" }, [1, 2]);
const weights = discreteAxis({ name: "weights" }, ["sram", "streaming"]);
const loads = discreteAxis({ name: "loads", when: { axis: "weights", is: ["streaming"] } }, [1, 4]);

function pointsOf(...axes: readonly Axis[]): readonly unknown[] {
  return listed(gridDesign(spaceOf({ axes })));
}

function listed(design: ReturnType<typeof gridDesign>): readonly unknown[] {
  if (typeof design === "string") return [design];
  const columns = design.axes.map(() => new Float64Array(design.points));
  design.fill(0, design.points, columns);
  return Array.from({ length: design.points }, (_, row) => coordinatesAt(design.axes, columns, row));
}

test("every combination once, the last axis fastest, names by name", () =>
  expect(pointsOf(clock, weights)).toEqual([
    { clock: 1, weights: "sram" },
    { clock: 1, weights: "streaming" },
    { clock: 2, weights: "sram" },
    { clock: 2, weights: "streaming" },
  ]));

test("an axis that does not apply is left out and adds no points", () =>
  expect(pointsOf(weights, loads)).toEqual([
    { weights: "sram" },
    { weights: "streaming", loads: 1 },
    { weights: "streaming", loads: 4 },
  ]));

test("without axes there is one point", () => expect(pointsOf()).toEqual([{}]));

test("a limit takes the first points", () =>
  expect(gridDesign(spaceOf({ axes: [clock] }), 1)).toMatchObject({ points: 1 }));

test("a grid needs steps, and says so", () =>
  expect(
    gridDesign(
      spaceOf({ axes: [{ kind: "continuous", name: "x", unit: "", from: 1, to: 2, scale: "linear" }] }),
    ),
  ).toContain("from..to/7"));

test("what a rule forbids is no point: the others are numbered without gaps", () => {
  const rule = (point: ArrayLike<number>): number => Number(point[0] !== 2 || point[1] !== 1);
  const space = spaceOf({ axes: [clock, weights], rules: [rule] });
  expect(listed(gridDesign(space))).toEqual([
    { clock: 1, weights: "sram" },
    { clock: 1, weights: "streaming" },
    { clock: 2, weights: "sram" },
  ]);
  expect(gridDesign(space, 2)).toMatchObject({ points: 2 });
  expect(gridDesign(spaceOf({ axes: [clock], rules: [() => 0] }))).toContain("no combination");
});

test("a run of points is the same as each of its points alone, wherever it begins", () => {
  const space = spaceOf({ axes: [clock, discreteAxis({ name: "pod" }, [4, 16, 64]), weights] });
  const design = gridDesign(space);
  if (typeof design === "string") throw new Error(design);
  const filled = (first: number, count: number): readonly (readonly number[])[] => {
    const columns = design.axes.map(() => new Float64Array(count));
    design.fill(first, count, columns);
    return Array.from({ length: count }, (_, row) => columns.map((column) => column[row]!));
  };
  const each = Array.from({ length: 2 * 3 * 2 }, (_, point) => filled(point, 1)[0]);
  expect(each[7]).toEqual([2, 4, 1]);
  for (let first = 0; first < 12; first++)
    expect(filled(first, 12 - first), `from ${first}`).toEqual(each.slice(first));
});
