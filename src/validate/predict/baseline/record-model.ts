import type { TransformerSpec } from "../../../spec/kinds/workload-spec.ts";
import { sizeOf } from "../arithmetic-of.ts";
import type { BaselineRecord } from "./baseline-record.ts";
import { knownModel } from "./known-models.ts";

/** Latent attention where a record gives its ranks alone: queries' rank and head sizes of DeepSeek-V2 and V3 (published). */
const LATENT = { queryRank: 1536, plainSize: 128, valueSize: 128 } as const;

/** A decoder by the sizes of a record, or by its name; undefined where neither tells. */
export function modelOf({ model = "", modelConfig }: BaselineRecord): TransformerSpec | undefined {
  const named = knownModel(model) ?? {};
  const stated = Object.entries(modelConfig ?? {}).filter(([, value]) => value !== undefined);
  const sizes: Record<string, unknown> = { ...named, ...Object.fromEntries(stated) };
  const size = (name: string): number | undefined => sizeOf(sizes, name);
  const [layers, hidden, heads] = [size("layers"), size("hidden"), size("heads")];
  if (layers === undefined || hidden === undefined || heads === undefined) return undefined;
  const gatedFfn = sizes["gatedFfn"] === true;
  const ffn = size("ffn") ?? (gatedFfn ? undefined : 4 * hidden);
  if (ffn === undefined) return undefined;
  const latent = latentAttention(sizes);
  const experts = expertsOf(sizes, ffn);
  return {
    layers,
    hidden,
    heads,
    kvHeads: Math.min(heads, size("kvHeads") ?? heads),
    headSize: latent ? latent.plainSize + latent.rotarySize : (size("headDim") ?? hidden / heads),
    ffn: size("denseFfn") ?? ffn,
    gatedFfn,
    vocabulary: size("vocab") ?? size("vocabulary") ?? 50_304,
    sequenceLength: 2048,
    activation: gatedFfn ? "swiglu" : "gelu",
    position: gatedFfn ? "rope" : "learned",
    norm: gatedFfn ? "rmsnorm" : "layernorm",
    normPlacement: "pre",
    tiedEmbeddings: sizes["tiedEmbedding"] === true,
    bias: !gatedFfn,
    parallelBlocks: sizes["parallelBlock"] === true,
    ...(experts && { experts }),
    ...(latent && { latentAttention: latent }),
  };
}

function latentAttention(sizes: Readonly<Record<string, unknown>>): TransformerSpec["latentAttention"] {
  const [keyValueRank, rotarySize] = [sizeOf(sizes, "kvLoraRank"), sizeOf(sizes, "ropeHeadDim")];
  if (keyValueRank === undefined || rotarySize === undefined) return undefined;
  return { ...LATENT, keyValueRank, rotarySize };
}

function expertsOf(sizes: Readonly<Record<string, unknown>>, ffn: number): TransformerSpec["experts"] {
  const [count, perToken] = [sizeOf(sizes, "experts"), sizeOf(sizes, "topK")];
  if (count === undefined || perToken === undefined) return undefined;
  return {
    count,
    perToken,
    shared: sizeOf(sizes, "sharedExperts") ?? 0,
    ffn,
    denseLayers: sizeOf(sizes, "denseLayers") ?? 0,
    every: sizeOf(sizes, "moeEvery") ?? 1,
    routerBias: false,
  };
}

/** Positions that a layer attends to on average, where some layers look at a window alone. */
export function meanSpan({ modelConfig }: BaselineRecord, context: number): number {
  const window = sizeOf(modelConfig, "slidingWindow");
  if (window === undefined || window >= context) return context;
  const every = sizeOf(modelConfig, "slidingEvery") ?? 1;
  return (window + (every - 1) * context) / every;
}
