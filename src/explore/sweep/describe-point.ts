import type { FullOutcome } from "./batch-evaluator.ts";
import type { Coordinates } from "./design.ts";
import type { SweepPlan } from "./sweep-plan.ts";

/** Everything about one point at one fidelity; its name is told where the sweep has several. */
export async function describePoint(
  { evaluators, fidelities }: Pick<SweepPlan, "evaluators" | "fidelities">,
  rung: number,
  coordinates: Coordinates,
): Promise<FullOutcome> {
  const outcome = await evaluators[rung]!.describe(coordinates);
  const fidelity = fidelities?.[rung];
  return fidelity === undefined ? outcome : { ...outcome, fidelity };
}
