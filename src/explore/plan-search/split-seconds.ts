import { pipelineCycles } from "../../estimate/pipeline/cycle-times.ts";
import type { Segment, StageProgram } from "../../estimate/priced-plan.ts";
import { partition } from "../../plan/partition/partition.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { SplitChooser } from "./choose-split.ts";
import type { GraphLaws } from "./plan-laws.ts";
import { leastSeconds } from "./least-seconds.ts";
import { longestOf, stageWeights } from "./stage-weights.ts";

/** As for all bounds: sums in another order never exceed what they bound. */
const ROUNDING = 1 - 1e-12;

/**
 * Lower bound of a pipeline's seconds by the splits of its layers that memory lets pass. Where the most even one is among
 * them, that is its split, and this its time but for what is left out of the layers' prices; else no split that fits has
 * a shorter longest stage than the most even of those. Undefined where there is nothing to split; Infinity where no split
 * fits.
 */
export function splitSeconds(
  laws: readonly GraphLaws[],
  choose: SplitChooser,
  open: PlanChoice,
): number | undefined {
  const main = laws.at(-1);
  if (main === undefined || open.pipelineParallel === 1) return undefined;
  const { balanced, balancedHolds, held } = choose(open);
  if (balancedHolds()) {
    const choice = { ...open, layersPerStage: balanced };
    return laws.reduce((sum, law) => sum + lockstepSeconds(law, choice), 0) * ROUNDING;
  }
  const split = held();
  if (split === undefined) return Infinity;
  const { seconds } = main.price.exact(open);
  const longest = longestOf(split, stageWeights(seconds, open.headPlacement === "first"));
  return leastSeconds(laws, open, "exact", longest);
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
