import type { Memories, MemoryId } from "../../arch/memory.ts";

/** Where a choice may put something without an off-chip memory: on the chip, there divided over replicas, nowhere. */
const ON_CHIP: ReadonlySet<string> = new Set(["sram", "sharded", "none", "as-weights"]);

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
