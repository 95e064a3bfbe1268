import { derived, fixed, type Configuration } from "../configuration.ts";
import type { Draft, Entries } from "../draft.ts";
import { slidingWindow } from "../parts.ts";
import { gatedDecoder } from "./gated-decoder.ts";
import { modelType } from "./model-type.ts";

const COMMON = {
  vocab_size: 256000,
  hidden_size: 8192,
  intermediate_size: 22528,
  num_hidden_layers: 40,
  num_attention_heads: 64,
  num_key_value_heads: null,
  hidden_act: "silu",
  max_position_embeddings: 8192,
  tie_word_embeddings: true,
  attention_bias: false,
  use_qk_norm: false,
  head_dim: null,
};

/** Attention and feed-forward block side by side behind one norm, which has a gain alone. */
function sideBySide(c: Configuration, more: Entries): Draft {
  return gatedDecoder(c, {
    attentionBias: c.flag("attention_bias"),
    norm: fixed("layernorm", "CohereLayerNorm"),
    normOffset: fixed(false, "norms have a gain alone"),
    parallelBlocks: fixed(true, "one norm for attention and mlp"),
    ...more,
  });
}

export const cohere = modelType("CohereConfig", COMMON, (c) => {
  const normed = c.flag("use_qk_norm");
  return sideBySide(c, { queryKeyNorm: normed.value ? derived("each", normed) : undefined });
});

export const cohere2 = modelType(
  "Cohere2Config",
  { ...COMMON, sliding_window: 4096, sliding_window_pattern: 4, layer_types: null },
  (c) => {
    const pattern = c.size("sliding_window_pattern");
    return sideBySide(
      c,
      slidingWindow(
        c,
        c.optional("sliding_window"),
        c.size("num_hidden_layers"),
        (layer) => (layer + 1) % pattern.value === 0,
        pattern.from,
      ),
    );
  },
);
