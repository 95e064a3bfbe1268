import { derived, fixed, known } from "../configuration.ts";
import { answering } from "../draft.ts";
import { activation, headSize, keyValueHeads, rotaryShare, slidingWindow } from "../parts.ts";
import { gatedDecoder } from "./gated-decoder.ts";
import { modelType } from "./model-type.ts";

/** Phi 1, 1.5 and 2: attention and feed-forward block side by side behind one norm, biases everywhere. */
export const phi = modelType(
  "PhiConfig",
  {
    vocab_size: 51200,
    hidden_size: 2048,
    intermediate_size: 8192,
    num_hidden_layers: 24,
    num_attention_heads: 32,
    num_key_value_heads: null,
    hidden_act: "gelu_new",
    max_position_embeddings: 2048,
    tie_word_embeddings: false,
    partial_rotary_factor: 0.5,
    qk_layernorm: false,
    head_dim: null,
  },
  (c) => {
    const hidden = c.size("hidden_size");
    const heads = c.size("num_attention_heads");
    const positions = c.size("max_position_embeddings");
    const normed = c.flag("qk_layernorm");
    return {
      family: "decoder",
      model: {
        layers: c.size("num_hidden_layers"),
        hidden,
        heads,
        ...keyValueHeads(c),
        ...headSize(c, hidden, heads),
        ffn: c.size("intermediate_size"),
        ...activation(c, "hidden_act", false),
        vocabulary: c.size("vocab_size"),
        sequenceLength: positions,
        position: fixed("rope", "rotary embeddings"),
        ...rotaryShare(c, "partial_rotary_factor"),
        norm: fixed("layernorm", "input_layernorm"),
        parallelBlocks: fixed(true, "one norm for attention and mlp"),
        tiedEmbeddings: c.flag("tie_word_embeddings"),
        bias: fixed(true, "every matrix has a bias"),
        headBias: fixed(true, "lm_head has a bias"),
        queryKeyNorm: normed.value ? derived("shared", normed) : undefined,
      },
      asked: answering(positions.value),
    };
  },
);

const PHI_3 = {
  num_hidden_layers: 32,
  num_attention_heads: 32,
  hidden_act: "silu",
  tie_word_embeddings: false,
  sliding_window: null,
  partial_rotary_factor: 1,
  head_dim: null,
};

export const phi3 = modelType(
  "Phi3Config",
  {
    ...PHI_3,
    vocab_size: 32064,
    hidden_size: 3072,
    intermediate_size: 8192,
    num_key_value_heads: null,
    max_position_embeddings: 4096,
  },
  (c) =>
    gatedDecoder(c, {
      ...rotaryShare(c, "partial_rotary_factor"),
      ...slidingWindow(
        c,
        c.optional("sliding_window"),
        c.size("num_hidden_layers"),
        () => false,
        "all layers",
      ),
    }),
);

export const phiMoe = modelType(
  "PhimoeConfig",
  {
    ...PHI_3,
    vocab_size: 32064,
    hidden_size: 4096,
    intermediate_size: 6400,
    num_key_value_heads: 8,
    max_position_embeddings: 131072,
    num_local_experts: 16,
    num_experts_per_tok: 2,
    attention_bias: false,
    lm_head_bias: false,
  },
  (c) =>
    gatedDecoder(c, {
      attentionBias: c.flag("attention_bias"),
      headBias: c.flag("lm_head_bias"),
      norm: fixed("layernorm", "input_layernorm"),
      normOffset: fixed(true, "norms have gain and offset"),
      ...slidingWindow(
        c,
        c.optional("sliding_window"),
        c.size("num_hidden_layers"),
        () => false,
        "all layers",
      ),
      experts: { count: c.size("num_local_experts"), perToken: known(c.optional("num_experts_per_tok")) },
    }),
);
