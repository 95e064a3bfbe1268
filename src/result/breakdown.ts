import { offChipMemories, type MemoryId } from "../arch/memory.ts";
import { ENERGY_CATEGORIES, TIME_CATEGORIES } from "../estimate/priced-plan.ts";
import { chipBytes, keptBytes } from "../plan/memory/shortage.ts";
import { SRAM_CATEGORIES, OFF_CHIP_CATEGORIES } from "../plan/plan.ts";
import type { MetricContext } from "./metric-context.ts";
import type { SavedResult } from "./saved/result.ts";

/**
 * Where time, energy and memory go. Time and energy add over the phases of a step. Memory is that of the fullest chip
 * (tile SRAM, or HBM) and of the fullest machine (streaming) or chip (a memory of its own), in the phase that needs most.
 */
export function breakdownOf(context: MetricContext): SavedResult["breakdown"] {
  const { phases, arch } = context;
  const fullest = phases
    .flatMap(({ plan }) => plan.residence)
    .reduce((most, held) => (chipBytes(held) > chipBytes(most) ? held : most));
  return {
    timeSeconds: totals(
      TIME_CATEGORIES,
      phases.map(({ timing }) => timing.time),
    ),
    energyJoules: totals(
      ENERGY_CATEGORIES,
      phases.map(({ timing }) => timing.energy),
    ),
    memoryBytes: {
      sram: totals(SRAM_CATEGORIES, [fullest.sram]),
      sramLimit: arch.memories.sram.bytes,
      streaming: heldIn("streaming", context),
      streamingLimit: arch.memories.streaming?.bytes ?? 0,
      ...othersOf(context),
    },
  };
}

function totals<K extends string>(
  categories: readonly K[],
  parts: readonly Readonly<Record<K, number>>[],
): Record<K, number> {
  return Object.fromEntries(
    categories.map((category) => [category, parts.reduce((sum, part) => sum + part[category], 0)]),
  ) as Record<K, number>;
}

/** Memories beside tile SRAM (or HBM) and streaming memory, where a machine has some. */
function othersOf(context: MetricContext): Pick<SavedResult["breakdown"]["memoryBytes"], "others"> {
  const others = offChipMemories(context.arch).filter(({ id }) => id !== "streaming");
  if (others.length === 0) return {};
  const held = others.map(({ id, bytes }) => [id, { bytes: heldIn(id, context), limit: bytes }] as const);
  return { others: Object.fromEntries(held) };
}

/** Bytes by category in an off-chip memory: of one machine full of the chip that keeps most there, or of that chip. */
function heldIn(memory: MemoryId, { phases, arch, chipsUsed }: MetricContext): Record<string, number> {
  const most = phases
    .flatMap(({ plan }) => plan.residence)
    .reduce((fullest, held) => (keptBytes(held, memory) > keptBytes(fullest, memory) ? held : fullest));
  const chips = arch.memories[memory]?.sharedBy === "chip" ? 1 : Math.min(arch.machine.chips, chipsUsed);
  return Object.fromEntries(
    OFF_CHIP_CATEGORIES.map((category) => [category, (most.offChip[memory]?.[category] ?? 0) * chips]),
  );
}
