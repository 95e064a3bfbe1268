import { contentionOf } from "../estimate/event/contention.ts";
import type { SavedContention } from "../result/saved/result.ts";
import type { Cell } from "./reading.ts";

/** What sharing costs each plan of a study, phase by phase. */
export function contentionCells(cells: readonly Cell[]): readonly SavedContention[] {
  return cells.flatMap(({ system, workload, answer }) =>
    answer.kind === "misfit"
      ? []
      : answer.analytic.phases.map(({ plan, priced }): SavedContention => {
          const { seconds, freeSeconds, parts } = contentionOf(priced);
          return {
            ...{ system: system.id, workload: workload.id, phase: plan.graph.phase, seconds, freeSeconds },
            parts: parts.map(({ part, costSeconds, busiest: [use] }) => ({
              ...{ part, costSeconds },
              ...{ fullest: use!.place, alike: use!.alike, usedFraction: use!.usedFraction },
            })),
          };
        }),
  );
}
