import type { Metric } from "../metric.ts";

/** What the same hours would cost in a cloud, whose price holds machine, power, staff and margin. */
export const cloudDollars = {
  id: "cloudDollars",
  label: "Rent in a cloud",
  unit: "USD",
  better: "lower",
  inTables: [],
  formula: "chips of the system x run time x rent of a chip. Inference: of one batch.",
  needs: ["stepsPerRun", "cloudDollarsPerSecond"],
  measure: ({ seconds, stepsPerRun, cloudDollarsPerSecond }) => seconds * stepsPerRun * cloudDollarsPerSecond,
} as const satisfies Metric;
