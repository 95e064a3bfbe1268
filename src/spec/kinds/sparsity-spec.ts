import { z } from "zod";
import { size } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

const SPARSE_MATRICES = ["attention", "ffn"] as const;

/** Weights of which most are nought, where is known beforehand: pruned models. */
export const sparsitySpec = z.strictObject({
  density: quantity("share", { positive: true }).describe("Share of the weights that is kept"),
  block: z
    .union([z.literal(1), z.literal(4), z.literal(8), z.literal(16)])
    .default(1)
    .describe("Side of the blocks that are kept whole; 1: single weights (unstructured)"),
  matrices: z
    .array(z.enum(SPARSE_MATRICES))
    .min(1)
    .default([...SPARSE_MATRICES])
    .describe("Of each layer: the attention's, the feed-forward block's"),
  layers: z
    .array(
      z.strictObject({
        count: size("layers").describe("Layers of this density, in order"),
        density: quantity("share", { positive: true }).describe("Share of their weights that is kept"),
      }),
    )
    .optional()
    .describe("Densities of the layers in order, where they differ; the rest has `density`"),
});

export type SparsitySpec = z.output<typeof sparsitySpec>;
