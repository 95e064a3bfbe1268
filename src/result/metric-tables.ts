import { nearestName } from "../units/nearest-name.ts";
import type { Metric, MetricTable } from "./metric.ts";
import { METRICS, type BuiltInMetricId } from "./metrics/index.ts";

const ALL: readonly Metric[] = Object.values(METRICS);

/** The metrics of a table, in the order of all tables. */
export const metricsIn = (table: MetricTable): readonly Metric[] =>
  ALL.filter(({ inTables }) => inTables.includes(table));

/** Those ids, as a type. */
export type MetricIdIn<T extends MetricTable> = {
  [K in BuiltInMetricId]: T extends (typeof METRICS)[K]["inTables"][number] ? K : never;
}[BuiltInMetricId];

/** The ids of those metrics. */
export const metricIdsIn = <T extends MetricTable>(table: T): readonly MetricIdIn<T>[] =>
  metricsIn(table).map(({ id }) => id as MetricIdIn<T>);

/**
 * The metric that was probably meant: a misspelt id, or words that an id or a label begins with or has in it ("cost",
 * "latency", "MFU"); of several, the first in the order of tables.
 */
export function nearestMetric(written: string): string | undefined {
  const wanted = written.toLowerCase().replace(/[\s_-]/g, "");
  const spelt = nearestName(
    written,
    ALL.map(({ id }) => id),
  );
  if (spelt !== undefined || wanted.length < 3) return spelt;
  const said = ({ id, label }: Metric): readonly string[] =>
    [id, label].map((name) => name.toLowerCase().replaceAll(" ", ""));
  const found =
    ALL.find((metric) => said(metric).some((name) => name.startsWith(wanted))) ??
    ALL.find((metric) => said(metric).some((name) => name.includes(wanted)));
  return found?.id;
}

/** The id of the metric that is meant by its id, or by the path of the value that it is; undefined where none is. */
export const metricNamed = (name: string): string | undefined =>
  ALL.find(({ id, specPath }) => id === name || specPath === name)?.id;

/** A built-in metric; undefined for one that a study defines. */
export const builtInMetric = (id: string): Metric | undefined => ALL.find((metric) => metric.id === id);
