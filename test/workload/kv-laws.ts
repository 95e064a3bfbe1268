import type { TransformerSpec, WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { latentKeptElements } from "../../src/workload/operators/latent-attention.ts";
import { transformerShape } from "../../src/workload/graph/transformer-shape.ts";

/**
 * Keys and values kept for one token of context: 2 · layers · kvHeads · headSize elements. An encoder-decoder keeps
 * them in its decoder layers (prompt tokens as cross keys and values); encoders keep none. Latent attention keeps one
 * compressed vector and the rotary key.
 */
export function kvElementsPerToken({ family, model }: Pick<WorkloadSpec, "family" | "model">): number {
  const { layers, decoderLayers, keyValueWidth } = transformerShape(model);
  if (model.latentAttention !== undefined) return layers * latentKeptElements(model.latentAttention);
  if (family === "decoder") return 2 * layers * keyValueWidth;
  return family === "encoder-decoder" ? 2 * decoderLayers * keyValueWidth : 0;
}

/** Bytes of `kvElementsPerToken` at `elementBytes` an element. */
export function kvCacheBytesPerToken(
  spec: { readonly family: WorkloadSpec["family"]; readonly model: TransformerSpec },
  elementBytes: number,
): number {
  return kvElementsPerToken(spec) * elementBytes;
}
