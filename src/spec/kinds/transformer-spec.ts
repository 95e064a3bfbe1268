import { z } from "zod";
import { expertsSpec } from "./experts-spec.ts";
import { image } from "./image-model-spec.ts";
import { latentAttention } from "./latent-attention-spec.ts";
import { BOUNDS, size } from "./model-sizes.ts";
import { slidingWindow } from "./sliding-window-spec.ts";
import { sparsitySpec } from "./sparsity-spec.ts";
import { hybrid } from "./state-space-spec.ts";
import { quantity } from "../yaml/quantity.ts";

/** Sizes of a transformer. Field names are the field's own; counts are bare numbers. */
export const transformer = z.strictObject({
  layers: size("layers").describe("Layers of the (first) stack"),
  decoderLayers: quantity("count", { max: BOUNDS.layers })
    .optional()
    .describe("encoder-decoder: layers of the decoder stack"),
  hidden: size("width").describe("Elements of a token between layers (d_model)"),
  heads: size("heads").describe("Query heads of an attention"),
  kvHeads: size("heads").optional().describe("Key/value heads; default: heads"),
  headSize: size("width").optional().describe("Default: hidden / heads"),
  ffn: size("width").describe("Inner width of the feed-forward block"),
  gatedFfn: z.boolean().default(false).describe("Three matrices (SwiGLU) instead of two"),
  vocabulary: size("rows").optional().describe("Rows of the token table; absent: the model reads no tokens"),
  sequenceLength: size("tokens").describe("Tokens of a sample"),
  activation: z
    .enum(["gelu", "relu", "swiglu", "geglu", "quick-gelu", "swish"])
    .describe("Between the matrices of a feed-forward block"),
  position: z
    .enum(["learned", "rope", "alibi", "relative-projection", "relative-buckets", "disentangled", "none"])
    .describe("How tokens learn their place"),
  norm: z.enum(["layernorm", "rmsnorm"]).describe("layernorm: mean and spread; rmsnorm: spread alone"),
  normPlacement: z
    .enum(["pre", "post", "both"])
    .default("pre")
    .describe("Of a block's norm; both: one before it and one before its result is added (Gemma 2)"),
  tiedEmbeddings: z.boolean().describe("The token table is also the matrix of the logits"),
  bias: z.boolean().default(true).describe("Matrices have a bias"),
  /** Parameter-count details that published totals depend on. */
  attentionBias: z.boolean().optional().describe("Default: bias"),
  keyBias: z.boolean().optional().describe("Bias on keys; default: attentionBias (Whisper: false)"),
  projectionBias: z
    .boolean()
    .optional()
    .describe("Bias on the projection that ends an attention; default: attentionBias"),
  headBias: z.boolean().optional().describe("Bias on the logits; default: false"),
  parallelBlocks: z.boolean().default(false).describe("Attention and FFN read the same normalised input"),
  normsPerLayer: size("layers").optional().describe("Default: 2, or 1 with parallelBlocks"),
  normGain: z.boolean().optional().describe("Norms have a gain; default: true"),
  finalNorm: z
    .boolean()
    .optional()
    .describe("A norm after the last layer; default: unless normPlacement is post"),
  queryKeyNorm: z
    .enum(["shared", "each"])
    .optional()
    .describe("Queries and keys are normed, head by head: one gain for all heads, or one for each"),
  attentionSinks: z
    .boolean()
    .optional()
    .describe("A learned score of each head stands beside the others in its softmax (gpt-oss)"),
  slidingWindow: slidingWindow.optional().describe("Attention to the last tokens alone; default: to all"),
  embeddingWidth: size("width")
    .optional()
    .describe("Of the token table, projected to hidden (OPT-350M); default: hidden"),
  typeVocabulary: size("rows")
    .optional()
    .describe("Rows of the table of segments (BERT: 2); absent: there is none"),
  positions: size("tokens")
    .optional()
    .describe("Rows of the learned position table; default: sequenceLength"),
  pooler: z
    .boolean()
    .optional()
    .describe("hidden x hidden and tanh on the first token (BERT, ViT before it is fine-tuned)"),
  classToken: z
    .boolean()
    .optional()
    .describe("vision-transformer: a learned token before the patches; default: true"),
  embeddingNorm: z.boolean().optional().describe("A norm after the embedding; default: false"),
  patchBias: z
    .boolean()
    .optional()
    .describe("vision-transformer: bias on the embedded patches; default: true"),
  relativeBuckets: size("rows").optional().describe("relative-buckets: rows of the table of distances"),
  disentangled: z
    .strictObject({
      rows: size("rows").describe("Of the table of distances, both directions"),
      terms: z.literal([1, 2]).default(2).describe("Content with position, and position with content"),
      shared: z
        .boolean()
        .default(true)
        .describe("Positions are projected by the matrices of queries and keys"),
      norm: z.boolean().default(true).describe("The table is normed"),
    })
    .optional()
    .describe("position: disentangled (DeBERTa)"),
  rotaryShare: quantity("share").optional().describe("Share of each head that rope turns; default: 1"),
  normOffset: z
    .boolean()
    .optional()
    .describe("Norms have an offset besides the gain; default: layernorm with bias"),
  dropout: z.boolean().optional().describe("Dropout in training; default: encoder yes, others no"),
  maskedLanguageHead: z.boolean().optional().describe("encoder: transform + tied logits on masked positions"),
  headCounted: z
    .boolean()
    .optional()
    .describe("The published count includes the pre-training head; default: true"),
  decoderFfn: size("width").optional().describe("encoder-decoder: of the decoder stack; default: ffn"),
  decoderHeads: size("heads").optional().describe("encoder-decoder: of the decoder stack; default: heads"),
  targetLength: size("tokens")
    .optional()
    .describe("encoder-decoder: decoder tokens per sample; default: sequenceLength"),
  speech: z
    .strictObject({
      melBins: size("width").describe("Filter bank of a frame; frames and bins are halved twice"),
      kernel: size("span").describe("Tokens that the convolution of a layer spans"),
    })
    .optional()
    .describe(
      "conformer: what comes in, and the convolution in its layers; encoder-decoder: two of it before them",
    ),
  vocabularyPadded: size("rows")
    .optional()
    .describe("Rows that the Megatron FLOP conventions count; default: vocabulary"),
  experts: expertsSpec.optional().describe("Mixture of experts in the feed-forward blocks"),
  latentAttention: latentAttention
    .optional()
    .describe("Keys and values are made from one short vector a token (DeepSeek)"),
  stateSpace: hybrid
    .optional()
    .describe("decoder: layers with a selective scan in place of attention (Jamba)"),
  sparsity: sparsitySpec
    .optional()
    .describe("Pruned weights, kept with their places (CSR, or rows of blocks)"),
  image: z
    .strictObject({
      ...image,
      classes: size("rows").optional().describe("Default: none, the model ends with its last norm or pooler"),
      patch: size("span").describe("Pixels a side of a patch, which is one token"),
    })
    .optional()
    .describe("vision-transformer: the image that is read"),
  window: size("span")
    .optional()
    .describe("vision-transformer: attention inside windows of so many tokens a side (Swin)"),
  stages: z
    .array(
      z.strictObject({
        layers: size("layers").describe("Layers of the stage"),
        hidden: size("width").describe("Elements of a token in the stage"),
        heads: size("heads").describe("Query heads of an attention of the stage"),
      }),
    )
    .optional()
    .describe("vision-transformer: stages that halve the sides and widen (Swin); default: one"),
});
