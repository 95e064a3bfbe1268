import { closePhases } from "./phased-account.ts";
import { pipelineRun } from "./close-pipeline.ts";
import { replicaAccount, updateAccount } from "./pipeline-account.ts";
import type { PricedPlan } from "../priced-plan.ts";
import { emptyAccount, type StepAccount } from "./step-account.ts";

/** One run of a program in closed form, of either kind. */
export function programAccount(program: PricedPlan["program"]): StepAccount {
  if (program.kind === "phased") return closePhases(program, emptyAccount());
  const { stages, interleave, microBatches } = program;
  return pipelineRun(replicaAccount(stages, interleave), updateAccount(stages), microBatches);
}
