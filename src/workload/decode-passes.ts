import type { OperatorGraph } from "./operator-graph.ts";

/**
 * How often a phase runs for one batch: once, but decode once for each token after the first, which the prompt's own
 * pass (prefill) gives.
 */
export function decodePasses({
  phase,
  workload: { task },
}: Pick<OperatorGraph, "phase" | "workload">): number {
  return phase === "decode" && task.kind === "inference" ? task.generatedTokens - 1 : 1;
}
