// @ts-check
import { findPlan } from "dse-ipu";

const answer = await findPlan({ system: "bow-pod64", workload: "gpt-3-xl" });

if (answer.feasible) {
  const { tensorParallel, pipelineParallel, dataParallel, recompute } = answer.plan;
  console.log({ tensorParallel, pipelineParallel, dataParallel, recompute });
  console.log(`${answer.metrics.stepTimeSeconds} s a step, the best of ${answer.plans} plans`);
}

const impossible = await findPlan({ system: "bow-pod4", workload: "gpt-3-175b", plan: { weights: "sram" } });
if (!impossible.feasible) console.log(impossible.infeasible?.resource, impossible.infeasible?.levers);
