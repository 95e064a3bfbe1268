import type { Evaluation } from "../evaluate.ts";
import { metricContext, type MetricContext } from "../result/metric-context.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { count, type ExplanationNode } from "./explanation-node.ts";
import { explainStepTime } from "./explain-step-time.ts";

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

/** Weight updates of the run; undefined where the workload does not say. */
export function stepsPerRun({ totals }: ExplainScope): ExplanationNode | undefined {
  const { stepsPerRun: steps, kind } = totals;
  if (Number.isNaN(steps)) return undefined;
  return count(
    "steps of the run",
    steps,
    kind === "inference" ? "one batch" : "tokens or steps of the workload",
  );
}
