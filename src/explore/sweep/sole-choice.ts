import { isOffChip, stateMemory } from "../../plan/memory/off-chip.ts";
import type { Arch } from "../../arch/arch.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { withDefaults } from "../../spec/kinds/plan-choices.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import { hasConvolutions } from "../../workload/graph/divided-heads.ts";
import { layerCount } from "../../plan/partition/partition.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { samplesPerStep } from "../../workload/graph/samples-per-step.ts";

/** Choices that a point must make itself: a search has several for them. */
const MADE = [
  "tensorParallel",
  "pipelineParallel",
  "dataParallel",
  "microBatch",
  "arithmetic",
  "availableMemoryProportion",
] as const satisfies readonly (keyof PlanSpec)[];

/**
 * The one plan that a point's choices leave, without a search; undefined where they leave several. There are no experts
 * to place, and the layers of more than one stage are split as the point says. What is not said is what a search would
 * take, which has no other value for it: phased execution, for one, keeps the optimizer state with the weights.
 */
export function soleChoice(
  plan: PlanSpec,
  graph: OperatorGraph,
  arch: Pick<Arch, "memories">,
): PlanChoice | undefined {
  const { model, task } = graph.workload;
  const training = task.kind !== "inference";
  if (plan.weights === undefined) return undefined;
  const phased = isOffChip(plan.weights);
  if (phased && arch.memories[plan.weights] === undefined) return undefined;
  if (model.experts !== undefined) return undefined;
  if (openChoices(training, phased).some((name) => plan[name] === undefined)) return undefined;
  const made = definedOf(plan) as Omit<PlanChoice, "layersPerStage">;
  const layersPerStage =
    plan.layersPerStage ?? (plan.pipelineParallel === 1 ? [layerCount(graph)] : undefined);
  if (layersPerStage === undefined) return undefined;
  const needed = Math.ceil(Math.ceil(samplesPerStep(task) / made.dataParallel) / made.microBatch);
  // A search says what is wrong with it.
  if (plan.microBatches !== undefined && plan.microBatches < needed) return undefined;
  return withDefaults({
    ...made,
    layersPerStage,
    microBatches: plan.microBatches ?? needed,
    recompute: plan.recompute ?? (phased && training ? "layer" : "none"),
    optimizerState: phased
      ? (stateMemory({
          ...plan,
          weights: plan.weights,
          optimizerState: plan.optimizerState ?? plan.weights,
        }) ?? plan.weights)
      : training
        ? (plan.optimizerState ?? "sram")
        : "sram",
    weights: plan.weights,
    weightLoads: plan.weightLoads ?? 1,
    ioTiles: plan.ioTiles ?? 0,
    sequenceParallel: plan.sequenceParallel ?? (made.tensorParallel > 1 && !hasConvolutions(graph.blocks)),
    kvCache: plan.kvCache ?? "none",
    headPlacement: plan.headPlacement ?? "last",
  });
}

/** Of which a search would try several values. */
function openChoices(training: boolean, phased: boolean): readonly (keyof PlanSpec)[] {
  const ofTask = training
    ? phased
      ? []
      : (["recompute", "optimizerState"] as const)
    : (["kvCache"] as const);
  return [...MADE, ...ofTask, ...(phased ? (["weightLoads", "ioTiles"] as const) : [])];
}

/** Without the keys that say nothing: an absent choice and an undefined one are told apart nowhere else. */
function definedOf<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
