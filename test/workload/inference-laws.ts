import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { activeParameters } from "../../src/workload/graph/parameters.ts";
import { transformerShape } from "../../src/workload/graph/transformer-shape.ts";

/**
 * FLOPs of reading a prompt, by the shorthand of two FLOPs a parameter and token with causal attention:
 *
 *   2·N·s + 2·L·n·d·s²
 *
 * What a machine with dense matmuls executes is `forwardFlops` of the prefill graph: full scores, one row of logits.
 */
export function prefillFlops(spec: WorkloadSpec, promptTokens: number): number {
  const { layers, queryWidth } = transformerShape(spec.model);
  return 2 * activeParameters(spec) * promptTokens + 2 * layers * queryWidth * promptTokens ** 2;
}

/** FLOPs of one generated token that attends to `contextTokens`: 2·N + 4·L·n·d·s. */
export function decodeFlopsPerToken(spec: WorkloadSpec, contextTokens: number): number {
  const { layers, queryWidth } = transformerShape(spec.model);
  return 2 * activeParameters(spec) + 4 * layers * queryWidth * contextTokens;
}
