import { derived, fixed, type Configuration, type Said } from "../configuration.ts";
import type { Entries } from "../draft.ts";
import { slidingWindow } from "../parts.ts";
import { gatedDecoder } from "./gated-decoder.ts";
import { modelType } from "./model-type.ts";

const COMMON = {
  vocab_size: 151936,
  hidden_act: "silu",
  max_position_embeddings: 32768,
  tie_word_embeddings: false,
  use_sliding_window: false,
  sliding_window: 4096,
  max_window_layers: 28,
  attention_bias: false,
};

/** Layers from max_window_layers on attend to a window, where windows are used at all. */
function windows(c: Configuration): Entries {
  const used = c.flag("use_sliding_window");
  const window = c.optional("sliding_window");
  const first = c.optional("max_window_layers");
  return slidingWindow(
    c,
    used.value ? window : fixed(undefined, used.from),
    c.size("num_hidden_layers"),
    (layer) => layer < (first.value ?? 0),
    `use_sliding_window; ${first.from}: layers before it are full`,
  );
}

/** Queries, keys and values have biases; the projection behind them has none. */
function inwardBias(bias: Said<boolean>): Entries {
  return { attentionBias: bias, projectionBias: fixed(false, "o_proj has no bias") };
}

export const qwen2 = modelType(
  "Qwen2Config",
  {
    ...COMMON,
    hidden_size: 4096,
    intermediate_size: 22016,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
  },
  (c) =>
    gatedDecoder(c, { ...inwardBias(fixed(true, "q, k and v have biases in every Qwen2")), ...windows(c) }),
);

const QWEN3_NORM = fixed("shared", "q_norm and k_norm, of the width of a head");

export const qwen3 = modelType(
  "Qwen3Config",
  {
    ...COMMON,
    hidden_size: 4096,
    intermediate_size: 22016,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
    head_dim: 128,
  },
  (c) =>
    gatedDecoder(c, { attentionBias: c.flag("attention_bias"), queryKeyNorm: QWEN3_NORM, ...windows(c) }),
);

const SPARSE = {
  ...COMMON,
  hidden_size: 2048,
  num_hidden_layers: 24,
  decoder_sparse_step: 1,
  mlp_only_layers: null,
};

/** Experts in every decoder_sparse_step-th layer, but for those of mlp_only_layers. */
function experts(c: Configuration, count: Said<number>, more: Entries): Entries {
  const every = c.size("decoder_sparse_step");
  const dense = c.list("mlp_only_layers");
  const numbers = (dense.value ?? []).filter((layer) => Number.isInteger(layer));
  const layers = c.size("num_hidden_layers");
  const routed = Array.from({ length: layers.value }, (_, layer) => layer).some(
    (layer) => (layer + 1) % every.value === 0 && !numbers.includes(layer),
  );
  if (!routed) return {};
  return {
    experts: {
      count,
      perToken: c.size("num_experts_per_tok"),
      ffn: c.size("moe_intermediate_size"),
      ...(every.value > 1 && { every }),
      ...(numbers.length > 0 && { dense: derived(numbers, dense) }),
      ...more,
    },
  };
}

export const qwen2Moe = modelType(
  "Qwen2MoeConfig",
  {
    ...SPARSE,
    intermediate_size: 5632,
    num_attention_heads: 16,
    num_key_value_heads: 16,
    num_experts: 60,
    num_experts_per_tok: 4,
    moe_intermediate_size: 1408,
    shared_expert_intermediate_size: 5632,
    qkv_bias: true,
  },
  (c) =>
    gatedDecoder(c, {
      ...inwardBias(c.flag("qkv_bias")),
      ...windows(c),
      ...experts(c, c.size("num_experts"), {
        shared: fixed(1, "one shared_expert"),
        sharedFfn: c.size("shared_expert_intermediate_size"),
        sharedGate: fixed(true, "shared_expert_gate"),
      }),
    }),
);

export const qwen3Moe = modelType(
  "Qwen3MoeConfig",
  {
    ...SPARSE,
    intermediate_size: 6144,
    num_attention_heads: 32,
    num_key_value_heads: 4,
    num_experts: 128,
    num_experts_per_tok: 8,
    moe_intermediate_size: 768,
    head_dim: null,
  },
  (c) =>
    gatedDecoder(c, {
      attentionBias: c.flag("attention_bias"),
      queryKeyNorm: QWEN3_NORM,
      ...windows(c),
      ...experts(c, c.size("num_experts"), {}),
    }),
  { num_experts: ["num_local_experts"] },
);
