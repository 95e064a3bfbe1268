import type { ResidencyInput } from "./residency-input.ts";
import type { Stage } from "../plan.ts";

/**
 * Micro-batches whose checkpoints a stage holds at once, with d stages to the end: 2·d + 1 on tiled chips; d + 1 where
 * stages run forward and backward in turn (1F1B), and (S − 1)/v micro-batches more when interleaved in v chunks.
 * Source: PopART pipeline.cpp 66-83, restore happens that many pipeline cycles after the stash; Korthikanti 2022,
 * arXiv:2205.05198, §4.2.3: 1 + (S − 1)/(S·v) times the memory.
 */
export function stashDepth(
  stage: Stage,
  { arch, stages, choice }: Pick<ResidencyInput, "arch" | "stages" | "choice">,
): number {
  const after = stages.length - 1 - stage.index;
  const { interleave } = choice;
  const chunks = interleave > 1 ? (stages.length - 1) / interleave : 0;
  const depth = arch.chip.architecture === "tiled" ? 2 * after + 1 : after + 1 + chunks;
  return Math.min(depth, choice.microBatches);
}
