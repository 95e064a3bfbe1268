import { analyticSeconds } from "../estimate/analytic.ts";
import { matmulPlanner } from "../estimate/price/matmul-planner.ts";
import { pricingContext } from "../estimate/price/pricing-context.ts";
import type { Evaluation, PhaseEvaluation } from "../evaluate.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { explainPhased } from "./explain-phased.ts";
import { explainPipeline } from "./explain-pipeline.ts";
import { count, law, product, sum, type ExplanationNode } from "./explanation-node.ts";

/** Seconds of one step: of a training's update, or of a batch's prefill and decode. */
export function explainStepTime({ phases }: Evaluation, inputs: readonly Provenance[]): ExplanationNode {
  const parts = phases.map((phase) => explainPhaseTime(phase, inputs));
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0
    ? { ...only, label: "step time" }
    : sum({ label: "step time", unit: "s" }, parts);
}

/** The closed form; what the event simulation adds to it is contention and imbalance. */
export function explainPhaseTime(phase: PhaseEvaluation, inputs: readonly Provenance[]): ExplanationNode {
  const { plan, priced, timing } = phase;
  const closed = analyticSeconds(priced);
  const once = explainOnce(phase, inputs, closed / priced.repeats);
  const form =
    priced.repeats === 1
      ? once
      : product({ label: "all repetitions", unit: "s" }, [
          count("repetitions", priced.repeats, "tokens"),
          once,
        ]);
  const label = plan.graph.phase;
  if (timing.fidelity === "analytic") return { ...form, label };
  const formula = "event simulation less closed form: contention for shared parts, waiting";
  const rest = Math.abs(timing.seconds - closed) <= 1e-9 * closed ? 0 : timing.seconds - closed;
  return sum({ label, unit: "s", value: timing.seconds }, [
    form,
    law({ label: "contention", value: rest, unit: "s", formula }),
  ]);
}

function explainOnce(
  { plan, priced: { program } }: PhaseEvaluation,
  inputs: readonly Provenance[],
  seconds: number,
): ExplanationNode {
  const { arch, graph, choice } = plan;
  const context = pricingContext({ arch, graph, choice, planMatmul: matmulPlanner(arch, choice, new Map()) });
  return program.kind === "pipeline"
    ? explainPipeline({ context, inputs, plan, program }, seconds)
    : explainPhased({ context, inputs, plan, program }, seconds);
}
