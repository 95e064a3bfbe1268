import { z } from "zod";
import { quantity } from "../yaml/quantity.ts";

const level = z.strictObject({
  channels: quantity("count", { min: 1 }),
  attention: z.boolean().default(false).describe("A transformer layer after every residual block"),
});

/**
 * A network that takes the noise out of an image, at several resolutions: residual blocks down to the coarsest and up
 * again, each on the way up joined with its counterpart on the way down.
 */
export const denoiserSpec = z.strictObject({
  size: quantity("count", { min: 1 }).describe("Pixels a side of the (latent) image"),
  channels: quantity("count", { min: 1 }).describe("Channels of the (latent) image"),
  levels: z.array(level).min(1).describe("Resolutions from finest to coarsest, each half the one before"),
  blocks: quantity("count", { min: 1 }).describe(
    "Residual blocks a level on the way down; one more on the way up",
  ),
  heads: quantity("count", { min: 1 }),
  contextWidth: quantity("count", { min: 1 }).describe("Width of the text that cross-attention reads"),
  contextTokens: quantity("count", { min: 1 }),
});

/** An image made small, or large again: residual blocks with one attention at the coarsest resolution. */
export const imageCodecSpec = z.strictObject({
  direction: z.enum(["encode", "decode"]),
  size: quantity("count", { min: 1 }).describe("Pixels a side of the image"),
  channels: quantity("count", { min: 1 }).describe("Channels of the image"),
  latentChannels: quantity("count", { min: 1 }),
  levels: z.array(z.strictObject({ channels: quantity("count", { min: 1 }) })).min(1),
  blocks: quantity("count", { min: 1 }).describe("Residual blocks a level to encode; one more to decode"),
});

export type DenoiserSpec = z.output<typeof denoiserSpec>;
export type ImageCodecSpec = z.output<typeof imageCodecSpec>;
