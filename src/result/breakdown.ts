import { ENERGY_CATEGORIES, TIME_CATEGORIES } from "../estimate/priced-plan.ts";
import { chipBytes } from "../plan/memory/shortage.ts";
import { SRAM_CATEGORIES, STREAMING_CATEGORIES, type Residence } from "../plan/plan.ts";
import type { MetricContext } from "./metric-context.ts";
import type { SavedResult } from "./saved/result.ts";

/**
 * Where time, energy and memory go. Time and energy add over the phases of a step. Memory is that of the fullest chip
 * (tile SRAM, or HBM) and of the fullest machine (streaming), in the phase that needs most.
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
      sramLimit: arch.chip.architecture === "tiled" ? arch.chip.sramBytes : arch.chip.memoryBytes,
      streaming: streamingOf(context),
      streamingLimit: arch.machine.streaming?.bytes ?? 0,
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

/** Bytes by category in the streaming memory of one machine full of the chip that keeps most there. */
function streamingOf({ phases, arch, chipsUsed }: MetricContext): Record<string, number> {
  const sum = (held: Residence): number =>
    Object.values(held.streaming).reduce((total, bytes) => total + bytes, 0);
  const most = phases
    .flatMap(({ plan }) => plan.residence)
    .reduce((fullest, held) => (sum(held) > sum(fullest) ? held : fullest));
  const chips = Math.min(arch.machine.chips, chipsUsed);
  return Object.fromEntries(
    STREAMING_CATEGORIES.map((category) => [category, most.streaming[category] * chips]),
  );
}
