import type { Arch } from "../../arch/arch.ts";
import { choiceFor } from "../../evaluate.ts";
import { firstShortage } from "../../plan/memory/shortage.ts";
import { standingBytes } from "../../plan/memory/standing-bytes.ts";
import type { PlanChoice, Stage } from "../../plan/plan.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { WITHOUT_TEMPORARIES } from "./chip-memory.ts";
import { rememberedByReads } from "./remembered-by-reads.ts";

/** Sums in another order never make a bound exceed what it bounds. */
const ROUNDING = 1 - 1e-12;

/**
 * Whether the chips of a replica could hold what stands all the time if they divided it evenly: weights, gradients,
 * state, keys and values. However the layers are split, some chip holds no less than the mean of it, and more besides:
 * never "no" where a plan fits. It asks about no operator's work, so that it costs little and is the same however much
 * is recomputed and, in training, however large the micro-batch: asked once of all choices that are alike in the rest.
 */
export function standingBound(arch: Arch, graphs: readonly OperatorGraph[]): (choice: PlanChoice) => boolean {
  const phases = graphs.map((graph) => ({ graph, stands: rememberedByReads(phaseBound(arch, graph)) }));
  return (choice) =>
    phases.every(({ graph, stands }) => stands(choiceFor(graph.phase, choice, graph.workload, arch.chip)));
}

/** The same of one phase, by its own choice. */
function phaseBound(arch: Arch, graph: OperatorGraph): (own: PlanChoice) => boolean {
  const whole = wholeModel(graph);
  return (own) => {
    const share = ROUNDING / own.pipelineParallel;
    const mean = standingBytes(whole, {
      ...{ arch, graph, choice: own },
      ...{ stages: whole, planMatmul: WITHOUT_TEMPORARIES },
    });
    scale(mean.sram, share);
    for (const kept of Object.values(mean.offChip)) scale(kept, share);
    return firstShortage(arch, own, [mean]) === undefined;
  };
}

/** All blocks of a model on one stage. */
const wholeModel = ({ blocks }: OperatorGraph): readonly Stage[] => [
  { index: 0, chip: 0, blocks: blocks.map((block) => ({ block, count: block.count })) },
];

function scale<K extends string>(bytes: Record<K, number>, share: number): void {
  for (const name in bytes) bytes[name] *= share;
}
