import { derived, fixed, type Configuration, type Said } from "../configuration.ts";
import { answering, type Draft, type Entries } from "../draft.ts";
import { modelType } from "./model-type.ts";
import { activation } from "../parts.ts";

const T5 = {
  vocab_size: 32128,
  d_model: 512,
  d_kv: 64,
  d_ff: 2048,
  num_layers: 6,
  num_decoder_layers: null,
  num_heads: 8,
  relative_attention_num_buckets: 32,
  feed_forward_proj: "relu",
  tie_word_embeddings: true,
  n_positions: 512,
  architectures: null,
};
const NAMES = {
  d_model: ["hidden_size"],
  num_heads: ["num_attention_heads"],
  num_layers: ["num_hidden_layers"],
};

export const t5 = modelType("T5Config", T5, readT5, NAMES);
export const mt5 = modelType(
  "MT5Config",
  {
    ...T5,
    vocab_size: 250112,
    d_ff: 1024,
    num_layers: 8,
    num_heads: 6,
    feed_forward_proj: "gated-gelu",
    tie_word_embeddings: false,
  },
  readT5,
  NAMES,
);

function readT5(c: Configuration): Draft {
  const name = String(c.list("architectures").value?.[0] ?? "");
  if (/EncoderModel$/.test(name))
    c.note("architectures: the model is priced with its decoder, which the file's class lacks");
  const decoder = c.optional("num_decoder_layers");
  const layers = c.size("num_layers");
  const hidden = c.size("d_model");
  const heads = c.size("num_heads");
  const size = c.size("d_kv");
  return {
    family: "encoder-decoder",
    model: {
      layers,
      ...(decoder.value !== undefined && { decoderLayers: derived(decoder.value, decoder) }),
      hidden,
      heads,
      ...(size.value * heads.value === hidden.value ? {} : { headSize: size }),
      ffn: c.size("d_ff"),
      ...projection(c),
      vocabulary: c.size("vocab_size"),
      sequenceLength: c.size("n_positions"),
      position: fixed("relative-buckets", "relative_attention_bias"),
      relativeBuckets: c.size("relative_attention_num_buckets"),
      norm: fixed("rmsnorm", "T5LayerNorm"),
      tiedEmbeddings: c.flag("tie_word_embeddings"),
      bias: fixed(false, "no matrix has a bias"),
      dropout: fixed(true, "dropout_rate"),
    },
    asked: answering(c.size("n_positions").value),
  };
}

/** `gated-gelu`: a gate multiplied with the activation. */
function projection(c: Configuration): Entries {
  const said = c.text("feed_forward_proj");
  const [first = "relu", second] = (said.value ?? "relu").split("-");
  const gated = first === "gated" && second !== undefined;
  const act = gated ? second : (said.value ?? "relu");
  const named = act.startsWith("gelu")
    ? gated
      ? "geglu"
      : "gelu"
    : /^(silu|swish)$/.test(act)
      ? gated
        ? "swiglu"
        : "swish"
      : gated
        ? "geglu"
        : "relu";
  if (!/^(gelu|silu|swish|relu$)/.test(act) || (gated && act === "relu"))
    c.note(`feed_forward_proj: the activation "${act}" is priced as ${named}`);
  return { gatedFfn: derived(gated, said), activation: derived(named, said) };
}

export const whisper = modelType(
  "WhisperConfig",
  {
    vocab_size: 51865,
    num_mel_bins: 80,
    encoder_layers: 4,
    encoder_attention_heads: 6,
    encoder_ffn_dim: 1536,
    decoder_layers: 4,
    decoder_attention_heads: 6,
    decoder_ffn_dim: 1536,
    d_model: 384,
    max_source_positions: 1500,
    max_target_positions: 448,
    activation_function: "gelu",
    tie_word_embeddings: true,
  },
  (c) => {
    const source = c.size("max_source_positions");
    const target = c.size("max_target_positions");
    const other = (own: Said<number>, of: Said<number>): Said<number> | undefined =>
      own.value === of.value ? undefined : own;
    const heads = c.size("encoder_attention_heads");
    const ffn = c.size("encoder_ffn_dim");
    const asked = answering(target.value);
    return {
      family: "encoder-decoder",
      model: {
        layers: c.size("encoder_layers"),
        decoderLayers: c.size("decoder_layers"),
        hidden: c.size("d_model"),
        heads,
        decoderHeads: other(c.size("decoder_attention_heads"), heads),
        ffn,
        decoderFfn: other(c.size("decoder_ffn_dim"), ffn),
        ...activation(c, "activation_function", false),
        vocabulary: c.size("vocab_size"),
        sequenceLength: source,
        targetLength: target,
        speech: { melBins: c.size("num_mel_bins"), kernel: fixed(3, "conv1 and conv2 span three frames") },
        position: fixed("learned", "embed_positions"),
        positions: target,
        norm: fixed("layernorm", "LayerNorm"),
        tiedEmbeddings: c.flag("tie_word_embeddings"),
        bias: fixed(true, "every matrix but k_proj has a bias"),
        keyBias: fixed(false, "k_proj has no bias"),
      },
      asked: {
        kind: "inference",
        promptTokens: source.value,
        generatedTokens: asked.kind === "inference" ? asked.generatedTokens : 1,
      },
    };
  },
  {
    d_model: ["hidden_size"],
    encoder_attention_heads: ["num_attention_heads"],
    encoder_layers: ["num_hidden_layers"],
  },
);
