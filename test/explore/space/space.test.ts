import { describe, expect, test } from "vitest";
import { discreteAxis, type Axis } from "../../../src/explore/axes/axis.ts";
import { gridIndex } from "../../../src/explore/axes/grid-index.ts";
import { coordinatesFromCube } from "../../../src/explore/axes/unit-cube.ts";
import { buildSpace, namedCoordinates, spaceOf, type Space } from "../../../src/explore/space.ts";

const recompute = discreteAxis({ name: "recompute" }, ["none", "some", "full"]);
const depth: Axis = discreteAxis({ name: "depth", when: { axis: "recompute", is: ["some"] } }, [1, 2, 3, 4]);
const pod = discreteAxis({ name: "pod" }, [16, 64]);

function grid(space: Space) {
  const index = gridIndex(space);
  if ("withoutValues" in index) throw new Error(index.withoutValues);
  return index;
}
const all = (space: Space) =>
  Array.from({ length: grid(space).count }, (_, at) =>
    namedCoordinates(space.axes, grid(space).coordinatesAt(at)),
  );

describe("a grid", () => {
  test("has as many points as the product of its axes, and the last axis runs fastest", () =>
    expect(all(spaceOf({ axes: [recompute, pod] }))).toEqual(
      ["none", "some", "full"].flatMap((r) => [16, 64].map((p) => ({ recompute: r, pod: p }))),
    ));

  test("counts an axis that does not apply once: (2 without depth + 1 with 4 depths) × 2 pods", () => {
    const points = all(spaceOf({ axes: [depth, pod, recompute] }));
    expect(points).toHaveLength((2 + 1 * 4) * 2);
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(12);
    expect(points.filter((point) => "depth" in point)).toHaveLength(8);
  });

  test("follows conditions on conditional axes", () => {
    const split = discreteAxis({ name: "split", when: { axis: "depth", is: [2, 4] } }, ["a", "b", "c"]);
    const points = all(spaceOf({ axes: [split, recompute, depth] }));
    expect(points).toHaveLength(2 + (1 + 3 + 1 + 3));
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(10);
  });

  test("addresses the last of 10^12 points without the others", () => {
    const axes = ["a", "b", "c", "d"].map((name) => discreteAxis({ name }, range(1000)));
    const index = grid(spaceOf({ axes }));
    expect(index.count).toBe(1000 ** 4);
    expect(index.coordinatesAt(index.count - 1)).toEqual([999, 999, 999, 999]);
    expect(index.coordinatesAt(123_456_789_012)).toEqual([123, 456, 789, 12]);
  });

  test("names the axis that has no list of values", () =>
    expect(
      gridIndex(
        spaceOf({
          axes: [pod, { kind: "continuous", name: "clock", unit: "Hz", from: 1, to: 2, scale: "linear" }],
        }),
      ),
    ).toEqual({ withoutValues: "clock" }));
});

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
describe("a space", () => {
  test("computes derived axes from the others", () => {
    const replicas: Axis = { kind: "derived", name: "replicas", unit: "", formula: "pod / 4" };
    const space = spaceOf({ axes: [replicas, pod], formulas: new Map([[0, (c) => c[1]! / 4]]) });
    expect(all(space)).toEqual([
      { replicas: 16 / 4, pod: 16 },
      { replicas: 64 / 4, pod: 64 },
    ]);
  });

  test("asks its rules", () => {
    const space = spaceOf({ axes: [recompute], rules: [(c) => Number(c[0] !== 2)] });
    expect([0, 1, 2].map((level) => space.allows([level]))).toEqual([true, true, false]);
  });

  test("maps the unit cube to levels of equal share, and both ends to the ends", () => {
    const clock: Axis = { kind: "continuous", name: "clock", unit: "Hz", from: 1e9, to: 4e9, scale: "log" };
    const space = spaceOf({ axes: [clock, recompute] });
    expect(coordinatesFromCube(space, [0, 0])).toEqual([1e9, 0]);
    expect(coordinatesFromCube(space, [0.5, 0.34])).toEqual([1e9 * 4 ** 0.5, 1]);
    expect(coordinatesFromCube(space, [1, 1])).toEqual([4e9, 2]);
  });

  test("tells everything that is wrong with its axes", () =>
    expect(
      buildSpace({
        axes: [
          pod,
          pod,
          discreteAxis({ name: "a", when: { axis: "recomputed", is: ["none"] } }, [1]),
          recompute,
          discreteAxis({ name: "b", when: { axis: "recompute", is: ["never"] } }, [1]),
          discreteAxis({ name: "c", when: { axis: "c", is: [1] } }, [1]),
        ],
      }),
    ).toEqual({
      problems: [
        "two axes are called pod",
        "a applies when recomputed is something, but there is no such axis, did you mean recompute?",
        "b applies when recompute is never, which it never is",
        "c depends on itself through its condition",
      ],
    }));
});
