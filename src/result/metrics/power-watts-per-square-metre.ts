import type { Metric } from "../metric.ts";

/** What must leave a die through the area that a cooler touches: dies of a stack share it. */
export const powerWattsPerSquareMetre = {
  id: "powerWattsPerSquareMetre",
  label: "Power density",
  unit: "W/m^2",
  better: "lower",

  inTables: [],
  formula: "Peak power of a chip at work / footprint of its die.",
  needs: ["footprintSquareMetres"],
  measure: ({ chipPeakWatts, footprintSquareMetres }) => chipPeakWatts / footprintSquareMetres,
} as const satisfies Metric;
