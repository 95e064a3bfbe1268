import type { MetricDefinition } from "./saved/result.ts";
import type { StepTotals } from "./step-totals.ts";

/** What one number means, where it is shown, and how it is read off a step. */
export interface Metric extends MetricDefinition {
  /** Tables in which it stands without being asked for. */
  readonly inTables: readonly MetricTable[];
  /** Value of a spec that it is, under which it may be asked for too. */
  readonly specPath?: string;
  /** A part of a whole: shown as a percentage. */
  readonly share?: true;
  /** Label of a narrow column; absent: `label`. */
  readonly short?: string;
  /** How soon a narrow table does without it, least first; absent: never. */
  readonly spare?: number;
  /** What happens to it when a system is taken n times: × n, ÷ n, or nothing. Absent: it does not follow from size. */
  readonly withSize?: "rate" | "time" | "none";
  /** Totals without which there is no such number: where one is unknown, the metric does not apply. */
  readonly needs?: readonly NumberOf<StepTotals>[];
  readonly measure: (totals: Readonly<StepTotals>) => number;
}

/**
 * Tables that show metrics nobody asked for:
 *
 * - `duration`: how long a task takes; the last one that a result has stands first in its tables
 * - `training`, `inference`: one row a machine, by what the workload does (page, Markdown, terminal)
 * - `trainingFooting`, `inferenceFooting`: against the baseline, as built and on an equal footing
 * - `plan`: what `dse plan` says of the fastest plan
 * - `sweep`: columns of a sweep; `objectives`: what it looks for
 * - `uncertainty`: what `dse uncertainty` takes apart; `swings`: tornados saved with a result
 */
export type MetricTable =
  | "duration"
  | "training"
  | "inference"
  | "trainingFooting"
  | "inferenceFooting"
  | "plan"
  | "sweep"
  | "objectives"
  | "uncertainty"
  | "swings";

export type NumberOf<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];

/** The metric of a step; null where it does not apply. One that comes out as no finite number is a bug, not a result. */
export function readMetric({ id, needs = [], measure }: Metric, totals: Readonly<StepTotals>): number | null {
  if (needs.some((name) => Number.isNaN(totals[name]))) return null;
  const value = measure(totals);
  if (!Number.isFinite(value)) throw new Error(`metric ${id} came out as ${value}`);
  return value;
}
