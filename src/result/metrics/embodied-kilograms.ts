import type { Metric } from "../metric.ts";

/** Beside co2Kilograms, which is that of operation. */
export const embodiedKilograms = {
  id: "embodiedKilograms",
  label: "Embodied CO2",
  unit: "kg",
  better: "lower",

  inTables: [],
  formula:
    "Chips of the system x CO2e of making one in its package, with the memory on it. DRAM beside the chips, boards and hosts are not counted.",
  needs: ["embodiedKilograms"],
  measure: ({ embodiedKilograms }) => embodiedKilograms,
} as const satisfies Metric;
