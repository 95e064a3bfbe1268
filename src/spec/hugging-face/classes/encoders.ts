import { derived, fixed, known, type Configuration, type Said } from "../configuration.ts";
import { pretraining, readingOnce, type Draft, type Entries } from "../draft.ts";
import { activation, headSize } from "../parts.ts";
import { modelType } from "./model-type.ts";

const BERT = {
  vocab_size: 30522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: "gelu",
  max_position_embeddings: 512,
  type_vocab_size: 2,
  tie_word_embeddings: true,
  position_embedding_type: "absolute",
  architectures: null,
  is_decoder: false,
  pad_token_id: 0,
};

export const bert = modelType("BertConfig", BERT, (c) => {
  const head = headOf(c);
  const whole = head.kind === "masked";
  const pooled =
    whole ||
    head.kind === "model" ||
    /ForSequenceClassification|ForNextSentence|ForMultipleChoice/.test(head.name);
  return encoder(c, {
    ...(pooled && {
      pooler: derived(
        true,
        head,
        ...(whole ? ["the checkpoint holds pooler, masked-language and next-sentence head"] : []),
      ),
    }),
    ...(whole && { maskedLanguageHead: derived(true, head) }),
  });
});

/** Positions count from behind the padding token's number, so the table has rows that no token gets. */
function roberta(c: Configuration): Draft {
  const head = headOf(c);
  const rows = c.size("max_position_embeddings");
  const padding = c.whole("pad_token_id");
  return encoder(c, {
    sequenceLength: derived(
      Math.max(1, rows.value - padding.value - 1),
      rows,
      `less ${padding.value + 1} rows of padding`,
    ),
    positions: rows,
    ...(head.kind === "model" && { pooler: derived(true, head) }),
    ...(head.kind === "masked" && { maskedLanguageHead: derived(true, head) }),
  });
}

export const robertaType = modelType(
  "RobertaConfig",
  { ...BERT, vocab_size: 50265, pad_token_id: 1 },
  roberta,
);
export const xlmRoberta = modelType("XLMRobertaConfig", { ...BERT, pad_token_id: 1 }, roberta);

interface Head extends Said<string> {
  readonly name: string;
  readonly kind: "model" | "masked" | "other";
}

/** What is behind the layers, by the class that the configuration was saved with; the bare model where it names none. */
function headOf(c: Configuration): Head {
  const { value, from } = c.list("architectures");
  const name = String(value?.[0] ?? "");
  const kind = /For(MaskedLM|PreTraining)$/.test(name)
    ? "masked"
    : name === "" || /Model$/.test(name)
      ? "model"
      : "other";
  if (kind === "other") c.note(`architectures: the head of ${name} is left out, in count and in price`);
  return {
    value: name,
    from: name === "" ? `${from}, the bare model` : `architectures: ${name}`,
    name,
    kind,
  };
}

/** BERT's encoder: norms behind each block, learned positions, types, a norm behind the tables. */
function encoder(c: Configuration, more: Entries): Draft {
  const hidden = c.size("hidden_size");
  const heads = c.size("num_attention_heads");
  const positions = c.size("max_position_embeddings");
  const types = c.whole("type_vocab_size");
  noteUnusual(c);
  const masked = more["maskedLanguageHead"] !== undefined;
  const model: Entries = {
    layers: c.size("num_hidden_layers"),
    hidden,
    heads,
    ...headSize(c, hidden, heads),
    ffn: c.size("intermediate_size"),
    ...activation(c, "hidden_act", false),
    vocabulary: c.size("vocab_size"),
    sequenceLength: positions,
    ...(types.value > 0 && { typeVocabulary: types }),
    position: fixed("learned", "position_embeddings"),
    norm: fixed("layernorm", "LayerNorm"),
    normPlacement: fixed("post", "norms behind each block"),
    embeddingNorm: fixed(true, "embeddings.LayerNorm"),
    tiedEmbeddings: c.flag("tie_word_embeddings"),
    bias: fixed(true, "every matrix has a bias"),
    ...more,
  };
  const longest = (model["sequenceLength"] as Said<number>).value;
  return { family: "encoder", model, asked: masked ? pretraining(longest) : readingOnce(longest) };
}

function noteUnusual(c: Configuration): void {
  const kind = c.text("position_embedding_type").value;
  if (kind !== undefined && kind !== "absolute")
    c.note(`position_embedding_type: the distances of "${kind}" are left out, in count and in price`);
  if (c.flag("is_decoder").value) c.note("is_decoder: the model is priced as an encoder, which reads once");
}

export const deberta = modelType(
  "DebertaV2Config",
  {
    ...BERT,
    vocab_size: 128100,
    hidden_size: 1536,
    num_hidden_layers: 24,
    num_attention_heads: 24,
    intermediate_size: 6144,
    type_vocab_size: 0,
    relative_attention: false,
    max_relative_positions: -1,
    position_buckets: -1,
    position_biased_input: true,
    pos_att_type: null,
    share_att_key: false,
    norm_rel_ebd: "none",
    embedding_size: null,
    conv_kernel_size: 0,
  },
  (c) => {
    const head = headOf(c);
    if (head.kind === "masked")
      c.note("architectures: the masked-language head is left out, in count and in price");
    if (c.positive("conv_kernel_size"))
      c.note("conv_kernel_size: the convolution beside the first layer is left out, in count and in price");
    const absolute = c.flag("position_biased_input");
    const relative = c.flag("relative_attention");
    if (absolute.value && relative.value)
      c.note("position_biased_input: the table of absolute positions is left out, in count and in price");
    const width = c.optional("embedding_size");
    const hidden = c.size("hidden_size");
    return encoder(c, {
      position: derived(
        relative.value ? "disentangled" : absolute.value ? "learned" : "none",
        relative,
        absolute,
      ),
      ...(relative.value && { disentangled: distances(c) }),
      ...(width.value !== undefined && width.value !== hidden.value && { embeddingWidth: known(width) }),
    });
  },
);

/** The table of distances: buckets of both directions, or as many as there are positions. */
function distances(c: Configuration): Entries {
  const buckets = c.positive("position_buckets") ? c.size("position_buckets") : undefined;
  const reach = c.positive("max_relative_positions")
    ? c.size("max_relative_positions")
    : c.size("max_position_embeddings");
  const one = buckets ?? reach;
  const kinds = c.any("pos_att_type");
  const named = (Array.isArray(kinds.value) ? kinds.value : String(kinds.value ?? "").split("|")).map(
    (kind) => String(kind).trim(),
  );
  const terms = ["c2p", "p2c"].filter((kind) => named.includes(kind)).length;
  if (terms === 0) c.note("pos_att_type: no term of positions is asked for; one is priced");
  const shared = c.flag("share_att_key");
  const norm = c.text("norm_rel_ebd");
  return {
    rows: derived(2 * one.value, one, "both directions"),
    terms: derived(Math.max(1, terms), kinds),
    shared,
    norm: derived(/layer_norm/.test(norm.value ?? ""), norm),
  };
}
