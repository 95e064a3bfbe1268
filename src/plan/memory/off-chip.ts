import type { Memories, MemoryId } from "../../arch/memory.ts";

/**
 * What replicas divide among them beside the optimizer's state, by what a choice says of it: nothing, gradients, or
 * weights too, which are gathered for use layer by layer. Source: ZeRO-1, -2 and -3 (Rajbhandari 2019, arXiv:1910.02054).
 */
export const SHARDINGS = ["sharded", "sharded-gradients", "sharded-weights"] as const;
const SHARDED: ReadonlySet<string> = new Set(SHARDINGS);

/** Where a choice may put something without an off-chip memory: on the chip, there divided over replicas, nowhere. */
const ON_CHIP: ReadonlySet<string> = new Set(["sram", ...SHARDINGS, "none", "as-weights"]);

/** Whether replicas divide the optimizer's state on their chips. */
export function dividesState({ optimizerState }: { readonly optimizerState: MemoryId }): boolean {
  return SHARDED.has(optimizerState);
}

/** Whether replicas divide gradients too, each micro-batch's as it comes. */
export function dividesGradients({ optimizerState }: { readonly optimizerState: MemoryId }): boolean {
  return dividesState({ optimizerState }) && optimizerState !== "sharded";
}

/** Whether replicas divide weights too. */
export function dividesWeights({ optimizerState }: { readonly optimizerState: MemoryId }): boolean {
  return optimizerState === "sharded-weights";
}

/** Whether a choice of where something lives names a memory beside the one that chips compute from. */
export function isOffChip(where: MemoryId | undefined): boolean {
  return where !== undefined && !ON_CHIP.has(where);
}

/** Phased execution: weights live off chip, and come in one layer after the other. */
export function isPhased({ weights }: { readonly weights: MemoryId }): boolean {
  return isOffChip(weights);
}

/** The off-chip memory of the optimizer state: its own, or in phased execution that of the weights. */
export function stateMemory({
  weights,
  optimizerState,
}: {
  readonly weights: MemoryId;
  readonly optimizerState: MemoryId;
}): MemoryId | undefined {
  if (isOffChip(optimizerState)) return optimizerState;
  return isOffChip(weights) ? weights : undefined;
}

/** Whether replicas divide the weights of phased execution: in a memory that chips share. Of its own each keeps all. */
export function weightsAreDivided(
  { memories }: { readonly memories: Memories },
  { weights }: { readonly weights: MemoryId },
): boolean {
  return memories[weights]?.sharedBy === "machine";
}
