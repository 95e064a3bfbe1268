import type { Metric } from "../metric.ts";

/** A cost, not a price. */
export const chipDollars = {
  id: "chipDollars",
  label: "Packaged chip",
  unit: "USD",
  better: "lower",

  inTables: [],
  formula:
    "Cost of a good chip in its package, tested, with the memory on it and, where chip.volume is stated, its share of the design; what it is sold for is not this.",
  needs: ["chipDollars"],
  measure: ({ chipDollars }) => chipDollars,
} as const satisfies Metric;
