import { z } from "zod";
import { BOUNDS, size } from "./model-sizes.ts";
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
  layers: size("layers"),
  hidden: size("width"),
  vocabulary: size("rows"),
  sequenceLength: size("tokens"),
  norm: z.enum(["layernorm", "rmsnorm"]),
  tiedEmbeddings: z.boolean(),
  stateSpace,
  heads: z.literal(1).default(1),
  ffn: z.literal(1).default(1),
  gatedFfn: z.literal(false).default(false),
  activation: z.literal("swish").default("swish"),
  position: z.literal("none").default("none"),
  normPlacement: z.literal("pre").default("pre"),
  bias: z.literal(false).default(false),
  parallelBlocks: z.literal(false).default(false),
});

export type StateSpaceSpec = z.output<typeof stateSpace>;
export type HybridSpec = z.output<typeof hybrid>;
