import { derived, fixed, known, type Configuration } from "../configuration.ts";
import type { Draft, Entries } from "../draft.ts";
import { gatedDecoder } from "./gated-decoder.ts";
import { modelType } from "./model-type.ts";

const COMMON = {
  hidden_act: "silu",
  tie_word_embeddings: false,
  attention_bias: false,
  num_key_value_heads: null,
  kv_lora_rank: 512,
  q_lora_rank: 1536,
  qk_rope_head_dim: 64,
  qk_nope_head_dim: 128,
  v_head_dim: 128,
  moe_layer_freq: 1,
};

export const deepseekV2 = modelType(
  "DeepseekV2Config",
  {
    ...COMMON,
    vocab_size: 32000,
    hidden_size: 4096,
    intermediate_size: 11008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    max_position_embeddings: 2048,
    first_k_dense_replace: 0,
    moe_intermediate_size: 1407,
    n_routed_experts: 64,
    n_shared_experts: 2,
    topk_method: "greedy",
  },
  deepseek,
  { n_routed_experts: ["num_local_experts", "num_experts"] },
);

export const deepseekV3 = modelType(
  "DeepseekV3Config",
  {
    ...COMMON,
    vocab_size: 129280,
    hidden_size: 7168,
    intermediate_size: 18432,
    num_hidden_layers: 61,
    num_attention_heads: 128,
    max_position_embeddings: 4096,
    first_k_dense_replace: 3,
    moe_intermediate_size: 2048,
    n_routed_experts: 256,
    n_shared_experts: 1,
    num_experts_per_tok: 8,
    topk_method: "noaux_tc",
  },
  deepseek,
  { n_routed_experts: ["num_local_experts", "num_experts"] },
);

function deepseek(c: Configuration): Draft {
  const plain = c.size("qk_nope_head_dim");
  const rotary = c.size("qk_rope_head_dim");
  c.optional("num_key_value_heads");
  noteFurtherTokens(c);
  const base = gatedDecoder(c, {
    kvHeads: undefined,
    headSize: derived(plain.value + rotary.value, plain, rotary),
    attentionBias: c.flag("attention_bias"),
    latentAttention: {
      queryRank: known(c.optional("q_lora_rank")),
      keyValueRank: c.size("kv_lora_rank"),
      plainSize: plain,
      rotarySize: rotary,
      valueSize: c.size("v_head_dim"),
    },
    ...experts(c),
  });
  return base;
}

/** Heads that predict tokens beyond the next are trained beside the model and no part of it. */
function noteFurtherTokens(c: Configuration): void {
  if (c.positive("num_nextn_predict_layers"))
    c.note(
      "num_nextn_predict_layers: the layers that predict further tokens are left out, in count and in price",
    );
}

function experts(c: Configuration): Entries {
  const count = c.optional("n_routed_experts");
  const dense = c.whole("first_k_dense_replace");
  const every = c.size("moe_layer_freq");
  const layers = c.size("num_hidden_layers");
  if (count.value === undefined || dense.value >= layers.value) return {};
  const shared = c.optional("n_shared_experts");
  const method = c.text("topk_method");
  return {
    experts: {
      count: derived(count.value, count),
      perToken: c.size("num_experts_per_tok"),
      shared: known(shared),
      ffn: c.size("moe_intermediate_size"),
      denseLayers: dense,
      ...(every.value > 1 && { every, at: fixed(0, "layers whose number moe_layer_freq divides") }),
      ...(method.value === "noaux_tc" && { routerBias: derived(true, method, "e_score_correction_bias") }),
    },
  };
}
