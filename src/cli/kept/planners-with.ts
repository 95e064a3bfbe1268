import type { KeptAnswers, PlannerCache, Tally } from "../../internal.ts";

/** Planners that know no tile plan yet, with the answers and the tally that there are. */
export function plannersWith({
  answers,
  tally,
}: {
  readonly answers: KeptAnswers | undefined;
  readonly tally?: Tally;
}): PlannerCache {
  return Object.assign(new Map<never, never>(), { ...(answers && { answers }), ...(tally && { tally }) });
}
