import { derived, fixed, type Configuration } from "../configuration.ts";
import { answering, type Draft, type Entries } from "../draft.ts";
import { activation, noteSoftcaps, slidingWindow } from "../parts.ts";
import { gatedDecoder } from "./gated-decoder.ts";
import { modelType, type ModelType } from "./model-type.ts";
import { imageTower } from "./vision.ts";

const COMMON = {
  hidden_act: "gelu_pytorch_tanh",
  hidden_activation: "gelu_pytorch_tanh",
  head_dim: 256,
  tie_word_embeddings: true,
  attention_bias: false,
};
const GEMMA_2 = {
  ...COMMON,
  hidden_size: 2304,
  intermediate_size: 9216,
  num_hidden_layers: 26,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  sliding_window: 4096,
  layer_types: null,
};

/** hidden_activation speaks before hidden_act, which old files have and no model obeys. */
function gemmaDecoder(c: Configuration, more: Entries): Draft {
  const key = c.has("hidden_activation") && c.text("hidden_activation").value !== undefined;
  const act = activation(c, key ? "hidden_activation" : "hidden_act", true);
  return gatedDecoder(c, { attentionBias: c.flag("attention_bias"), ...act, ...more });
}

export const gemma = modelType(
  "GemmaConfig",
  {
    ...COMMON,
    vocab_size: 256000,
    hidden_size: 3072,
    intermediate_size: 24576,
    num_hidden_layers: 28,
    num_attention_heads: 16,
    num_key_value_heads: 16,
    max_position_embeddings: 8192,
  },
  (c) => gemmaDecoder(c, {}),
);

const SANDWICH = fixed("both", "norms before and after each block");

export const gemma2 = modelType(
  "Gemma2Config",
  { ...GEMMA_2, vocab_size: 256000, max_position_embeddings: 8192 },
  (c) => {
    noteSoftcaps(c);
    return gemmaDecoder(c, {
      normPlacement: SANDWICH,
      ...slidingWindow(
        c,
        c.optional("sliding_window"),
        c.size("num_hidden_layers"),
        (layer) => layer % 2 === 1,
        "layer_types is not given: every second layer is full",
      ),
    });
  },
);

export const gemma3Text = modelType(
  "Gemma3TextConfig",
  { ...GEMMA_2, vocab_size: 262208, max_position_embeddings: 131072, sliding_window_pattern: 6 },
  (c) => {
    noteSoftcaps(c);
    const pattern = c.size("sliding_window_pattern");
    return gemmaDecoder(c, {
      normPlacement: SANDWICH,
      queryKeyNorm: fixed("shared", "q_norm and k_norm, of the width of a head"),
      ...slidingWindow(
        c,
        c.optional("sliding_window"),
        c.size("num_hidden_layers"),
        (layer) => (layer + 1) % pattern.value === 0,
        pattern.from,
      ),
    });
  },
);

/** Gemma 3 that sees: a SigLIP tower, means over neighbours, a norm and a matrix before the text. */
export const gemma3: ModelType = modelType(
  "Gemma3Config",
  { mm_tokens_per_image: 256, tie_word_embeddings: true },
  (c, given) => {
    const text = c.inside("text_config", gemma3Text.of);
    const { model } = gemma3Text.draft(text, given);
    const tokens = c.size("mm_tokens_per_image");
    const image = imageTower(c, "siglip_vision_model");
    const positions = text.size("max_position_embeddings").value;
    return {
      family: "multimodal",
      model: {
        joins: fixed("prefix", "image tokens stand in the text"),
        projector: {
          bias: fixed(false, "mm_input_projection_weight"),
          imageNorm: fixed(true, "vision_model.post_layernorm"),
          ...(image.patches === tokens.value ? {} : { tokens }),
          norm: fixed(true, "mm_soft_emb_norm"),
        },
        towers: [
          {
            name: fixed("image", "vision_config"),
            family: fixed("vision-transformer", image.from),
            model: image.model,
          },
          {
            name: fixed("language", "text_config"),
            family: fixed("decoder", "text_config"),
            model: {
              ...model,
              tiedEmbeddings: derived(c.flag("tie_word_embeddings").value, c.flag("tie_word_embeddings")),
            },
          },
        ],
      },
      asked: answering(positions - tokens.value, tokens.value),
    };
  },
);
