import type { PlanChoice } from "../../../plan/plan.ts";
import type { VisibleFields } from "../../measurement.ts";

/** Frameworks whose programs are written for the IPU by hand, layouts included; PaddlePaddle runs PopART's program. */
const TUNED = ["PopART", "PopXL", "PaddlePaddle"];

/**
 * Who laid the tensors out. Of a run that does not say: phased execution exists in PopXL alone; anything else public is
 * PyTorch.
 */
export function softwareOf({ framework, phasedExecution }: VisibleFields): PlanChoice["software"] {
  const name = framework ?? (phasedExecution === true ? "PopXL" : "PyTorch");
  return TUNED.includes(name) ? "tuned" : "framework";
}
