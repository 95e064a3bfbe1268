import type { SparsitySpec } from "../spec/kinds/sparsity-spec.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import type { ModelVariant } from "./laws/scaling-law.ts";

/** Hidden size per layer, head size and vocabulary of GPT-3 175B (12288 / 96, 128, 50257). Brown 2020, table 2.1. */
const HIDDEN_PER_LAYER = 128;
const HEAD_SIZE = 128;
const VOCABULARY = 50257;
const SEQUENCE_LENGTH = 2048;

/**
 * Tokens of a weight update: 0.5 million at 125 million parameters, 3.2 million at 175 billion (Brown 2020, table
 * 2.1), as a power law between and beyond.
 */
const BATCH = { tokens: 0.5e6, parameters: 125e6, exponent: Math.log(6.4) / Math.log(1400) };

/** One expert for a token in every second layer (Clark 2022; Switch's capacity of 1.25, Fedus 2021; both recalled). */
const ROUTING = { perToken: 1, shared: 0, denseLayers: 0, every: 2, capacityFactor: 1.25, routerBias: false };

/** Of pruned models all matrices of the layers, single weights (Frantar 2023). */
const PRUNING = { block: 1, matrices: ["attention", "ffn"] } satisfies Omit<SparsitySpec, "density">;

/**
 * A decoder of which a token meets about `parameters` parameters, with the proportions of GPT-3: 12·L·h² with
 * h = 128·L. Heads come in multiples of a power of two, so that chips can share them; the depth then meets the size.
 * Of pruned layers the share that is kept counts, embeddings are kept whole; of experts one.
 */
export function decoderOfSize(
  parameters: number,
  tokens: number,
  { experts, density = 1, precision }: ModelVariant = {},
): WorkloadSpec {
  const heads = evenHeads(Math.cbrt((HIDDEN_PER_LAYER * parameters) / density / 12) / HEAD_SIZE);
  const hidden = heads * HEAD_SIZE;
  const inLayers = Math.max(0, parameters - VOCABULARY * hidden);
  const layers = Math.max(2, Math.round(inLayers / (12 * hidden ** 2 * density)));
  const batchTokens = BATCH.tokens * (parameters / BATCH.parameters) ** BATCH.exponent;
  const globalBatch = Math.max(16, 16 * Math.round(batchTokens / SEQUENCE_LENGTH / 16));
  return {
    kind: "workload",
    id: "optimum",
    name: [
      `decoder of ${layers} × ${hidden}`,
      ...(experts === undefined ? [] : [`${experts} experts`]),
      ...(density === 1 ? [] : [`${Number((density * 100).toPrecision(3))} % of the weights`]),
      ...(precision === undefined ? [] : [precision.toUpperCase()]),
    ].join(", "),
    aliases: [],
    family: "decoder",
    model: {
      layers,
      hidden,
      heads,
      ffn: 4 * hidden,
      gatedFfn: false,
      vocabulary: VOCABULARY,
      sequenceLength: SEQUENCE_LENGTH,
      activation: "gelu",
      position: "learned",
      norm: "layernorm",
      normPlacement: "pre",
      tiedEmbeddings: true,
      bias: true,
      parallelBlocks: false,
      ...(experts !== undefined && { experts: { count: experts, ...ROUTING } }),
      ...(density < 1 && { sparsity: { density, ...PRUNING } }),
    },
    task: { kind: "pretrain", tokens, globalBatch, optimizer: "adam", precision: precision ?? "fp16" },
  } as WorkloadSpec;
}

function evenHeads(heads: number): number {
  const step = heads >= 6 ? 2 ** Math.floor(Math.log2(heads / 1.5)) / 2 : 1;
  return Math.max(1, step * Math.round(heads / step));
}
