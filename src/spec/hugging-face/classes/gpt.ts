import { derived, fixed, type Configuration, type Said } from "../configuration.ts";
import { answering, type Draft, type Entries } from "../draft.ts";
import { activation, headSize, rotaryShare } from "../parts.ts";
import { modelType } from "./model-type.ts";

const NAMES = {
  n_embd: ["hidden_size"],
  n_layer: ["num_hidden_layers"],
  n_head: ["num_attention_heads"],
  n_positions: ["max_position_embeddings"],
};

/** Decoders of the GPT kind: layer norms with offset, two matrices with biases. */
function gptDecoder(
  c: Configuration,
  sizes: Record<"layers" | "hidden" | "heads" | "ffn" | "positions", Said<number>>,
  more: Entries,
): Draft {
  const { layers, hidden, heads, ffn, positions } = sizes;
  return {
    family: "decoder",
    model: {
      layers,
      hidden,
      heads,
      ...headSize(c, hidden, heads),
      ffn,
      vocabulary: c.size("vocab_size"),
      sequenceLength: positions,
      norm: fixed("layernorm", `as ${c.className}'s model has it`),
      tiedEmbeddings: c.flag("tie_word_embeddings"),
      bias: fixed(true, `as ${c.className}'s model has it`),
      ...more,
    },
    asked: answering(positions.value),
  };
}

/** Sizes under GPT-2's names; the feed-forward block is four times as wide unless n_inner says otherwise. */
function shortNames(c: Configuration): Parameters<typeof gptDecoder>[1] {
  const hidden = c.size("n_embd");
  const inner = c.optional("n_inner");
  return {
    layers: c.size("n_layer"),
    hidden,
    heads: c.size("n_head"),
    ffn: derived(inner.value ?? 4 * hidden.value, inner, ...(inner.value === undefined ? ["4 n_embd"] : [])),
    positions: c.size("n_positions"),
  };
}

export const gpt2 = modelType(
  "GPT2Config",
  {
    vocab_size: 50257,
    n_positions: 1024,
    n_embd: 768,
    n_layer: 12,
    n_head: 12,
    n_inner: null,
    activation_function: "gelu_new",
    tie_word_embeddings: true,
    add_cross_attention: false,
  },
  (c) => {
    if (c.flag("add_cross_attention").value)
      c.note("add_cross_attention: attention to an encoder is left out, in count and in price");
    return gptDecoder(c, shortNames(c), {
      ...activation(c, "activation_function", false),
      position: fixed("learned", "wpe"),
    });
  },
  NAMES,
);

export const gptJ = modelType(
  "GPTJConfig",
  {
    vocab_size: 50400,
    n_positions: 2048,
    n_embd: 4096,
    n_layer: 28,
    n_head: 16,
    n_inner: null,
    rotary_dim: 64,
    activation_function: "gelu_new",
    tie_word_embeddings: false,
  },
  (c) => {
    const sizes = shortNames(c);
    const size = sizes.hidden.value / sizes.heads.value;
    const turned = c.optional("rotary_dim");
    const share = (turned.value ?? size) / size;
    return gptDecoder(c, sizes, {
      ...activation(c, "activation_function", false),
      position: fixed("rope", "rotary embeddings"),
      ...(share < 1 && { rotaryShare: derived(share, turned) }),
      parallelBlocks: fixed(true, "one norm for attention and mlp"),
      attentionBias: fixed(false, "q, k, v and out have no biases"),
      headBias: fixed(true, "lm_head has a bias"),
    });
  },
  NAMES,
);

export const gptNeoX = modelType(
  "GPTNeoXConfig",
  {
    vocab_size: 50432,
    hidden_size: 6144,
    num_hidden_layers: 44,
    num_attention_heads: 64,
    intermediate_size: 24576,
    hidden_act: "gelu",
    rotary_pct: 0.25,
    max_position_embeddings: 2048,
    tie_word_embeddings: false,
    use_parallel_residual: true,
    attention_bias: true,
  },
  (c) => {
    const parallel = c.flag("use_parallel_residual");
    return gptDecoder(c, longNames(c), {
      ...activation(c, "hidden_act", false),
      position: fixed("rope", "rotary embeddings"),
      ...rotaryShare(c, "rotary_pct"),
      ...(parallel.value && { parallelBlocks: parallel, normsPerLayer: fixed(2, "a norm for each block") }),
      attentionBias: c.flag("attention_bias"),
    });
  },
);

function longNames(c: Configuration, ffn = "intermediate_size"): Parameters<typeof gptDecoder>[1] {
  return {
    layers: c.size("num_hidden_layers"),
    hidden: c.size("hidden_size"),
    heads: c.size("num_attention_heads"),
    ffn: c.size(ffn),
    positions: c.size("max_position_embeddings"),
  };
}

export const opt = modelType(
  "OPTConfig",
  {
    vocab_size: 50272,
    hidden_size: 768,
    num_hidden_layers: 12,
    ffn_dim: 3072,
    num_attention_heads: 12,
    max_position_embeddings: 2048,
    activation_function: "relu",
    do_layer_norm_before: true,
    _remove_final_layer_norm: false,
    word_embed_proj_dim: null,
    enable_bias: true,
    layer_norm_elementwise_affine: true,
    tie_word_embeddings: true,
  },
  (c) => {
    const positions = c.size("max_position_embeddings");
    const before = c.flag("do_layer_norm_before");
    const removed = c.flag("_remove_final_layer_norm");
    const width = c.optional("word_embed_proj_dim");
    const affine = c.flag("layer_norm_elementwise_affine");
    const sizes = longNames(c, "ffn_dim");
    return gptDecoder(c, sizes, {
      ...activation(c, "activation_function", false),
      position: fixed("learned", "embed_positions"),
      positions: derived(positions.value + 2, positions, "and 2 of padding"),
      bias: c.flag("enable_bias"),
      normOffset: fixed(true, "norms have gain and offset"),
      ...(before.value ? {} : { normPlacement: derived("post", before) }),
      ...(before.value && removed.value && { finalNorm: derived(false, removed) }),
      ...(affine.value ? {} : { normGain: derived(false, affine) }),
      ...(width.value !== undefined &&
        width.value !== sizes.hidden.value && { embeddingWidth: width as Said<number> }),
    });
  },
  { ffn_dim: ["intermediate_size"] },
);

export const bloom = modelType(
  "BloomConfig",
  {
    vocab_size: 250880,
    hidden_size: 64,
    n_layer: 2,
    n_head: 8,
    tie_word_embeddings: true,
    seq_length: 2048,
  },
  (c) => {
    const hidden = c.has("n_embed") ? c.size("n_embed") : c.size("hidden_size");
    const sizes = {
      layers: c.size("n_layer"),
      hidden,
      heads: c.size("n_head"),
      ffn: derived(4 * hidden.value, "four times the hidden size"),
      positions: c.size("seq_length"),
    };
    return gptDecoder(c, sizes, {
      gatedFfn: fixed(false, "two matrices"),
      activation: fixed("gelu", "BloomGelu"),
      position: fixed("alibi", "alibi"),
      embeddingNorm: fixed(true, "word_embeddings_layernorm"),
    });
  },
  { n_layer: ["num_hidden_layers"], n_head: ["num_attention_heads"], n_embed: ["n_embd"] },
);
