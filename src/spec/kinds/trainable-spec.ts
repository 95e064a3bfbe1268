import { z } from "zod";
import { size } from "./model-sizes.ts";

/** Matrices of a transformer layer that a low-rank pair can stand beside. */
export const LORA_MATRICES = ["query", "key", "value", "projection", "ffn"] as const;

/** Sublayers of a transformer layer that an adapter can follow. */
export const ADAPTED_SUBLAYERS = ["attention", "ffn"] as const;

/** Parts of a model of one stack. A model of several towers has its towers as parts. */
export const MODEL_PARTS = ["embedding", "layers", "head"] as const;

const inside = z
  .array(z.string())
  .min(1)
  .optional()
  .describe("Towers it goes into, of a model of several; default: every one with layers of attention");

/** What fine-tuning changes of a model; the rest is frozen: no gradient of its weights, no optimizer state. */
export const trainableSpec = z
  .strictObject({
    lora: z
      .strictObject({
        rank: size("width").describe("Inner width of a pair"),
        matrices: z
          .array(z.enum(LORA_MATRICES))
          .min(1)
          .describe("Matrices of a layer that have a pair beside them"),
        in: inside,
      })
      .optional()
      .describe("Low-rank pairs beside frozen matrices: y = W·x + B·(A·x)"),
    adapters: z
      .strictObject({
        width: size("width").describe("Inner width of the bottleneck"),
        after: z.array(z.enum(ADAPTED_SUBLAYERS)).min(1).describe("Sublayers that one follows"),
        in: inside,
      })
      .optional()
      .describe("Bottlenecks after sublayers: y = x + up(relu(down(x)))"),
    parts: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("Parts trained whole: embedding, layers, head; of a model of several towers, their names"),
  })
  .refine(
    (trainable) => Object.values(trainable).some((part) => part !== undefined),
    "lora, adapters or parts: something must be trained",
  );

export type TrainableSpec = z.output<typeof trainableSpec>;
