import { builtInMetric } from "../../result/metric-tables.ts";
import { roundedNumber } from "../../result/rounded.ts";
import { SpecProblems } from "../../spec/yaml/spec-error.ts";
import { nearestName } from "../../units/nearest-name.ts";
import {
  outcomeColumns,
  type BatchEvaluator,
  type EvaluatedMetric,
  type FullOutcome,
} from "./batch-evaluator.ts";
import type { SweepQuestion } from "./question.ts";

/** What one of several workloads counts. */
export interface WeightedPart {
  readonly workload: string;
  readonly weight: number;
  readonly evaluator: BatchEvaluator;
}

/**
 * Several workloads as one: every metric of a point is Σ weight × metric of the workload, so that weights may be counts
 * of runs, or shares that sum to one. A point fits where every workload fits; otherwise it is off by as much as the one
 * that is off most. A metric that one of them does not have, the sum does not have.
 */
export function weightedEvaluator(parts: readonly WeightedPart[]): BatchEvaluator {
  return {
    metrics: parts[0]!.evaluator.metrics.map(weightedMetric),
    async evaluate(batch, wanted, into, onPoint) {
      into.feasible.fill(1);
      into.gap.fill(0);
      for (const column of into.metrics) column.fill(0);
      for (const [at, { weight, evaluator }] of parts.entries()) {
        const own = outcomeColumns(batch.count, wanted.length);
        await evaluator.evaluate(batch, wanted, own, at === 0 ? onPoint : undefined);
        for (let row = 0; row < batch.count; row++) {
          into.feasible[row]! &= own.feasible[row]!;
          into.gap[row] = Math.max(into.gap[row]!, own.gap[row]!);
        }
        for (const [metric, column] of into.metrics.entries())
          for (let row = 0; row < batch.count; row++) column[row]! += weight * own.metrics[metric]![row]!;
      }
    },
    async describe(coordinates) {
      const outcomes: FullOutcome[] = [];
      for (const { evaluator } of parts) outcomes.push(await evaluator.describe(coordinates));
      return weightedOutcome(parts, outcomes);
    },
  };
}

function weightedMetric(metric: EvaluatedMetric): EvaluatedMetric {
  const { label = metric.id, formula = "" } = { ...builtInMetric(metric.id), ...metric };
  return { ...metric, label: `${label}, weighted`, formula: `Σ over workloads of weight × (${formula})` };
}

function weightedOutcome(parts: readonly WeightedPart[], outcomes: readonly FullOutcome[]): FullOutcome {
  const worst = outcomes.reduce((most, outcome) => (outcome.gap > most.gap ? outcome : most));
  const sum = (id: string): number =>
    outcomes.reduce((total, { metrics }, at) => total + parts[at]!.weight * (metrics[id] ?? Number.NaN), 0);
  const metrics = Object.keys(outcomes[0]!.metrics).map((id): [string, number | null] => {
    const value = sum(id);
    return [id, Number.isFinite(value) ? roundedNumber(value) : null];
  });
  const plans = outcomes.flatMap(({ plan }, at) => (plan === undefined ? [] : [[parts[at]!.workload, plan]]));
  const feasible = outcomes.every((outcome) => outcome.feasible);
  return {
    feasible,
    gap: worst.gap,
    metrics: Object.fromEntries(metrics),
    ...(feasible ? { plan: Object.fromEntries(plans) as FullOutcome["plan"] & object } : {}),
    ...(worst.lacks === undefined ? {} : { lacks: worst.lacks }),
  };
}

/** `bert-large=2` each, or several with commas; in one sentence what cannot be understood. */
export function readWeights(texts: readonly string[]): Readonly<Record<string, number>> | string {
  const weights = new Map<string, number>();
  for (const text of texts.flatMap((one) => one.split(","))) {
    const [, workload = "", value = ""] = /^\s*([^=]+)=(.+)$/.exec(text) ?? [];
    if (workload === "") return `--weights ${text}: expected workload=number`;
    if (weights.has(workload)) return `--weights: ${workload} has two weights`;
    weights.set(workload, Number(value));
  }
  return Object.fromEntries(weights);
}

/** Every workload has one weight, a positive number, and there are several to weigh. */
export function checkWeights({ weights, workloads }: Pick<SweepQuestion, "weights" | "workloads">): void {
  if (weights === undefined) return;
  const refuse = (message: string, suggestion?: string): never => {
    const hint = suggestion === undefined ? {} : { suggestion };
    throw new SpecProblems([{ file: "--weights", path: "", message, ...hint }]);
  };
  const said = workloads.join(", ");
  if (workloads.length < 2)
    refuse(`weights weigh several workloads against each other; there is only ${said}`);
  for (const [workload, weight] of Object.entries(weights)) {
    if (!workloads.includes(workload))
      refuse(`"${workload}" is not among the workloads (${said})`, nearestName(workload, workloads));
    if (!(weight > 0 && weight < Number.POSITIVE_INFINITY))
      refuse(`the weight of ${workload} is to be a number above 0`);
  }
  const without = workloads.filter((workload) => !Object.hasOwn(weights, workload));
  if (without.length > 0) refuse(`${without.join(" and ")} has no weight; every workload needs one`);
}
