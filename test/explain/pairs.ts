import { buildArch } from "../../src/arch/build-arch.ts";
import { evaluate, type Evaluation } from "../../src/evaluate.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import type { Provenance } from "../../src/spec/yaml/provenance.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

export interface EvaluatedPair {
  readonly evaluation: Evaluation;
  readonly inputs: readonly Provenance[];
}

/** The best plan of a shipped pair, timed. */
export async function evaluatedPair(
  system: string,
  workload: string,
  fidelity: "analytic" | "event" = "analytic",
): Promise<EvaluatedPair> {
  const specs = await openShippedSpecs();
  const machine = await specs.arch(system);
  const task = await specs.workload(workload);
  const arch = buildArch(machine);
  const { best } = findPlan({ arch, workload: task.spec });
  if (best === undefined) throw new Error(`${workload} does not fit ${system}`);
  const timed = evaluate({ arch, workload: task.spec, choice: best.choice, fidelity });
  if (timed.kind !== "evaluation") throw new Error("a plan that was found does not fit");
  return { evaluation: timed, inputs: [...machine.provenance, ...task.provenance] };
}
