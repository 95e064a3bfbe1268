import type { Metric } from "../metric.ts";

/** What a chip's logic measures, whatever it computes. */
export const dieSquareMetres = {
  id: "dieSquareMetres",
  label: "Die area",
  unit: "m^2",
  better: "lower",

  specPath: "chip.dieArea",
  inTables: [],
  formula:
    "Logic of a chip, all dies of a stack. Published, or moved by the law of area. Unknown of a chip without process or floorplan.",
  needs: ["dieSquareMetres"],
  measure: ({ dieSquareMetres }) => dieSquareMetres,
} as const satisfies Metric;
