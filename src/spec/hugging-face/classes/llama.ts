import { fixed } from "../configuration.ts";
import { slidingWindow } from "../parts.ts";
import { gatedDecoder } from "./gated-decoder.ts";
import { modelType } from "./model-type.ts";

const SIZES = {
  vocab_size: 32000,
  hidden_size: 4096,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  hidden_act: "silu",
  head_dim: null,
  tie_word_embeddings: false,
};

export const llama = modelType(
  "LlamaConfig",
  {
    ...SIZES,
    intermediate_size: 11008,
    num_key_value_heads: null,
    max_position_embeddings: 2048,
    attention_bias: false,
    mlp_bias: false,
  },
  (c) => gatedDecoder(c, { bias: c.flag("mlp_bias"), attentionBias: c.flag("attention_bias") }),
);

const MISTRAL = {
  ...SIZES,
  intermediate_size: 14336,
  num_key_value_heads: 8,
  max_position_embeddings: 131072,
};

export const mistral = modelType("MistralConfig", { ...MISTRAL, sliding_window: 4096 }, (c) =>
  gatedDecoder(
    c,
    slidingWindow(c, c.optional("sliding_window"), c.size("num_hidden_layers"), () => false, "all layers"),
  ),
);

export const mixtral = modelType(
  "MixtralConfig",
  { ...MISTRAL, sliding_window: null, num_local_experts: 8, num_experts_per_tok: 2 },
  (c) =>
    gatedDecoder(c, {
      ...slidingWindow(
        c,
        c.optional("sliding_window"),
        c.size("num_hidden_layers"),
        () => false,
        "all layers",
      ),
      experts: { count: c.size("num_local_experts"), perToken: c.size("num_experts_per_tok") },
    }),
);

export const gptOss = modelType(
  "GptOssConfig",
  {
    vocab_size: 201088,
    hidden_size: 2880,
    intermediate_size: 2880,
    num_hidden_layers: 36,
    num_attention_heads: 64,
    num_key_value_heads: 8,
    head_dim: 64,
    hidden_act: "silu",
    max_position_embeddings: 131072,
    tie_word_embeddings: false,
    attention_bias: true,
    sliding_window: 128,
    num_local_experts: 128,
    num_experts_per_tok: 4,
    layer_types: null,
  },
  (c) =>
    gatedDecoder(c, {
      bias: fixed(true, "every expert has biases"),
      attentionBias: c.flag("attention_bias"),
      attentionSinks: fixed(true, "a learned score a head: sinks"),
      ...slidingWindow(
        c,
        c.optional("sliding_window"),
        c.size("num_hidden_layers"),
        (layer) => layer % 2 === 1,
        "layer_types is not given: every second layer is full",
      ),
      experts: {
        count: c.size("num_local_experts"),
        perToken: c.size("num_experts_per_tok"),
        routerBias: fixed(true, "the router has a bias"),
      },
    }),
  { num_experts_per_tok: ["experts_per_token"], num_local_experts: ["num_experts"] },
);
