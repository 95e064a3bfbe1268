import { derived, fixed, type Configuration, type Given } from "../configuration.ts";
import type { Draft, Entries } from "../draft.ts";
import { activation } from "../parts.ts";
import { modelType, type ModelType } from "./model-type.ts";

/** Sizes of a vision transformer, whoever it belongs to. */
function patches(c: Configuration, more: Entries, classes?: Entries[string]): Entries {
  const size = c.size("image_size");
  const patch = c.size("patch_size");
  const side = Math.floor(size.value / patch.value);
  const sequence = side ** 2;
  const whole = side * patch.value === size.value ? size : derived(side * patch.value, size, "whole patches");
  return {
    layers: c.size("num_hidden_layers"),
    hidden: c.size("hidden_size"),
    heads: c.size("num_attention_heads"),
    ffn: c.size("intermediate_size"),
    ...activation(c, "hidden_act", false),
    sequenceLength: derived(sequence + (more["classToken"] === undefined ? 1 : 0), size, patch),
    position: fixed("learned", "position_embeddings"),
    norm: fixed("layernorm", "LayerNorm"),
    tiedEmbeddings: fixed(false, "there are no tokens"),
    ...more,
    image: {
      size: whole,
      channels: c.size("num_channels"),
      patch,
      ...(classes !== undefined && { classes }),
    },
  };
}

const SIZES = {
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  image_size: 224,
  num_channels: 3,
};

export const vit = modelType(
  "ViTConfig",
  { ...SIZES, patch_size: 16, hidden_act: "gelu", qkv_bias: true, architectures: null },
  (c, given): Draft => {
    const name = String(c.list("architectures").value?.[0] ?? "");
    const classifies = /ForImageClassification/.test(name);
    if (!classifies && name !== "" && name !== "ViTModel")
      c.note(`architectures: the head of ${name} is left out, in count and in price`);
    const bias = c.flag("qkv_bias");
    return {
      family: "vision-transformer",
      model: patches(
        c,
        {
          bias: fixed(true, "every other matrix has a bias"),
          ...(bias.value
            ? {}
            : { attentionBias: bias, projectionBias: fixed(true, "the output has a bias") }),
          ...(classifies || (name !== "" && name !== "ViTModel")
            ? {}
            : { pooler: fixed(true, `architectures: ${name || "none, the bare model"}`) }),
        },
        classifies ? labels(given) : undefined,
      ),
      asked: { kind: "inference", promptTokens: 1, generatedTokens: 0 },
    };
  },
);

/** Classes that are told apart: those that have names, or as many as are said, or the two of every configuration. */
function labels({ id2label, num_labels: count }: Given): Entries[string] {
  if (typeof id2label === "object" && id2label !== null)
    return derived(Object.keys(id2label).length, "id2label");
  if (typeof count === "number") return derived(count, "num_labels");
  return derived(2, "num_labels is not given: default of ViTConfig");
}

const TOWERS: Readonly<
  Record<string, { readonly name: string; readonly defaults: ModelType["of"]; readonly more: Entries }>
> = {
  clip_vision_model: {
    name: "CLIPVisionConfig",
    defaults: () => ({
      name: "CLIPVisionConfig",
      defaults: { ...SIZES, patch_size: 32, hidden_act: "quick_gelu", projection_dim: 512 },
    }),
    more: {
      embeddingNorm: fixed(true, "pre_layrnorm"),
      patchBias: fixed(false, "patch_embedding has no bias"),
    },
  },
  siglip_vision_model: {
    name: "SiglipVisionConfig",
    defaults: () => ({
      name: "SiglipVisionConfig",
      defaults: { ...SIZES, patch_size: 16, hidden_act: "gelu_pytorch_tanh", vision_use_head: true },
    }),
    more: { classToken: fixed(false, "SigLIP has no class token") },
  },
};

export interface ImageTower {
  readonly model: Entries;
  readonly from: string;
  /** Positions without a class token. */
  readonly patches: number;
}

/** The tower of `vision_config`, of the kind that it names. */
export function imageTower(
  c: Configuration,
  kind: string,
  over: Given = {},
  key = "vision_config",
): ImageTower {
  let type = kind;
  const vision = c.inside(key, (given) => {
    type = typeof given["model_type"] === "string" ? given["model_type"] : kind;
    const { name, defaults } = (TOWERS[type] ?? TOWERS["clip_vision_model"])!.defaults(given);
    return { name, defaults: { ...defaults, ...(over as typeof defaults) } };
  });
  const tower = TOWERS[type];
  if (tower === undefined)
    c.wrong(key, `a vision_config with a model_type of ${Object.keys(TOWERS).join(" or ")}`);
  if (type === "siglip_vision_model" && vision.flag("vision_use_head").value)
    c.note("vision_use_head: the head that pools the image by attention is left out, in count and in price");
  // Written by LLaVA 1.5 of a tower that reads no words.
  vision.any("vocab_size");
  const model = patches(vision, tower?.more ?? {});
  return {
    model,
    from: `${key}.model_type: ${type}`,
    patches: Math.floor(vision.size("image_size").value / vision.size("patch_size").value) ** 2,
  };
}
