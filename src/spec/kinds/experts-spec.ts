import { z } from "zod";
import { quantity } from "../yaml/quantity.ts";

/** Feed-forward blocks of which a router picks a few for each token, in place of one that all tokens pass. */
export const expertsSpec = z
  .strictObject({
    count: quantity("count", { min: 1 }).describe("Experts of one layer"),
    perToken: quantity("count", { min: 1 }).describe("Experts that the router picks for a token"),
    shared: quantity("count").default(0).describe("Further experts that every token passes"),
    ffn: quantity("count", { min: 1 })
      .optional()
      .describe("Inner width of one expert; default: the model's ffn"),
    gated: z.boolean().optional().describe("Three matrices an expert; default: gatedFfn"),
    denseLayers: quantity("count").default(0).describe("First layers of a stack that have a dense block"),
    every: quantity("count", { min: 1 })
      .default(1)
      .describe("Of so many layers the last has experts, the others a dense block"),
    capacityFactor: quantity("count", { fractional: true, min: 0.01 })
      .optional()
      .describe(
        "Training: rows that an expert takes, over the mean; tokens above are dropped. Default: none are",
      ),
    routerBias: z
      .boolean()
      .default(false)
      .describe("The router keeps a bias for each expert to balance them"),
  })
  .superRefine(({ count, perToken }, context) => {
    if (perToken <= count) return;
    const message = `expected at most as many picks as there are experts, ${count}, got ${perToken}`;
    context.addIssue({ code: "custom", path: ["perToken"], message });
  });

export type ExpertsSpec = z.output<typeof expertsSpec>;
