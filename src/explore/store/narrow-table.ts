import type { Batch, OutcomeColumns } from "../sweep/batch-evaluator.ts";
import type { DesignAxis } from "../sweep/design.ts";
import type { StoreColumn, StoreTable } from "./parquet.ts";

const LARGEST_INT32 = 2 ** 31 - 1;

/** One narrow row a point: index, coordinates, feasibility, gap and the chosen metrics. */
export function narrowTable(
  batch: Batch,
  outcomes: OutcomeColumns,
  columns: readonly string[],
  about: Readonly<Record<string, string>>,
): StoreTable {
  const { first, count, axes, coordinates } = batch;
  const indexes =
    first + count - 1 > LARGEST_INT32
      ? Float64Array.from({ length: count }, (_, row) => first + row)
      : Int32Array.from({ length: count }, (_, row) => first + row);
  return {
    about,
    columns: [
      { name: "index", kind: "count", values: indexes },
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

function axisColumn({ name, levels }: DesignAxis, values: Float64Array): StoreColumn {
  if (levels === undefined) return { name, kind: "number", values, few: true };
  if (levels.every((level) => typeof level === "number"))
    return { name, kind: "number", values: values.map((at) => Number(levels[at] ?? Number.NaN)), few: true };
  const texts = levels.map(String);
  return { name, kind: "text", values: Array.from(values, (at) => texts[at] ?? null) };
}
