import { savedIllegalText } from "./illegal-text.ts";
import type { SavedResult, SavedResults } from "../../result/saved/result.ts";
import { saved } from "./json-report.ts";

type Field = string | number | boolean | null | undefined;

/**
 * One row a machine × workload × fidelity, one column a metric (its unit is in its id), low and high beside a
 * metric that has a range. RFC 4180: CRLF, quotes doubled; an absent value is an empty field.
 */
export function csvReport(results: SavedResults): string {
  const metrics = results.metrics.map((metric) => metric.id);
  const ranged = new Set(results.results.flatMap((result) => Object.keys(result.ranges ?? {})));
  const header = [
    ...["system", "systemName", "chips", "workload", "workloadName", "fidelity", "feasible"],
    ...["infeasibleResource", "infeasibleDemand", "infeasibleBound", "infeasibleUnit"],
    ...metrics.flatMap((id) => (ranged.has(id) ? [id, `${id}.low`, `${id}.high`] : [id])),
  ];
  const rows = results.results.map((result) => [
    ...coordinates(results, result),
    ...metrics.flatMap((id): readonly Field[] => {
      const value = result.metrics[id];
      return ranged.has(id) ? [value, result.ranges?.[id]?.[0], result.ranges?.[id]?.[1]] : [value];
    }),
  ]);
  return [header, ...rows].map(csvRow).join("");
}

export const csvRow = (row: readonly Field[]): string => `${row.map(field).join(",")}\r\n`;

function coordinates(results: SavedResults, result: SavedResult): readonly Field[] {
  const system = results.systems.find((s) => s.id === result.system);
  const workload = results.workloads.find((w) => w.id === result.workload);
  const why = result.infeasible;
  const resource = why?.resource ?? (result.illegal && savedIllegalText(result.illegal));
  return [
    ...[result.system, system?.name, system?.chips, result.workload, workload?.name, result.fidelity],
    ...[result.feasible, resource, why?.demand, why?.bound, why?.unit],
  ];
}

/**
 * A field as RFC 4180 writes it. Text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a
 * return) gets an apostrophe before it, which spreadsheets take for "this is text"; numbers stay numbers.
 */
function field(value: Field): string {
  const text =
    typeof value === "number"
      ? String(saved(value) ?? "")
      : String(value ?? "").replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
