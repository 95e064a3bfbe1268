import type { SavedResults } from "../../../result/saved/result.ts";
import { trustOf } from "../../../result/saved/trust.ts";
import { figure, metricFigure, metricRange, times } from "../../parts/figures.ts";
import { durationMetric, feasibleOutcomes, outcomesOf, presentMetrics, type Outcome } from "../reading.ts";
import { listed, type Said } from "./said.ts";

/** Gains below this share are no limit worth naming. */
const LEAST_GAIN = 0.02;

/** Where one machine fits what is asked and no other: what it comes to, what limits it, and what does not fit. */
export function loneSaid(results: SavedResults): readonly Said[] {
  const fitting = feasibleOutcomes(results);
  const misfits = results.workloads.flatMap((w) => outcomesOf(results, w)).filter((o) => !o.shown.feasible);
  return [...fitting.flatMap((outcome) => fittingSaid(results, outcome)), ...misfitsSaid(misfits)];
}

function fittingSaid(results: SavedResults, outcome: Outcome): readonly Said[] {
  const { system, workload, shown } = outcome;
  const duration = durationMetric(results, [outcome]);
  const others = presentMetrics(results, [outcome], ["costDollars", "energyJoules"]);
  const [time, ...rest] = [...(duration ? [duration] : []), ...others].map((metric) => {
    const range = metricRange(shown.ranges?.[metric.id], metric);
    return `${metricFigure(shown.metrics[metric.id], metric)}${range === undefined ? "" : ` (${range})`}`;
  });
  const trust = trustOf(shown);
  const comes = `${system.name} runs ${workload.name} in ${time ?? "no known time"}`;
  const text = `${comes}${rest.length === 0 ? "" : `, for ${listed(rest)}`}.`;
  return [{ text, ...(trust && { trust }) }, ...limitSaid(outcome)];
}

/** The resource that would make the step fastest if it were infinitely fast, and the next. */
function limitSaid({ analytic, shown }: Outcome): readonly Said[] {
  const gains = Object.entries((analytic ?? shown).headroom ?? {})
    .filter(([, factor]) => factor >= 1 + LEAST_GAIN)
    .toSorted(([, a], [, b]) => b - a);
  const [first, second] = gains;
  if (first === undefined) return [];
  const next = second === undefined ? "" : `; next comes ${second[0]}, with ${times(second[1])}`;
  const gain = `with it infinitely fast a step would be ${times(first[1])} as fast`;
  return [{ text: `What limits it most is ${first[0]}: ${gain}${next}.` }];
}

function misfitsSaid(misfits: readonly Outcome[]): readonly Said[] {
  if (misfits.length === 0) return [];
  const said = misfits.map(({ system, workload, shown: { infeasible: why } }) => {
    const pair = `${workload.name} on ${system.name}`;
    if (why === undefined) return pair;
    return `${pair} (${why.resource} needs ${figure(why.demand, why.unit)}, has ${figure(why.bound, why.unit)})`;
  });
  return [{ text: `What does not fit: ${said.join("; ")}.` }];
}
