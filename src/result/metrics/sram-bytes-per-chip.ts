import type { Metric } from "../metric.ts";

/** Bytes held in the tiles of one chip. */
export const sramBytesPerChip = {
  id: "sramBytesPerChip",
  label: "Tile SRAM of the fullest chip",
  unit: "B",
  better: "lower",
  inTables: [],
  formula: "Sum over the residency categories of the fullest chip. Does not apply to a chip without tiles.",
  needs: ["sramBytesPerChip"],
  measure: ({ sramBytesPerChip }) => sramBytesPerChip,
} as const satisfies Metric;
