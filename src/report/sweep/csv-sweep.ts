import type { SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { csvRow } from "../study/csv-report.ts";

/** The front, one row a point, every metric a column. RFC 4180. */
export function csvSweep({ axes, metrics, front }: SavedSweep): string {
  const header = ["index", ...axes.map(({ name }) => name), ...metrics.map(({ id }) => id), "plan"];
  const rows = front.points.map(({ index, coordinates, metrics: values, plan }) => [
    index,
    ...axes.map(({ name }) => coordinates[name]),
    ...metrics.map(({ id }) => values[id]),
    plan === undefined ? undefined : JSON.stringify(plan),
  ]);
  return [header, ...rows].map(csvRow).join("");
}
