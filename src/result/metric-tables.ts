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

/** A built-in metric; undefined for one that a study defines. */
export const builtInMetric = (id: string): Metric | undefined => ALL.find((metric) => metric.id === id);
