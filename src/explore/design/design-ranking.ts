import type { BuiltInMetricId } from "../../result/metrics/index.ts";
import { METRICS } from "../../result/metrics/index.ts";
import type { Coordinates } from "../sweep/design.ts";
import type { DesignQuestion } from "./design-question.ts";
import type { PricedDesign } from "./priced-design.ts";

/** A design that keeps all limits, and its objectives as costs: less is better. */
export interface Candidate {
  readonly coordinates: Coordinates;
  readonly costs: readonly number[];
  readonly priced: PricedDesign;
}

type Reading =
  Readonly<Partial<Record<string, number | null>>> | ((id: BuiltInMetricId) => number | null | undefined);

/**
 * Objectives as costs: the mean over the workloads by weight, turned where more is better. What no bound is known of can
 * be anything; what does not apply is worst.
 */
export function costsOf(
  { objectives, workloads }: Pick<DesignQuestion, "objectives" | "workloads">,
  readings: readonly Reading[],
): readonly number[] {
  const weights = workloads.reduce((sum, { weight }) => sum + weight, 0);
  return objectives.map(({ metric, better }) => {
    const sign = better === "min" ? 1 : -1;
    const isAsBounded = METRICS[metric].better === (better === "min" ? "lower" : "higher");
    let sum = 0;
    for (const [at, { weight }] of workloads.entries()) {
      const reading = readings[at]!;
      const value = typeof reading === "function" ? reading(metric) : (reading[metric] ?? null);
      if (value === null) return Infinity;
      if (value === undefined || (typeof reading === "function" && !isAsBounded)) return -Infinity;
      sum += (weight / weights) * sign * value;
    }
    return sum;
  });
}

/** Better by more than the rounding of saved numbers. */
export function beats(cost: number, than: number): boolean {
  return cost < than - 1e-9 * Math.abs(than);
}

/** Whether a candidate is at least as good in every objective and better in one. */
export function isDominated(costs: readonly number[], by: readonly Candidate[]): boolean {
  return by.some(
    (other) =>
      other.costs.every((cost, at) => cost <= costs[at]!) &&
      other.costs.some((cost, at) => beats(cost, costs[at]!)),
  );
}

/** The best with one candidate more: the first few of one objective, the front of several. */
export function rankedWith(
  best: readonly Candidate[],
  candidate: Candidate,
  { objectives, top }: Pick<DesignQuestion, "objectives" | "top">,
): readonly Candidate[] {
  if (objectives.length === 1)
    return [...best, candidate].sort((a, b) => a.costs[0]! - b.costs[0]!).slice(0, top);
  if (isDominated(candidate.costs, best)) return best;
  return [...best.filter(({ costs }) => !isDominated(costs, [candidate])), candidate];
}
