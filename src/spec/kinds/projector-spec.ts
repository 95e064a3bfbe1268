import { z } from "zod";
import { size } from "./model-sizes.ts";

/** What makes of an image's vectors those that stand before a text. */
export const projector = z
  .strictObject({
    layers: z.literal([1, 2]).default(1).describe("Matrices; an activation stands between two"),
    bias: z.boolean().default(true).describe("Matrices have a bias"),
    imageNorm: z.boolean().default(false).describe("The image tower's last norm comes before it"),
    classToken: z.boolean().default(true).describe("The image's class token is handed on with its patches"),
    tokens: size("tokens")
      .optional()
      .describe("Means over neighbours that are handed on (Gemma 3: 256); default: all"),
    norm: z
      .boolean()
      .default(false)
      .describe("What is handed on is normed as the text is, with a gain alone"),
  })
  .describe("prefix: between image and text; default: one matrix with bias");

export type ProjectorSpec = z.output<typeof projector>;
