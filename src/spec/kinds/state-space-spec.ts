import { z } from "zod";
import { BOUNDS, fixed, size } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

/** What stands in a layer for attention and feed-forward block: a gated convolution and a selective scan (Mamba). */
const stateSpace = z.strictObject({
  expand: size("width").default(2).describe("Inner width over the hidden width"),
  state: size("width").describe("Elements of the state of a channel"),
  kernel: size("span").describe("Tokens that the convolution before the scan spans"),
  stepRank: size("width").describe("Inner width of what makes the step size of each channel and token"),
  bias: z.boolean().optional().describe("Bias on the first and the last projection"),
  convolutionBias: z.boolean().optional().describe("Default: true"),
  selectionNorms: z.boolean().optional().describe("Step size, B and C are normed (Jamba)"),
});

/** Layers of a decoder of which most have a scan, and some attention. */
export const hybrid = stateSpace.extend({
  attentionEvery: size("layers").describe("Of so many layers one has attention, the others a scan"),
  attentionAt: quantity("count", { max: BOUNDS.layers }).describe("Which of them, counted from 0"),
});

/** Sizes of a stack of selective state spaces. It has no attention: nothing of that can be set. */
export const recurrent = z.strictObject({
  layers: size("layers").describe("Layers of the stack"),
  hidden: size("width").describe("Elements of a token between layers (d_model)"),
  vocabulary: size("rows").describe("Rows of the token table"),
  sequenceLength: size("tokens").describe("Tokens of a sample"),
  norm: z.enum(["layernorm", "rmsnorm"]).describe("layernorm: mean and spread; rmsnorm: spread alone"),
  tiedEmbeddings: z.boolean().describe("The token table is also the matrix of the logits"),
  stateSpace: stateSpace.describe("Convolution and selective scan of a layer"),
  heads: fixed(1),
  ffn: fixed(1),
  gatedFfn: fixed(false),
  activation: fixed("swish"),
  position: fixed("none"),
  normPlacement: fixed("pre"),
  bias: fixed(false),
  parallelBlocks: fixed(false),
});

export type StateSpaceSpec = z.output<typeof stateSpace>;
export type HybridSpec = z.output<typeof hybrid>;
