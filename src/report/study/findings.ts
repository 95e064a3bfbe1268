import type { MetricDefinition, SavedResults } from "../../result/saved/result.ts";
import { trustOf, type Trust } from "../../result/saved/trust.ts";
import { metricFigure } from "../parts/figures.ts";
import {
  advantage,
  BASIS_LABEL,
  durationMetric,
  equalFootingsOf,
  isDuration,
  outcomesOf,
  presentMetrics,
  type Outcome,
  type SavedSystem,
  type SavedWorkload,
} from "./reading.ts";

/** Which machine leads one workload in one respect. */
export interface Leader {
  /** "fastest", "cheapest", "least energy", "at equal power" … */
  readonly respect: string;
  readonly system: SavedSystem;
  /** The leader's own figure; at equal footing only where the baseline has none to be compared with. */
  readonly figure: string | undefined;
  /** Times better than the baseline; absent where the baseline has no figure. */
  readonly overBaseline: number | undefined;
  /** The same of every machine that has a figure, by its id; absent at equal footing, which another baseline would change. */
  readonly advantages?: ReadonlyMap<string, number | undefined>;
  /** False: the leader's range overlaps that of the next, so the order may be the other way round. */
  readonly certain: boolean;
  /** Of the leader's figure, where that is a time: how far energies and costs are off was never measured. */
  readonly trust?: Trust;
}

export interface WorkloadFindings {
  readonly workload: SavedWorkload;
  readonly leaders: readonly Leader[];
  readonly fits: number;
  readonly evaluated: number;
}

/**
 * What the numbers say, workload by workload; every word of it follows from the saved figures. Where one machine
 * stands alone nobody leads.
 */
export function findingsOf(results: SavedResults): readonly WorkloadFindings[] {
  return results.workloads.map((workload) => {
    const outcomes = outcomesOf(results, workload);
    const feasible = outcomes.filter((o) => o.shown.feasible);
    const duration = durationMetric(results, feasible);
    const [energy] = presentMetrics(results, feasible, ["energyJoules", "energyJoulesPerSample"]);
    const [cost] = presentMetrics(results, feasible, ["costDollars"]);
    const byMetric = [
      duration && leaderBy("fastest", duration, feasible, results),
      cost && leaderBy("cheapest", cost, feasible, results),
      energy && leaderBy("least energy", energy, feasible, results),
    ];
    return {
      workload,
      leaders: [
        ...byMetric.filter((leader) => leader !== undefined),
        ...equalFootingLeaders(results, workload),
      ],
      fits: feasible.length,
      evaluated: outcomes.length,
    };
  });
}

function leaderBy(
  respect: string,
  metric: MetricDefinition,
  outcomes: readonly Outcome[],
  results: SavedResults,
): Leader | undefined {
  const valued = outcomes.filter((o) => typeof o.shown.metrics[metric.id] === "number");
  const value = (o: Outcome): number => o.shown.metrics[metric.id] ?? 0;
  const [first, second] = valued.toSorted((a, b) =>
    metric.better === "higher" ? value(b) - value(a) : value(a) - value(b),
  );
  if (first === undefined || second === undefined || isTie(value(first), value(second))) return undefined;
  const baseline = valued.find((o) => o.system.id === results.study.baseline);
  const trust = isDuration(metric) ? trustOf(first.shown) : undefined;
  return {
    respect,
    system: first.system,
    figure: metricFigure(value(first), metric),
    overBaseline: baseline && advantage(value(first), value(baseline), metric.better),
    advantages: new Map(
      valued.map((o) => [o.system.id, baseline && advantage(value(o), value(baseline), metric.better)]),
    ),
    certain: !overlap(rangeOf(first, metric), rangeOf(second, metric)),
    ...(trust && { trust }),
  };
}

type Range = readonly [number, number];

const rangeOf = (o: Outcome | undefined, { id }: MetricDefinition): Range | undefined =>
  o?.shown.ranges?.[id];

/** Beyond what rounding leaves; nobody leads then. */
const LEAST_LEAD = 1e-9;
const isTie = (a: number, b: number): boolean =>
  Math.abs(a - b) <= LEAST_LEAD * Math.max(Math.abs(a), Math.abs(b));

function overlap(a: Range | undefined, b: Range | undefined): boolean {
  return a !== undefined && b !== undefined && a[0] <= b[1] && b[0] <= a[1];
}

/**
 * The first metric compared at equal footing (the study's speed) decides. A range is as wide there, as a share, as it is
 * as built: the same inputs are uncertain.
 */
function equalFootingLeaders(results: SavedResults, workload: SavedWorkload): readonly Leader[] {
  return equalFootingsOf(results, workload.id)
    .filter(({ basis }) => basis !== "as-built")
    .flatMap((footing) => {
      const [best, next] = footing.rows
        .filter((row) => row.value !== null)
        .toSorted((a, b) => ((b.value ?? 0) - (a.value ?? 0)) * (footing.metric.better === "lower" ? -1 : 1));
      const system = results.systems.find((s) => s.id === best?.system);
      if (!best || !next || !system || isTie(best.value ?? 0, next.value ?? 0)) return [];
      const outcomes = outcomesOf(results, workload);
      const rangeOfRow = (row: typeof best): Range | undefined =>
        scaledRange(
          outcomes.find((o) => o.system.id === row.system),
          footing.metric,
          row.value ?? 0,
        );
      return [
        {
          respect: BASIS_LABEL[footing.basis],
          system,
          figure: best.advantage === undefined ? metricFigure(best.value, footing.metric) : undefined,
          overBaseline: best.advantage,
          certain: !overlap(rangeOfRow(best), rangeOfRow(next)),
        },
      ];
    });
}

function scaledRange(
  outcome: Outcome | undefined,
  metric: MetricDefinition,
  value: number,
): Range | undefined {
  const own = outcome?.shown.metrics[metric.id];
  const range = rangeOf(outcome, metric);
  return range === undefined || !own ? undefined : [(range[0] * value) / own, (range[1] * value) / own];
}
