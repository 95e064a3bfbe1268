import type { MetricDefinition, SavedClaim, SavedResult, SavedResults } from "../../result/saved/result.ts";
import { builtInMetric, metricIdsIn } from "../../result/metric-tables.ts";

export type SavedSystem = SavedResults["systems"][number];
export type SavedWorkload = SavedResults["workloads"][number];

/** One machine's outcomes for a workload: the one shown, and the other fidelity beside it where both were run. */
export interface Outcome {
  readonly system: SavedSystem;
  readonly workload: SavedWorkload;
  /** Event-driven where it was run, else analytic. */
  readonly shown: SavedResult;
  readonly analytic: SavedResult | undefined;
  readonly event: SavedResult | undefined;
}

/** Outcomes of a workload in the order of `systems`; a pair that was never evaluated is left out. */
export function outcomesOf(results: SavedResults, workload: SavedWorkload): readonly Outcome[] {
  return results.systems.flatMap((system) => {
    const [analytic, event] = (["analytic", "event"] as const).map((fidelity) =>
      results.results.find(
        (r) => r.system === system.id && r.workload === workload.id && r.fidelity === fidelity,
      ),
    );
    const shown = event ?? analytic;
    return shown ? [{ system, workload, shown, analytic, event }] : [];
  });
}

/** The outcomes that fit, of all workloads. */
export function feasibleOutcomes(results: SavedResults): readonly Outcome[] {
  return results.workloads.flatMap((w) => outcomesOf(results, w)).filter((o) => o.shown.feasible);
}

/** The same results as if only one workload (and one machine) had been asked for. Machines keep their places. */
export function narrowed(results: SavedResults, workload: string, system?: string): SavedResults {
  return {
    ...results,
    workloads: results.workloads.filter((w) => w.id === workload),
    results: results.results.filter(
      (r) => r.workload === workload && (system === undefined || r.system === system),
    ),
    comparisons: results.comparisons.filter((c) => c.workload === workload),
  };
}

export function definitionOf(results: SavedResults, id: string): MetricDefinition | undefined {
  return results.metrics.find((metric) => metric.id === id);
}

export function nameOf(results: SavedResults, id: string): string {
  const named = results.systems.find((s) => s.id === id) ?? results.workloads.find((w) => w.id === id);
  return named?.name ?? id;
}

/** The metrics among `ids` that the file defines and at least one of `outcomes` has. */
export function presentMetrics(
  results: SavedResults,
  outcomes: readonly Outcome[],
  ids: readonly string[],
): readonly MetricDefinition[] {
  return ids.flatMap((id) => {
    const metric = definitionOf(results, id);
    return metric && outcomes.some((o) => typeof o.shown.metrics[id] === "number") ? [metric] : [];
  });
}

/** Whether a metric is a time, the only kind of figure whose error was measured. */
export const isDuration = ({ id }: MetricDefinition): boolean =>
  metricIdsIn("duration").some((one) => one === id);

/** How a workload's speed is told: a run's duration if it has one, else the latency, else the step. */
export function durationMetric(
  results: SavedResults,
  outcomes: readonly Outcome[],
): MetricDefinition | undefined {
  return presentMetrics(results, outcomes, metricIdsIn("duration")).at(-1);
}

/** Metrics that a study's tables show of these outcomes of one workload, the duration first. */
export function tableMetrics(
  results: SavedResults,
  outcomes: readonly Outcome[],
): readonly MetricDefinition[] {
  const duration = durationMetric(results, outcomes);
  const isInference = presentMetrics(results, outcomes, ["latencySeconds"]).length > 0;
  const shown = presentMetrics(results, outcomes, metricIdsIn(isInference ? "inference" : "training"));
  return [...(duration ? [duration] : []), ...shown.filter(({ id }) => id !== duration?.id)];
}

/** Label of a narrow column. */
export const shortLabel = ({ id, label }: MetricDefinition): string => builtInMetric(id)?.short ?? label;

/**
 * How many times better `value` is than `baseline`: above 1 is better whichever way the metric runs.
 * Undefined where a ratio says nothing (no value, zero, or a metric that is neither better high nor low).
 */
export function advantage(
  value: number | null | undefined,
  baseline: number | null | undefined,
  better: MetricDefinition["better"],
): number | undefined {
  if (!value || !baseline || better === "neither") return undefined;
  return better === "higher" ? value / baseline : baseline / value;
}

export { BASIS_LABEL } from "../parts/footing-labels.ts";

/** Comparisons of one workload, each with the advantage of every system over the baseline. */
export function footingsOf(results: SavedResults, workload: string) {
  return results.comparisons
    .filter((comparison) => comparison.workload === workload)
    .flatMap((comparison) => {
      const metric = definitionOf(results, comparison.metric);
      const baseline = comparison.rows.find((row) => row.system === results.study.baseline)?.value;
      if (!metric) return [];
      const rows = comparison.rows.map((row) => ({
        ...row,
        advantage: advantage(row.value, baseline, metric.better),
      }));
      return [{ basis: comparison.basis, metric, rows }];
    });
}
/**
 * The footings of the first metric that is compared beyond as built: a run's duration, but of inference its rate, as a
 * latency has no other size. Empty where machines are compared as built alone.
 */
export function equalFootingsOf(results: SavedResults, workload: string): readonly Footing[] {
  const all = footingsOf(results, workload);
  const metric = all.find(({ basis }) => basis !== "as-built")?.metric;
  return metric === undefined ? [] : all.filter((footing) => footing.metric.id === metric.id);
}

export type Footing = ReturnType<typeof footingsOf>[number];
export type FootingRow = Footing["rows"][number];

/** Whether a value on an equal footing was scaled in proportion from another size, instead of evaluated there. */
export const isScaled = ({ basisNote }: { readonly basisNote?: string }): boolean =>
  basisNote?.startsWith("×") ?? false;

/** Why machines of one chip are faster than the baseline by more than their chips are more, a sentence each. */
export function growthTexts(results: SavedResults, workload: string): readonly string[] {
  const duration = footingsOf(results, workload).find(({ basis }) => basis === "as-built");
  return (duration?.rows ?? []).flatMap(({ system, basisNote }) =>
    basisNote === undefined ? [] : [`${nameOf(results, system)} is ${basisNote}.`],
  );
}

export const VERDICT = {
  held: { mark: "✓", word: "held" },
  refuted: { mark: "✗", word: "refuted" },
  undecided: { mark: "?", word: "undecided" },
} as const satisfies Record<SavedClaim["verdict"], { mark: string; word: string }>;

/** The positive parts of a breakdown as shares of their sum, in the order given. */
export function shares(parts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  const present = Object.entries(parts).filter(([, value]) => value > 0);
  const total = present.reduce((sum, [, value]) => sum + value, 0);
  return present.map(([name, value]) => [name, value / total] as const);
}

/** camelCase ids as words: "gradientReduction" → "gradient reduction". */
export function words(id: string): string {
  return id.replace(/([a-z\d])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
}
