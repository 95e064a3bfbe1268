import { z } from "zod";
import { size } from "./model-sizes.ts";

const level = z.strictObject({
  channels: size("width").describe("Channels at this resolution"),
  attention: z.boolean().default(false).describe("A transformer layer after every residual block"),
});

/**
 * A network that takes the noise out of an image, at several resolutions: residual blocks down to the coarsest and up
 * again, each on the way up joined with its counterpart on the way down.
 */
export const denoiserSpec = z.strictObject({
  size: size("pixels").describe("Pixels a side of the (latent) image"),
  channels: size("width").describe("Channels of the (latent) image"),
  levels: z.array(level).min(1).describe("Resolutions from finest to coarsest, each half the one before"),
  blocks: size("layers").describe("Residual blocks a level on the way down; one more on the way up"),
  heads: size("heads").describe("Query heads of an attention"),
  contextWidth: size("width").describe("Width of the text that cross-attention reads"),
  contextTokens: size("tokens").describe("Tokens of the text that cross-attention reads"),
});

/** An image made small, or large again: residual blocks with one attention at the coarsest resolution. */
export const imageCodecSpec = z.strictObject({
  direction: z.enum(["encode", "decode"]).describe("encode: from an image to its latent; decode: back"),
  size: size("pixels").describe("Pixels a side of the image"),
  channels: size("width").describe("Channels of the image"),
  latentChannels: size("width").describe("Channels of the latent image"),
  levels: z
    .array(z.strictObject({ channels: size("width").describe("Channels at this resolution") }))
    .min(1)
    .describe("Resolutions from finest to coarsest, each half the one before"),
  blocks: size("layers").describe("Residual blocks a level to encode; one more to decode"),
});

export type DenoiserSpec = z.output<typeof denoiserSpec>;
export type ImageCodecSpec = z.output<typeof imageCodecSpec>;
