import { derived, fixed, type Configuration, type Said } from "../configuration.ts";
import { answering, type Entries } from "../draft.ts";
import { gatedDecoder } from "./gated-decoder.ts";
import { modelType } from "./model-type.ts";

/** Inner width of the step sizes; "auto" is a sixteenth of the hidden width. */
function stepRank(c: Configuration, key: string, hidden: Said<number>): Said<number> {
  if (c.any(key).value !== "auto") return c.size(key);
  return derived(Math.ceil(hidden.value / 16), `${c.any(key).from}: hidden_size / 16`);
}

export const mamba = modelType(
  "MambaConfig",
  {
    vocab_size: 50280,
    hidden_size: 768,
    state_size: 16,
    num_hidden_layers: 32,
    expand: 2,
    conv_kernel: 4,
    use_bias: false,
    use_conv_bias: true,
    time_step_rank: "auto",
    tie_word_embeddings: true,
  },
  (c) => {
    const hidden = c.size("hidden_size");
    const bias = c.flag("use_bias");
    const convolutionBias = c.flag("use_conv_bias");
    return {
      family: "state-space",
      model: {
        layers: c.size("num_hidden_layers"),
        hidden,
        vocabulary: c.size("vocab_size"),
        sequenceLength: fixed(
          2048,
          "the class has none; Mamba was trained on rows of 2048 (arXiv:2312.00752, section 4.2)",
        ),
        norm: fixed("rmsnorm", "MambaRMSNorm"),
        tiedEmbeddings: c.flag("tie_word_embeddings"),
        stateSpace: {
          expand: c.size("expand"),
          state: c.size("state_size"),
          kernel: c.size("conv_kernel"),
          stepRank: stepRank(c, "time_step_rank", hidden),
          ...(bias.value && { bias }),
          ...(convolutionBias.value ? {} : { convolutionBias }),
        },
      },
      asked: answering(2048),
    };
  },
);

export const jamba = modelType(
  "JambaConfig",
  {
    vocab_size: 65536,
    hidden_size: 4096,
    intermediate_size: 14336,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    hidden_act: "silu",
    tie_word_embeddings: false,
    max_position_embeddings: 262144,
    num_experts: 16,
    num_experts_per_tok: 2,
    expert_layer_period: 2,
    expert_layer_offset: 1,
    attn_layer_period: 8,
    attn_layer_offset: 4,
    mamba_d_state: 16,
    mamba_d_conv: 4,
    mamba_expand: 2,
    mamba_dt_rank: "auto",
    mamba_conv_bias: true,
    mamba_proj_bias: false,
  },
  (c) => {
    const bias = c.flag("mamba_proj_bias");
    const convolutionBias = c.flag("mamba_conv_bias");
    return gatedDecoder(c, {
      position: fixed("none", "no positions"),
      stateSpace: {
        attentionEvery: c.size("attn_layer_period"),
        attentionAt: c.whole("attn_layer_offset"),
        expand: c.size("mamba_expand"),
        state: c.size("mamba_d_state"),
        kernel: c.size("mamba_d_conv"),
        stepRank: stepRank(c, "mamba_dt_rank", c.size("hidden_size")),
        selectionNorms: fixed(true, "dt_layernorm, b_layernorm and c_layernorm"),
        ...(bias.value && { bias }),
        ...(convolutionBias.value ? {} : { convolutionBias }),
      },
      ...experts(c),
    });
  },
);

function experts(c: Configuration): Entries {
  const count = c.size("num_experts");
  const every = c.size("expert_layer_period");
  const at = c.whole("expert_layer_offset");
  if (count.value === 1) return {};
  return { experts: { count, perToken: c.size("num_experts_per_tok"), every, at } };
}
