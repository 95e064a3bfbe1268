import { builtInMetric, metricIdsIn } from "../../../result/metric-tables.ts";
import type { SavedInput, SavedResults } from "../../../result/saved/result.ts";
import { trustOf } from "../../../result/saved/trust.ts";
import { metricFigure } from "../../parts/figures.ts";
import { definitionOf, outcomesOf, type Outcome } from "../reading.ts";

/** What the script of a study's page knows of the figures in it: read when one is asked about. */
export interface PageFacts {
  readonly baseline: string;
  readonly systems: readonly Subject[];
  readonly workloads: readonly Subject[];
  readonly metrics: Readonly<
    Record<string, { readonly label: string; readonly formula: string; readonly isBuiltIn: boolean }>
  >;
  /** By `workload system`: all that is known of how far its figures can be trusted. */
  readonly trust: Readonly<Record<string, string>>;
  /** By `workload system` and metric: the figure with an input at its low and its high end, the largest swing first. */
  readonly swings: Readonly<Record<string, Readonly<Record<string, readonly Swing[]>>>>;
}

interface Subject {
  readonly id: string;
  readonly name: string;
  /** Its spec is used as it is: a command that names it asks about the same. */
  readonly isShipped: boolean;
}

interface Swing {
  readonly input: string;
  readonly low: string;
  readonly high: string;
}

/** Inputs told of each figure. */
const MOST_SWINGS = 5;

export function pageFacts(results: SavedResults): PageFacts {
  const outcomes = results.workloads
    .flatMap((workload) => outcomesOf(results, workload))
    .filter(({ shown }) => shown.feasible);
  const byPair = <T>(told: (outcome: Outcome) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      outcomes.flatMap((outcome) => {
        const one = told(outcome);
        return one === undefined ? [] : [[`${outcome.workload.id} ${outcome.system.id}`, one]];
      }),
    );
  return {
    baseline: results.study.baseline,
    systems: results.systems.map(subject),
    workloads: results.workloads.map(subject),
    metrics: Object.fromEntries(
      results.metrics.map(({ id, label, formula }) => [
        id,
        { label, formula, isBuiltIn: builtInMetric(id) !== undefined },
      ]),
    ),
    trust: byPair(({ shown }) => trustOf(shown)?.says),
    swings: byPair(({ shown }) =>
      Object.fromEntries(
        metricIdsIn("swings").flatMap((id) => {
          const swings = swingsOf(results, shown.sensitivities?.[id], id);
          return swings.length === 0 ? [] : [[id, swings]];
        }),
      ),
    ),
  };
}

function subject({
  id,
  name,
  inputs,
}: {
  readonly id: string;
  readonly name: string;
  readonly inputs: readonly SavedInput[];
}): Subject {
  return { id, name, isShipped: inputs.every(({ file }) => file !== "--set") };
}

function swingsOf(
  results: SavedResults,
  swings: NonNullable<Outcome["shown"]["sensitivities"]>[string] | undefined,
  id: string,
): readonly Swing[] {
  const metric = definitionOf(results, id);
  if (swings === undefined || metric === undefined) return [];
  const text = (value: number | null): string =>
    value === null ? "does not fit" : metricFigure(value, metric);
  return swings
    .slice(0, MOST_SWINGS)
    .map(({ input, low, high }) => ({ input, low: text(low), high: text(high) }));
}
