import type { Coordinates, DesignAxis } from "./design.ts";

/** Neighbouring points of a design, one column an axis. */
export interface Batch {
  readonly first: number;
  readonly count: number;
  readonly axes: readonly DesignAxis[];
  readonly coordinates: readonly Float64Array[];
}

/** Where an evaluator writes: one column a metric, in the order it was asked for. */
export interface OutcomeColumns {
  /** 1: the point fits; 0: it does not, and its metrics are NaN. */
  readonly feasible: Uint8Array;
  /** Of a point that does not fit, how far it is off: demand ÷ bound − 1. 0 where it fits. */
  readonly gap: Float64Array;
  readonly metrics: readonly Float64Array[];
}

/** Everything about one point, for the front, the sample and scripts. */
export interface FullOutcome {
  readonly feasible: boolean;
  readonly gap: number;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly plan?: Readonly<Record<string, unknown>>;
  /** Where a sweep evaluates at several: the one of this outcome. */
  readonly fidelity?: string;
  /** Of a point that does not fit: what is too small. */
  readonly lacks?: string;
}

/**
 * What a sweep asks of whoever knows how good a point is. Pure: an outcome depends on the coordinates alone, not on
 * what was asked before, nor on who asks.
 */
export interface BatchEvaluator {
  /** Metrics that a row can have, in the order of tables. */
  readonly metrics: readonly EvaluatedMetric[];
  /** Fills the columns of `wanted` metrics for all points of the batch. */
  readonly evaluate: (
    batch: Batch,
    wanted: readonly string[],
    into: OutcomeColumns,
    onPoint?: () => void | Promise<void>,
  ) => void | Promise<void>;
  /** What was evaluated last is still known: to describe it costs nothing. Absent: no. */
  readonly remembers?: boolean;
  /** One point with all there is to say; asked for few points, unless it costs nothing. */
  readonly describe: (coordinates: Coordinates) => FullOutcome | Promise<FullOutcome>;
}

export interface EvaluatedMetric {
  readonly id: string;
  readonly unit: string;
  readonly better: "higher" | "lower" | "neither";
  /** For people. */
  readonly label?: string;
  readonly formula?: string;
}

export function outcomeColumns(count: number, metrics: number): OutcomeColumns {
  return {
    feasible: new Uint8Array(count),
    gap: new Float64Array(count),
    metrics: Array.from({ length: metrics }, () => new Float64Array(count).fill(Number.NaN)),
  };
}
