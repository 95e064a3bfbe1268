import { derived, fixed, type Configuration, type Given } from "../configuration.ts";
import { answering, type Draft, type Entries } from "../draft.ts";
import { activation } from "../parts.ts";
import { llama, mistral, mixtral } from "./llama.ts";
import { gemma } from "./gemma.ts";
import { qwen2, qwen3 } from "./qwen.ts";
import { modelType, type ModelType } from "./model-type.ts";
import { imageTower } from "./vision.ts";

const CLIP_TEXT = {
  name: "CLIPTextConfig",
  defaults: {
    vocab_size: 49408,
    hidden_size: 512,
    intermediate_size: 2048,
    num_hidden_layers: 12,
    num_attention_heads: 8,
    max_position_embeddings: 77,
    hidden_act: "quick_gelu",
  },
};

/** Two towers whose vectors are compared. Old files have sizes under text_config_dict, which speaks first. */
export const clip = modelType("CLIPConfig", { projection_dim: 512 }, (c, given) => {
  const key = (part: string): string =>
    given[`${part}_config_dict`] ? `${part}_config_dict` : `${part}_config`;
  const text = c.inside(key("text"), () => CLIP_TEXT);
  const { from, model } = imageTower(c, "clip_vision_model", {}, key("vision"));
  return {
    family: "multimodal",
    model: {
      joins: fixed("contrastive", "images and texts are compared"),
      width: c.size("projection_dim"),
      towers: [
        { name: fixed("image", "vision_config"), family: fixed("vision-transformer", from), model },
        {
          name: fixed("text", "text_config"),
          family: fixed("decoder", "a causal text model"),
          model: clipText(text),
        },
      ],
    },
    asked: { kind: "pretrain" },
  };
});

function clipText(c: Configuration): Entries {
  return {
    layers: c.size("num_hidden_layers"),
    hidden: c.size("hidden_size"),
    heads: c.size("num_attention_heads"),
    ffn: c.size("intermediate_size"),
    ...activation(c, "hidden_act", false),
    vocabulary: c.size("vocab_size"),
    sequenceLength: c.size("max_position_embeddings"),
    position: fixed("learned", "position_embedding"),
    norm: fixed("layernorm", "LayerNorm"),
    tiedEmbeddings: fixed(true, "there are no logits"),
  };
}

const LANGUAGES: Readonly<Record<string, ModelType>> = { llama, mistral, mixtral, gemma, qwen2, qwen3 };

/** What LlavaConfig takes for a vision_config that is not given. */
const LLAVA_VISION = {
  hidden_size: 1024,
  intermediate_size: 4096,
  patch_size: 14,
  image_size: 336,
  num_hidden_layers: 24,
  num_attention_heads: 16,
};

/** An image through a CLIP tower and two matrices, before the text of a decoder. */
export const llava = modelType(
  "LlavaConfig",
  {
    vision_feature_select_strategy: "default",
    vision_feature_layer: -2,
    projector_hidden_act: "gelu",
    multimodal_projector_bias: true,
    tie_word_embeddings: false,
  },
  (c, given): Draft => {
    const image = imageTower(
      c,
      "clip_vision_model",
      given["vision_config"] === undefined ? LLAVA_VISION : {},
    );
    const { text, model } = language(c);
    // Old files repeat here what text_config says.
    c.any("vocab_size");
    const strategy = c.text("vision_feature_select_strategy");
    const bias = c.flag("multimodal_projector_bias");
    const alone = strategy.value !== "full" && image.model["classToken"] === undefined;
    if (Array.isArray(c.any("vision_feature_layer").value))
      c.note("vision_feature_layer: outputs of one layer are projected, not those of several side by side");
    const tokens = image.patches + (alone || image.model["classToken"] !== undefined ? 0 : 1);
    return {
      family: "multimodal",
      model: {
        joins: fixed("prefix", "image tokens stand in the text"),
        projector: {
          layers: fixed(2, "multi_modal_projector.linear_1 and linear_2"),
          ...(bias.value ? {} : { bias }),
          imageNorm: fixed(true, "vision_tower's post_layernorm"),
          ...(alone && { classToken: derived(false, strategy) }),
        },
        towers: [
          {
            name: fixed("image", "vision_config"),
            family: fixed("vision-transformer", image.from),
            model: image.model,
          },
          { name: fixed("language", "text_config"), family: fixed("decoder", "text_config"), model },
        ],
      },
      asked: answering(Math.max(2, text.size("max_position_embeddings").value - tokens), tokens),
    };
  },
);

/** The decoder that text_config names. */
function language(c: Configuration): { readonly text: Configuration; readonly model: Entries } {
  let type = "llama";
  let inner: Given = {};
  const text = c.inside("text_config", (given) => {
    inner = given;
    type = typeof given["model_type"] === "string" ? given["model_type"] : "llama";
    return (LANGUAGES[type] ?? llama).of(given);
  });
  const found = LANGUAGES[type];
  if (found === undefined)
    c.wrong("text_config", `a text_config with a model_type of ${Object.keys(LANGUAGES).join(", ")}`);
  const { model } = (found ?? llama).draft(text, inner);
  return { text, model };
}
