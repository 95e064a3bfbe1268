import type { TransformerSpec, WorkloadSpec } from "../spec/workload-spec.ts";
import { transformerShape } from "./transformer-shape.ts";

/**
 * Keys and values kept for one token of context: 2 · layers · kvHeads · headSize elements. An encoder-decoder keeps
 * them in its decoder layers (prompt tokens as cross keys and values); encoders keep none.
 */
export function kvElementsPerToken({ family, model }: Pick<WorkloadSpec, "family" | "model">): number {
  const { layers, decoderLayers, keyValueWidth } = transformerShape(model);
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

/**
 * Multi-head latent attention keeps one compressed vector and the shared rotary key: layers · (rank + rotary).
 * Source: DeepSeek-V2, arXiv:2405.04434, §2.1.
 */
export function latentKvElementsPerToken(layers: number, latentRank: number, rotaryWidth: number): number {
  return layers * (latentRank + rotaryWidth);
}
