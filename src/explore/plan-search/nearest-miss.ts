import { offChipMemories } from "../../arch/memory.ts";
import type { Arch } from "../../arch/arch.ts";
import { matmulPlanner, type PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { infeasible } from "../../plan/infeasible.ts";
import type { PlanInput } from "../../plan/lay-out.ts";
import { explainShortage, toldShortage } from "../../plan/memory/explain-shortage.ts";
import { planExecution } from "../../plan/plan-execution.ts";
import { even, layerCount } from "../../plan/partition/partition.ts";
import type { Illegal, NoPlan } from "../../plan/choice/illegal.ts";
import type { Infeasible, PlanChoice } from "../../plan/plan.ts";
import { stateBytes } from "../../plan/memory/state-bytes.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { WITHOUT_TEMPORARIES } from "./chip-memory.ts";
import type { Breadth } from "./degrees.ts";
import { openChoice, planSpace } from "./plan-space.ts";

export interface MissInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly fixed: PlanSpec;
  readonly planners: PlannerCache;
  /** Of the search that found nothing: what it went through is where the nearest miss is. */
  readonly breadth: Breadth;
}

/**
 * Why nothing fits: of the most frugal plans for each number of stages and tensor-parallel chips, the one that comes
 * nearest to fitting, and what would help it.
 */
export function nearestMiss(input: MissInput): NoPlan {
  const { arch, graph, fixed, planners } = input;
  const hopeless = systemTooSmall(input);
  if (hopeless !== undefined) return hopeless;
  let nearest: Infeasible | undefined;
  let illegal: Illegal | undefined;
  // The frugal plan of a wider space is not always nearer, for of equal loads one shape stands for all.
  const wider = input.breadth === "usual" ? [] : [...frugalChoices(input)];
  for (const choice of [...frugalChoices({ ...input, breadth: "usual" }), ...wider]) {
    const miss = missOf({ arch, graph, choice, planMatmul: WITHOUT_TEMPORARIES }) ?? missOf(planned(choice));
    if (miss?.kind === "illegal") illegal ??= miss;
    else if (miss !== undefined && (nearest === undefined || shortness(miss) < shortness(nearest)))
      nearest = miss;
  }
  if (nearest?.choice === undefined) return nearest ?? illegal ?? noLegalPlan(fixed);
  const again = planExecution(planned(nearest.choice));
  return again.kind === "unfit"
    ? explainShortage(again, (on, choice) => matmulPlanner(on, choice, planners))
    : nearest;

  function planned(choice: PlanChoice): PlanInput {
    return { arch, graph, choice, planMatmul: matmulPlanner(arch, choice, planners) };
  }
}

const shortness = ({ demand, bound }: Infeasible): number => demand / bound;

/** What a choice lacks, without reasons, or the rule that it breaks. */
function missOf(input: PlanInput): NoPlan | undefined {
  const plan = planExecution(input);
  return plan.kind === "unfit" ? toldShortage(plan) : plan.kind === "illegal" ? plan : undefined;
}

/** For each tensor parallelism and number of stages: the smallest micro-batch, the most replicas, all kept elsewhere. */
function* frugalChoices({ arch, graph, fixed, breadth }: MissInput): Generator<PlanChoice> {
  const best = new Map<string, { readonly rank: number; readonly choices: readonly PlanChoice[] }>();
  for (const { shape, widths } of planSpace({ arch, graph, fixed, breadth }))
    for (const layout of widths.flatMap(({ layouts }) => layouts)) {
      const { degrees } = layout;
      const key = [shape.tensorParallel, degrees.pipelineParallel, shape.weights].join("|");
      const rank = shape.microBatch / degrees.dataParallel;
      const known = best.get(key);
      // Of equally small loads the last shape recomputes most.
      if (known !== undefined && known.rank < rank) continue;
      const layersPerStage = fixed.layersPerStage ?? even(layerCount(graph), degrees.pipelineParallel);
      const choices = layout.frugal.map((last) => ({
        ...openChoice(fixed, shape, degrees, last),
        layersPerStage,
      }));
      best.set(key, { rank, choices });
    }
  for (const { choices } of best.values()) yield* choices;
}

/** Weights and gradients exceed all chips together, and there is no other memory. */
function systemTooSmall({ arch, graph, fixed }: MissInput): Infeasible | undefined {
  const { chip, chips } = arch;
  if (offChipMemories(arch).length > 0 && fixed.weights !== "sram") return undefined;
  const [shape] = planSpace({ arch, graph, fixed, breadth: "usual" });
  if (shape === undefined) return undefined;
  const bytes = stateBytes(chip, graph.workload.task, INPUT_BYTES[shape.shape.arithmetic]);
  const weights = (graph.parameters + graph.addedParameters) * bytes.weight;
  const gradients = graph.trainableParameters * bytes.gradient;
  const demand = weights + gradients;
  const bound = chips * arch.memories.sram.bytes;
  if (demand <= bound) return undefined;
  return infeasible({
    resource: `${chip.architecture === "tiled" ? "SRAM" : "HBM"} of the whole system`,
    demand,
    bound,
    unit: "B",
    breakdown: { weights, gradients },
    levers: [
      `a system of at least ${Math.ceil(demand / arch.memories.sram.bytes).toLocaleString("en-US")} such chips`,
      offChipMemories(arch).length > 0 ? "weights off chip" : "a machine with streaming memory",
    ],
  });
}

/** The choices that were made leave no plan at all. */
function noLegalPlan(fixed: PlanSpec): Illegal {
  const made = fixed as Partial<PlanChoice>;
  const some = Object.keys(fixed).length > 0;
  return {
    kind: "illegal",
    made,
    rule: some ? "no plan is made of these choices" : "this system has no legal plan",
    legal: [some ? "leave some of these choices open" : "a larger system"],
  };
}
