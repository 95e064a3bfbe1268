import fc from "fast-check";
import { expect, test } from "vitest";
import { frontRows } from "../../../src/explore/sweep/front-rows.ts";
import type { Objective } from "../../../src/explore/sweep/objective.ts";

const min = (metric: string): Objective => ({ metric, better: "min" });
const objectives = [min("a"), min("b"), { metric: "c", better: "max" } as const];

/** By definition: no other row is as good everywhere and better somewhere, nor equal and earlier. */
function byDefinition(columns: readonly Float64Array[], rows: readonly number[]): readonly number[] {
  const cost = (row: number) => [columns[0]![row]!, columns[1]![row]!, -columns[2]![row]!];
  return rows.filter((row) => {
    const own = cost(row);
    return !rows.some((other) => {
      const its = cost(other);
      const covers = its.every((value, at) => value <= own[at]!);
      const equal = its.every((value, at) => value === own[at]!);
      return covers && (!equal || other < row);
    });
  });
}

const small = fc.integer({ min: 0, max: 4 });

test("the front is what its definition says, with ties", () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(small, small, small), { maxLength: 60 }), (points) => {
      const columns = [0, 1, 2].map((axis) => Float64Array.from(points, (point) => point[axis]!));
      const rows = points.map((_, row) => row);
      expect(frontRows(objectives, columns, rows)).toEqual(byDefinition(columns, rows));
    }),
  ));

test("the front of the fronts of parts is the front of the whole", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(small, small, small), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      (points, perPart) => {
        const columns = [0, 1, 2].map((axis) => Float64Array.from(points, (point) => point[axis]!));
        const rows = points.map((_, row) => row);
        const parts = Array.from({ length: Math.ceil(rows.length / perPart) }, (_, part) =>
          frontRows(objectives, columns, rows.slice(part * perPart, (part + 1) * perPart)),
        );
        expect(frontRows(objectives, columns, parts.flat())).toEqual(frontRows(objectives, columns, rows));
      },
    ),
  ));

test("a row with an unknown objective is on no front", () =>
  expect(frontRows([min("a")], [Float64Array.of(Number.NaN, 2, 1)], [0, 1, 2])).toEqual([2]));
