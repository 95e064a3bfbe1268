import type { OperatorGraph } from "./operator-graph.ts";

/**
 * How often a phase runs for one batch: once, but decode once for each token after the first, which the prompt's own
 * pass (prefill) gives, and denoise once for each step, twice with guidance.
 */
export function decodePasses({
  phase,
  workload: { task },
}: Pick<OperatorGraph, "phase" | "workload">): number {
  if (task.kind !== "inference") return 1;
  if (phase === "denoise") return (task.denoising?.steps ?? 1) * (task.denoising?.guided === false ? 1 : 2);
  return phase === "decode" ? task.generatedTokens - 1 : 1;
}
