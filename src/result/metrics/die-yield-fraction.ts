import type { Metric } from "../metric.ts";

/** By the law of yield alone: no yield of an IPU is published. */
export const dieYieldFraction = {
  id: "dieYieldFraction",
  label: "Die yield",
  unit: "",
  better: "higher",
  share: true,
  inTables: [],
  formula: "Share of dies that work, spare tiles used; of a stack, of stacks whose logic dies all work.",
  needs: ["yieldFraction"],
  measure: ({ yieldFraction }) => yieldFraction,
} as const satisfies Metric;
