import { derived, fixed, type Configuration, type Said } from "../configuration.ts";
import { answering, type Entries } from "../draft.ts";
import { activation, headSize } from "../parts.ts";
import { modelType } from "./model-type.ts";

export const falcon = modelType(
  "FalconConfig",
  {
    vocab_size: 65024,
    hidden_size: 4544,
    num_hidden_layers: 32,
    num_attention_heads: 71,
    num_kv_heads: null,
    num_ln_in_parallel_attn: null,
    ffn_hidden_size: null,
    activation: "gelu",
    alibi: false,
    new_decoder_architecture: false,
    multi_query: true,
    parallel_attn: true,
    bias: false,
    max_position_embeddings: 2048,
    tie_word_embeddings: true,
  },
  (c) => {
    const hidden = c.size("hidden_size");
    const heads = c.size("num_attention_heads");
    const inner = c.optional("ffn_hidden_size");
    const alibi = c.flag("alibi");
    const bias = c.flag("bias");
    const positions = c.size("max_position_embeddings");
    return {
      family: "decoder",
      model: {
        layers: c.size("num_hidden_layers"),
        hidden,
        heads,
        ...keyValues(c, heads),
        ...headSize(c, hidden, heads),
        ffn: derived(
          inner.value ?? 4 * hidden.value,
          inner,
          ...(inner.value === undefined ? ["4 hidden_size"] : []),
        ),
        ...activation(c, "activation", false),
        vocabulary: c.size("vocab_size"),
        sequenceLength: positions,
        position: derived(alibi.value ? "alibi" : "rope", alibi),
        norm: fixed("layernorm", "LayerNorm"),
        normOffset: fixed(true, "norms have gain and offset"),
        ...blocks(c),
        tiedEmbeddings: c.flag("tie_word_embeddings"),
        bias,
      },
      asked: answering(positions.value),
    };
  },
  { num_hidden_layers: ["n_layer"], num_attention_heads: ["n_head"], num_kv_heads: ["n_head_kv"] },
);

/** The new architecture says how many; the old one has one for all (multi_query), or one for each head. */
function keyValues(c: Configuration, heads: Said<number>): Entries {
  const renewed = c.flag("new_decoder_architecture");
  const single = c.flag("multi_query");
  const given = c.optional("num_kv_heads");
  if (renewed.value) return { kvHeads: derived(given.value ?? heads.value, given, renewed) };
  return single.value ? { kvHeads: derived(1, single, renewed) } : {};
}

/** Blocks side by side behind one norm or one each; in a row with one each. */
function blocks(c: Configuration): Entries {
  const renewed = c.flag("new_decoder_architecture");
  const parallel = c.flag("parallel_attn");
  const norms = c.optional("num_ln_in_parallel_attn");
  if (renewed.value) {
    const two = (norms.value ?? 2) === 2;
    if (!two && !parallel.value) return {};
    return {
      parallelBlocks: derived(true, renewed),
      ...(two && { normsPerLayer: derived(2, norms, renewed) }),
    };
  }
  return parallel.value ? { parallelBlocks: parallel } : {};
}
