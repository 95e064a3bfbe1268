import type { Metric } from "../metric.ts";

/** The tile that decides whether a plan fits. */
export const sramBytesPerTilePeak = {
  id: "sramBytesPerTilePeak",
  label: "Fullest tile",
  unit: "B",
  better: "lower",
  inTables: ["plan"],
  formula: "Bytes on the fullest tile at its peak. Does not apply to a chip without tiles.",
  needs: ["sramBytesPerTilePeak"],
  measure: ({ sramBytesPerTilePeak }) => sramBytesPerTilePeak,
} as const satisfies Metric;
