import type { Metric } from "../metric.ts";

/** The same quantity for both kinds of chip, for comparisons across them. */
export const memoryBytesPerChip = {
  id: "memoryBytesPerChip",
  label: "Chip memory in use",
  unit: "B",
  better: "lower",
  inTables: [],
  formula: "Bytes held on the fullest chip: tile SRAM, or the HBM of a roofline chip.",
  measure: ({ fullestChipBytes }) => fullestChipBytes,
} as const satisfies Metric;
