import type { Evaluation } from "../evaluate.ts";
import { readMetric } from "../result/metric.ts";
import { METRICS, type BuiltInMetricId } from "../result/metrics/index.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { explainCost } from "./explain-cost.ts";
import { explainEnergy } from "./explain-energy.ts";
import { explainMemory } from "./explain-memory.ts";
import { explainMfu } from "./explain-mfu.ts";
import { count, product, quotient, type ExplanationNode } from "./explanation-node.ts";
import { explainScope, stepsPerRun, stepTime, type ExplainScope } from "./explain-scope.ts";

type Explainer = (scope: ExplainScope) => ExplanationNode | undefined;

/** The metrics that can be taken apart. Undefined: the metric does not apply, as `dse run` would say. */
export const EXPLAINERS = {
  stepTimeSeconds: stepTime,
  samplesPerSecond: (scope) =>
    perSecond("samples a second", "samples of a step", scope.totals.samplesPerStep, scope),
  tokensPerSecond: (scope) =>
    perSecond("tokens a second", "tokens of a step", scope.totals.tokensPerStep, scope),
  mfu: explainMfu,
  timeToTrainSeconds: timeToTrain,
  sramBytesPerTilePeak: explainMemory,
  energyJoules: explainEnergy,
  costDollars: explainCost,
} as const satisfies Partial<Record<BuiltInMetricId, Explainer>>;

export type ExplainedMetric = keyof typeof EXPLAINERS;

/** The tree of one metric of an evaluation; undefined where the metric does not apply to it. */
export function explainMetric(
  metric: ExplainedMetric,
  evaluation: Evaluation,
  inputs: readonly Provenance[],
): ExplanationNode | undefined {
  const scope = explainScope(evaluation, inputs);
  if (readMetric(METRICS[metric], scope.totals) === null) return undefined;
  return EXPLAINERS[metric](scope);
}

function perSecond(label: string, what: string, amount: number, scope: ExplainScope): ExplanationNode {
  return quotient({ label, unit: "1/s" }, [count(what, amount, "global batch"), stepTime(scope)]);
}

function timeToTrain(scope: ExplainScope): ExplanationNode | undefined {
  const steps = stepsPerRun(scope);
  return steps && product({ label: "time to train", unit: "s" }, [steps, stepTime(scope)]);
}
