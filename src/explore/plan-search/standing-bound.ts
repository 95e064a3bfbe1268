import type { Arch } from "../../arch/arch.ts";
import { choiceFor } from "../../evaluate.ts";
import { firstShortage } from "../../plan/memory/shortage.ts";
import { standingBytes } from "../../plan/memory/standing-bytes.ts";
import type { PlanChoice, Residence, Stage } from "../../plan/plan.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { WITHOUT_TEMPORARIES } from "./chip-memory.ts";

/** Sums in another order never make a bound exceed what it bounds. */
const ROUNDING = 1 - 1e-12;

/**
 * Whether the chips of a replica could hold what stands all the time if they divided it evenly: weights, gradients,
 * state, keys and values. However the layers are split, some chip holds no less than the mean of it, and more besides:
 * never "no" where a plan fits. It asks about no operator's work, so that it costs little and is the same however much
 * is recomputed and however large the micro-batch.
 */
export function standingFits(arch: Arch, graphs: readonly OperatorGraph[], choice: PlanChoice): boolean {
  const share = ROUNDING / choice.pipelineParallel;
  return graphs.every((graph) => {
    const own = choiceFor(graph.phase, choice, graph.workload, arch.chip);
    const whole: readonly Stage[] = [{ index: 0, chip: 0, blocks: graph.blocks.map(wholly) }];
    const input = { arch, graph, choice: own, stages: whole, planMatmul: WITHOUT_TEMPORARIES };
    const { sram, offChip } = standingBytes(whole, input);
    const mean: Residence = {
      sram: scaled(sram, share),
      offChip: Object.fromEntries(
        Object.entries(offChip).map(([memory, kept]) => [memory, scaled(kept, share)]),
      ),
    };
    return firstShortage(arch, own, [mean]) === undefined;
  });
}

const wholly = (block: OperatorGraph["blocks"][number]): Stage["blocks"][number] => ({
  block,
  count: block.count,
});

function scaled<T extends Record<string, number>>(bytes: T, share: number): T {
  return Object.fromEntries(Object.entries(bytes).map(([name, count]) => [name, count * share])) as T;
}
