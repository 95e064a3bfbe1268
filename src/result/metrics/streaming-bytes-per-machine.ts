import type { Metric } from "../metric.ts";

/** The machine that decides whether state in Streaming Memory fits. */
export const streamingBytesPerMachine = {
  id: "streamingBytesPerMachine",
  label: "Streaming Memory per machine",
  unit: "B",
  better: "lower",
  inTables: ["plan"],
  formula:
    "Off-chip DRAM bytes that the chips of the fullest machine keep there. Does not apply without Streaming Memory.",
  needs: ["streamingBytesPerMachine"],
  measure: ({ streamingBytesPerMachine }) => streamingBytesPerMachine,
} as const satisfies Metric;
