import { z } from "zod";
import { BOUNDS, size } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

/** Attention to the last tokens alone, in all layers or in those between layers that attend to everything. */
export const slidingWindow = z.strictObject({
  tokens: size("tokens").describe("Positions that a token attends to, itself included"),
  fullEvery: size("layers")
    .optional()
    .describe("Of so many layers the last attends to everything (Gemma 3: 6); default: none does"),
  fullLayers: z
    .array(quantity("count", { max: BOUNDS.layers }))
    .optional()
    .describe("Layers that attend to everything, counted from 0, where no rule says it"),
});

export type SlidingWindowSpec = z.output<typeof slidingWindow>;
