import { z } from "zod";
import { size } from "./model-sizes.ts";

/** Multi-head latent attention: keys and values of all heads are made from one short vector a token, which is kept. */
export const latentAttention = z.strictObject({
  queryRank: size("width").optional().describe("Default: queries are made at once (DeepSeek-V2-Lite)"),
  keyValueRank: size("width").describe("Elements of the short vector that is kept"),
  plainSize: size("width").describe("Of a head's queries and keys, without position"),
  rotarySize: size("width").describe("Of a head's queries, and of one key for all heads"),
  valueSize: size("width").describe("Of a head's values"),
});

export type LatentAttentionSpec = z.output<typeof latentAttention>;
