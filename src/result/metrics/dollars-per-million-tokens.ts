import type { Metric } from "../metric.ts";

/** The unit in which inference is sold. */
export const dollarsPerMillionTokens = {
  id: "dollarsPerMillionTokens",
  label: "Cost per million tokens",
  unit: "USD",
  better: "lower",
  short: "Per M tokens",
  inTables: ["inference", "inferenceFooting", "plan"],
  withSize: "none",
  formula: "Cost of a step / tokens per step x 1e6; inference: generated tokens, where there are any.",
  needs: ["stepDollars", "tokensPerStep"],
  measure: ({ stepDollars, tokensPerStep }) => (stepDollars / tokensPerStep) * 1e6,
} as const satisfies Metric;
