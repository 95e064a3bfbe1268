import type { StoreColumn, StoreTable } from "./store-table.ts";
import type { WideRow } from "./part-record.ts";
import type { DesignAxis } from "../sweep/design.ts";

/** Wide rows as a table: coordinates, feasibility, every metric, and the plan as JSON. */
export function wideTable(
  rows: readonly WideRow[],
  { axes, metrics }: { readonly axes: readonly DesignAxis[]; readonly metrics: readonly string[] },
  about: Readonly<Record<string, string>>,
): StoreTable {
  const numbers = (name: string, of: (row: WideRow) => unknown): StoreColumn => ({
    name,
    kind: "number",
    values: Float64Array.from(rows, (row) => {
      const value = of(row);
      return typeof value === "number" ? value : Number.NaN;
    }),
    few: true,
  });
  const texts = (name: string, of: (row: WideRow) => unknown): StoreColumn => ({
    name,
    kind: "text",
    values: rows.map((row) => {
      const value = of(row);
      return value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
    }),
  });
  return {
    about,
    columns: [
      { name: "index", kind: "count", values: Float64Array.from(rows, ({ index }) => index) },
      ...axes.map(({ name, levels }) =>
        levels === undefined || levels.every((level) => typeof level === "number")
          ? numbers(name, (row) => row.coordinates[name])
          : texts(name, (row) => row.coordinates[name]),
      ),
      { name: "feasible", kind: "flag", values: Uint8Array.from(rows, ({ feasible }) => Number(feasible)) },
      numbers("gap", ({ gap }) => gap),
      ...metrics.map((id) => numbers(id, (row) => row.metrics[id])),
      ...(rows.some(({ fidelity }) => fidelity !== undefined)
        ? [texts("fidelity", ({ fidelity }) => fidelity)]
        : []),
      texts("lacks", ({ lacks }) => lacks),
      texts("plan", ({ plan }) => plan),
    ],
  };
}
