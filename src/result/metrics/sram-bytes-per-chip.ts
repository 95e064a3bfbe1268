import type { Metric } from "../metric.ts";

/** Bytes held in the tiles of one chip. */
export const sramBytesPerChip: Metric = {
  id: "sramBytesPerChip",
  label: "Tile SRAM of the fullest chip",
  unit: "B",
  better: "lower",
  formula: "Sum over the residency categories of the fullest chip. Does not apply to a chip without tiles.",
  needs: ["sramBytesPerChip"],
  measure: ({ sramBytesPerChip }) => sramBytesPerChip,
};
