import type { MetricDefinition, SavedResults } from "../../../result/saved/result.ts";
import { trustOf } from "../../../result/saved/trust.ts";
import { metricFigure, percent, times } from "../../parts/figures.ts";
import { advantage, durationMetric, outcomesOf, presentMetrics, type Outcome } from "../reading.ts";
import { listed, type Said } from "./said.ts";

/** One workload beside the one that it is compared with, on one machine that both fit on. */
export interface Contrast {
  readonly one: Outcome;
  readonly other: Outcome;
  /** Duration first, then cost and energy: what both have a figure for, and how many times better `one` is. */
  readonly respects: readonly { readonly metric: MetricDefinition; readonly better: number }[];
}

/** The contrasts that a study asks for, machine by machine; none where it compares machines only. */
export function contrastsOf(results: SavedResults): readonly Contrast[] {
  const pairs = Object.entries(results.study.contrasts ?? {});
  const outcome = (workload: string, system: string): Outcome | undefined => {
    const found = results.workloads.find(({ id }) => id === workload);
    return found && outcomesOf(results, found).find((o) => o.system.id === system && o.shown.feasible);
  };
  return results.systems.flatMap((system) =>
    pairs.flatMap(([name, base]) => {
      const [one, other] = [outcome(name, system.id), outcome(base, system.id)];
      return one && other ? [{ one, other, respects: respectsOf(results, [one, other]) }] : [];
    }),
  );
}

function respectsOf(results: SavedResults, both: readonly [Outcome, Outcome]): Contrast["respects"] {
  const [one, other] = both;
  const has = (id: string): boolean => both.every(({ shown }) => typeof shown.metrics[id] === "number");
  const energy = ["energyJoulesPerSample", "energyJoules"].filter(has).slice(-1);
  const metrics = [
    durationMetric(results, both),
    ...presentMetrics(results, both, ["costDollars", ...energy]),
  ];
  return metrics.flatMap((metric) => {
    if (metric === undefined) return [];
    const better = advantage(one.shown.metrics[metric.id], other.shown.metrics[metric.id], metric.better);
    return better === undefined ? [] : [{ metric, better }];
  });
}

/** A sentence a machine: how much faster and thriftier a workload is than its counterpart; of several the span. */
export function contrastsSaid(results: SavedResults): readonly Said[] {
  const contrasts = contrastsOf(results).filter(({ respects }) => respects.length > 0);
  return results.systems.flatMap(({ id, name }) => {
    const own = contrasts.filter(({ one }) => one.system.id === id).toSorted((a, b) => speed(b) - speed(a));
    const [best, last] = [own[0], own.at(-1)];
    if (best === undefined || last === undefined) return [];
    const trust = trustOf(best.one.shown);
    const text = own.length === 1 ? contrastText(best) : spanText(own, best, last);
    return [{ text: `On ${name}, ${text}.`, ...(trust && { trust }) }];
  });
}

/** Times faster, or what the two have in common first. */
const speed = ({ respects }: Contrast): number => respects[0]?.better ?? 1;

const asFast = (better: number): string =>
  better >= 1 ? `${times(better)} as fast as` : `${times(1 / better)} slower than`;

function contrastText(contrast: Contrast): string {
  const { one, other, respects } = contrast;
  const less = respects
    .slice(1)
    .map(({ metric, better }) => `${changeText(1 / better - 1)} ${metric.label.toLowerCase()}`);
  const also = less.length === 0 ? "" : `, for ${listed(less)}`;
  return `${one.workload.name} is ${asFast(speed(contrast))} ${other.workload.name} (${both(contrast)})${also}`;
}

const changeText = (change: number): string => `${percent(Math.abs(change))} ${change > 0 ? "more" : "less"}`;

/** "3.16 s for 22.1 s" */
function both({ one, other, respects }: Contrast): string {
  const metric = respects[0]?.metric;
  const figures = [one, other].map(({ shown }) => metric && metricFigure(shown.metrics[metric.id], metric));
  return figures.join(" for ");
}

function spanText(own: readonly Contrast[], best: Contrast, last: Contrast): string {
  const most = `${best.one.workload.name} is ${asFast(speed(best))} ${best.other.workload.name} (${both(best)})`;
  const least = `${last.one.workload.name} ${times(speed(last))} (${both(last)})`;
  const energies = own.flatMap(({ respects }) => {
    const energy = respects.find(({ metric }) => metric.unit === "J");
    return energy === undefined ? [] : [1 / energy.better - 1];
  });
  const [low, high] = [Math.min(...energies), Math.max(...energies)];
  const energy =
    energies.length === 0 ? "" : `; energy changes by ${percent(low, true)} to ${percent(high, true)}`;
  return `${most}, at the other end ${least}${energy}`;
}
