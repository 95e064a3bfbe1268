import type { Batch, BatchEvaluator, FullOutcome, OutcomeColumns } from "./batch-evaluator.ts";
import type { Objective } from "./objective.ts";

/** What every part of a sweep has in common. */
export interface SweepPlan {
  /** One for each fidelity, the cheapest first; the last is the one that counts. */
  readonly evaluators: readonly BatchEvaluator[];
  /** What they are called, where there are several. */
  readonly fidelities?: readonly string[];
  readonly objectives: readonly Objective[];
  /** Metrics stored of every point; the objectives are among them. */
  readonly columns: readonly string[];
  /** Indexes of the points among some that are kept in full, ascending. */
  readonly sampleOf: (first: number, count: number) => readonly number[];
}

export interface EvaluatedBatch {
  readonly batch: Batch;
  /** Number of the evaluator that was asked. */
  readonly rung: number;
  readonly outcomes: OutcomeColumns;
  /** Rows of which everything is known. */
  readonly full: ReadonlyMap<number, FullOutcome>;
}
