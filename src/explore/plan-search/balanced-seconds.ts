import type { Arch } from "../../arch/arch.ts";
import { pipelineCycles } from "../../estimate/pipeline/cycle-times.ts";
import { matmulPlanner, type PlannerCache } from "../../estimate/price/matmul-planner.ts";
import type { Segment, StageProgram } from "../../estimate/priced-plan.ts";
import { partition } from "../../plan/partition/partition.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { chipHolds } from "./chip-memory.ts";
import type { GraphLaws } from "./plan-laws.ts";
import { fullestRuns, stageSplit } from "./stage-split.ts";

export interface BalancedInput {
  readonly arch: Arch;
  readonly laws: readonly GraphLaws[];
  readonly planners: PlannerCache;
}

/** As for all bounds: sums in another order never exceed what they bound. */
const ROUNDING = 1 - 1e-12;

/**
 * Seconds of a pipeline whose layers are split by time alone, where memory lets them: then that is its split, and this
 * its time but for what is left out of the layers' prices. Undefined where memory asks for another split.
 */
export function balancedSeconds(input: BalancedInput, open: PlanChoice): number | undefined {
  const { arch, laws, planners } = input;
  const main = laws.at(-1);
  if (main === undefined || open.pipelineParallel === 1) return undefined;
  const layersPerStage = stageSplit(main.graph, open, main.price.exact(open));
  if (layersPerStage === undefined) return undefined;
  const choice = { ...open, layersPerStage };
  const planMatmul = matmulPlanner(arch, choice, planners);
  const holds = chipHolds({ arch, graphs: laws.map(({ graph }) => graph), choice, planMatmul });
  if (!fullestRuns(main.graph, layersPerStage).every(holds)) return undefined;
  return laws.reduce((sum, law) => sum + lockstepSeconds(law, choice), 0) * ROUNDING;
}

/** The cycles of the pipeline, each stage's work as one piece, and the least update. */
function lockstepSeconds(law: GraphLaws, choice: PlanChoice): number {
  const { graph, passes } = law;
  const own = law.ownChoice(choice);
  const prices = law.price.exact(own);
  const training = graph.phase === "training";
  const copy = piece(law.leastCopySeconds(own));
  const input = law.inputSeconds(own);
  const cut = partition(graph, own);
  const stages = cut.map(({ index, chip, blocks }): StageProgram => {
    const sum = (of: (block: (typeof blocks)[number]["block"]) => number): number =>
      blocks.reduce((seconds, { block, count }) => seconds + count * of(block), 0);
    const forward = sum((block) => prices.forwardSeconds.get(block) ?? 0);
    const all = sum((block) => prices.seconds.get(block) ?? 0);
    return {
      ...{ stage: index, chip, update: [] },
      forward: [piece(forward + (index === 0 ? input : 0))],
      backward: training ? [piece(all - forward)] : [],
      copyForward: index === cut.length - 1 ? undefined : copy,
      copyBackward: training && index > 0 ? copy : undefined,
    };
  });
  // A decode with at least as many micro-batches as stages is one long pipeline (see pricePlan).
  const continuous = own.microBatches >= stages.length;
  const runs = pipelineCycles({
    ...{ kind: "pipeline", stages, microBatches: own.microBatches * (continuous ? passes : 1) },
    interleave: own.interleave,
  });
  const once = runs.reduce((sum, run) => sum + run.count * (run.workSeconds + run.copySeconds), 0);
  return once * (continuous ? 1 : passes) + law.leastUpdateSeconds(own);
}

function piece(seconds: number): Segment {
  return { label: "", resource: "tiles", seconds, time: {}, energy: {}, bytes: 0 };
}
