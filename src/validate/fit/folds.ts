import type { Measurement } from "../measurement.ts";

/** The run a record belongs to; one without a run is one of its own. */
export function runOf({ runId, id }: Measurement): string {
  return runId ?? id;
}

/** Divide records into `count` folds, none of which splits a run: runs in order of their ids, dealt out in turn. */
export function foldsOf(records: readonly Measurement[], count: number): readonly (readonly Measurement[])[] {
  const runs = [...new Set(records.map(runOf))].sort();
  return Array.from({ length: count }, (_, fold) => {
    const own = new Set(runs.filter((_, index) => index % count === fold));
    return records.filter((record) => own.has(runOf(record)));
  });
}
