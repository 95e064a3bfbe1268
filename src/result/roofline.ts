import type { MetricContext } from "./metric-context.ts";
import type { SavedResult } from "./saved/result.ts";

/**
 * Where the step lies under the roofline of the whole system: attained hardware FLOP/s, FLOPs per byte moved between
 * memory and datapath (tile SRAM, or HBM), and the two roofs. Bytes are read back from the energy they were charged
 * with; undefined where a byte is charged nothing.
 */
export function rooflineOf({
  arch,
  phases,
  hardwareFlops,
  seconds,
  peakFlopsPerSecond,
}: MetricContext): SavedResult["roofline"] {
  const memory = arch.memories.sram;
  const joules = phases.reduce((sum, { timing }) => sum + timing.energy.sram, 0);
  if (memory.joulesPerByte === 0 || joules === 0) return undefined;
  return {
    peakFlopsPerSecond,
    bytesPerSecond: arch.chips * memory.bytesPerSecond,
    flopsPerByte: (hardwareFlops * memory.joulesPerByte) / joules,
    flopsPerSecond: hardwareFlops / seconds,
  };
}
