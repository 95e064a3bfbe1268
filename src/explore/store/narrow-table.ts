import type { Batch, OutcomeColumns } from "../sweep/batch-evaluator.ts";
import type { DesignAxis } from "../sweep/design.ts";
import type { StoreColumn, StoreTable } from "./store-table.ts";

const LARGEST_INT32 = 2 ** 31 - 1;

/** What rows of a part share. */
export interface NarrowShape {
  readonly columns: readonly string[];
  readonly about: Readonly<Record<string, string>>;
  /** Where a sweep evaluates at several fidelities: the one of this part. */
  readonly fidelity?: string | undefined;
}

/** One narrow row a point: index, coordinates, feasibility, gap and the chosen metrics. */
export function narrowTable(
  { first, count, axes, coordinates }: Batch,
  outcomes: OutcomeColumns,
  { columns, about, fidelity }: NarrowShape,
): StoreTable {
  const indexes =
    first + count - 1 > LARGEST_INT32
      ? Float64Array.from({ length: count }, (_, row) => first + row)
      : Int32Array.from({ length: count }, (_, row) => first + row);
  return {
    about,
    columns: [
      { name: "index", kind: "count", values: indexes },
      ...(fidelity === undefined ? [] : [constant("fidelity", fidelity, count)]),
      ...axes.map((axis, number) => axisColumn(axis, coordinates[number] ?? new Float64Array())),
      { name: "feasible", kind: "flag", values: outcomes.feasible },
      { name: "gap", kind: "number", values: outcomes.gap, few: outcomes.gap.every((gap) => gap === 0) },
      ...columns.map((name, metric): StoreColumn => {
        const values = outcomes.metrics[metric];
        if (values === undefined) throw new Error(`metric ${name} has no column`);
        return { name, kind: "number", values };
      }),
    ],
  };
}

const constant = (name: string, text: string, count: number): StoreColumn => ({
  name,
  kind: "level",
  levels: [text],
  at: new Float64Array(count),
});

function axisColumn({ name, levels }: DesignAxis, values: Float64Array): StoreColumn {
  if (levels === undefined) return { name, kind: "number", values, few: true };
  const isNumeric = levels.every((level) => typeof level === "number");
  return { name, kind: "level", levels: isNumeric ? levels : levels.map(String), at: values };
}
