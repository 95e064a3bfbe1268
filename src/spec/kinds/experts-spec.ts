import { z } from "zod";
import { BOUNDS, size } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

/** Feed-forward blocks of which a router picks a few for each token, in place of one that all tokens pass. */
export const expertsSpec = z.strictObject({
  count: size("experts").describe("Experts of one layer"),
  perToken: size("experts").describe("Experts that the router picks for a token"),
  shared: quantity("count", { max: BOUNDS.experts })
    .default(0)
    .describe("Further experts that every token passes"),
  sharedFfn: size("width").optional().describe("Inner width of a shared expert; default: that of an expert"),
  sharedGate: z.boolean().optional().describe("Shared experts are weighted by a score of each token (Qwen)"),
  ffn: size("width").optional().describe("Inner width of one expert; default: the model's ffn"),
  gated: z.boolean().optional().describe("Three matrices an expert; default: gatedFfn"),
  denseLayers: quantity("count", { max: BOUNDS.layers })
    .default(0)
    .describe("First layers of a stack that have a dense block"),
  every: size("layers").default(1).describe("Of so many layers one has experts, the others a dense block"),
  at: quantity("count", { max: BOUNDS.layers })
    .optional()
    .describe("Which of them, counted from 0; default: the last"),
  dense: z
    .array(quantity("count", { max: BOUNDS.layers }))
    .optional()
    .describe("Further layers with a dense block, counted from 0"),
  capacityFactor: quantity("count", { fractional: true, min: 0.01, max: 1e6 })
    .optional()
    .describe(
      "Training: rows that an expert takes, over the mean; tokens above are dropped. Default: none are",
    ),
  routerBias: z.boolean().default(false).describe("The router keeps a bias for each expert to balance them"),
});

export type ExpertsSpec = z.output<typeof expertsSpec>;
