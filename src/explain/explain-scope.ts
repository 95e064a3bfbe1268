import type { Evaluation } from "../evaluate.ts";
import { metricContext, type MetricContext } from "../result/metric-context.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import type { Phase } from "../workload/graph/operator-graph.ts";
import { count, type ExplanationNode } from "./explanation-node.ts";
import { explainPhaseTime, explainStepTime } from "./explain-step-time.ts";

/** An evaluation to explain, its totals, and the inputs of its machine and workload with their sources. */
export interface ExplainScope {
  readonly evaluation: Evaluation;
  readonly totals: MetricContext;
  readonly inputs: readonly Provenance[];
}

export function explainScope(evaluation: Evaluation, inputs: readonly Provenance[]): ExplainScope {
  return { evaluation, totals: metricContext(evaluation), inputs };
}

export const stepTime = ({ evaluation, inputs }: ExplainScope): ExplanationNode =>
  explainStepTime(evaluation, inputs);

/** Time of one phase of inference, as often as it runs for a batch. */
export function phaseTime({ evaluation, inputs }: ExplainScope, phase: Phase): ExplanationNode {
  const found = evaluation.phases.find(({ plan }) => plan.graph.phase === phase);
  if (found === undefined) throw new Error(`a step without ${phase} has no time of it`);
  return explainPhaseTime(found, inputs);
}

/** Weight updates of the run: NaN where the workload does not say, and no metric of the run applies. */
export function stepsPerRun({ totals }: ExplainScope): ExplanationNode {
  const { stepsPerRun: steps, kind } = totals;
  return count(
    "steps of the run",
    steps,
    kind === "inference" ? "one batch" : "tokens or steps of the workload",
  );
}
