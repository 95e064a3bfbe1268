import type { SavedResults } from "../../../result/saved/result.ts";
import { trustOf } from "../../../result/saved/trust.ts";
import { times } from "../../parts/figures.ts";
import { findingsOf } from "../findings.ts";
import { advantage, durationMetric, feasibleOutcomes, nameOf, outcomesOf } from "../reading.ts";
import { counted, listed, type Said } from "./said.ts";

/** Where machines are compared: who leads how often, and how fast each is beside the baseline. */
export function machinesSaid(results: SavedResults): readonly Said[] {
  return [...leadersSaid(results), ...speedsSaid(results)];
}

function leadersSaid(results: SavedResults): readonly Said[] {
  const leaders = findingsOf(results).flatMap((finding) => finding.leaders);
  const wins = results.systems
    .map(({ id, name }) => ({ id, name, won: leaders.filter((leader) => leader.system.id === id).length }))
    .filter(({ won }) => won > 0)
    .toSorted((a, b) => b.won - a.won);
  const [first, ...others] = wins;
  if (first === undefined) return [];
  const respects = listed([...new Set(leaders.map(({ respect }) => respect))]);
  const doubtful = leaders.filter((leader) => leader.system.id === first.id && !leader.certain).length;
  const doubt = doubtful === 0 ? "" : `, ${doubtful} of them within the ranges of the inputs`;
  const rest = others.length === 0 ? "" : `; ${listed(others.map(({ name, won }) => `${name} in ${won}`))}`;
  const text = `${first.name} leads in ${first.won} of ${leaders.length} comparisons (${respects}, over ${counted(results.workloads.length, "workload")})${doubt}${rest}.`;
  return [{ text }];
}

/** By machine the least and the most that it is faster than the baseline over all workloads that both fit. */
function speedsSaid(results: SavedResults): readonly Said[] {
  const { baseline } = results.study;
  const spans = results.systems.flatMap(({ id, name }) => {
    if (id === baseline) return [];
    const ratios = results.workloads.flatMap((workload) => speedOf(results, workload, id));
    return ratios.length === 0 ? [] : [`${name} ${span(Math.min(...ratios), Math.max(...ratios))}`];
  });
  if (spans.length === 0) return [];
  return [{ text: `Times as fast as ${nameOf(results, baseline)}: ${listed(spans)}.` }];
}

function speedOf(results: SavedResults, workload: SavedResults["workloads"][number], id: string): number[] {
  const fitting = outcomesOf(results, workload).filter(({ shown }) => shown.feasible);
  const duration = durationMetric(results, fitting);
  const value = (system: string) =>
    fitting.find((o) => o.system.id === system)?.shown.metrics[duration?.id ?? ""];
  const ratio = duration && advantage(value(id), value(results.study.baseline), duration.better);
  return ratio === undefined ? [] : [ratio];
}

const span = (low: number, high: number): string =>
  times(low) === times(high) ? times(low) : `${times(low).slice(0, -1)} – ${times(high)}`;

/** How many of the results lie within what was validated. */
export function trustSaid(results: SavedResults): readonly Said[] {
  const trusts = feasibleOutcomes(results).flatMap(({ shown }) => trustOf(shown) ?? []);
  const validated = trusts.filter(({ kind }) => kind === "validated");
  const [one] = validated;
  if (trusts.length < 2) return [];
  if (one === undefined)
    return [{ text: `None of the ${trusts.length} results lies within what was validated.` }];
  if (validated.length === trusts.length)
    return [{ text: `All ${trusts.length} results lie within what was validated.` }];
  return [
    {
      text: `${validated.length} of ${trusts.length} results lie within what was validated; the others are extrapolated or of a kind that was never measured.`,
    },
  ];
}
