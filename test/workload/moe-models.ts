import type { MixtureOfExperts } from "./moe-parameters.ts";

const NO_DENSE = { ffn: 0, matrices: 2 } as const;

/** Mixtral-8x7B config.json. */
export const MIXTRAL: MixtureOfExperts = {
  encoderLayers: 0,
  decoderLayers: 32,
  hidden: 4096,
  vocabulary: 32_000,
  tiedEmbeddings: false,
  attention: { kind: "heads", queryWidth: 32 * 128, keyValueWidth: 8 * 128 },
  experts: {
    denseLayers: 0,
    count: 8,
    perToken: 2,
    shared: 0,
    ffn: 14_336,
    matrices: 3,
    routerBias: false,
  },
  dense: NO_DENSE,
  norms: "all",
};

/** Switch Transformer, arXiv:2101.03961, Table 9: experts in every feed-forward block of both stacks. */
export const SWITCH_C: MixtureOfExperts = {
  encoderLayers: 15,
  decoderLayers: 15,
  hidden: 2080,
  vocabulary: 32_128,
  tiedEmbeddings: true,
  attention: { kind: "heads", queryWidth: 32 * 64, keyValueWidth: 32 * 64 },
  experts: {
    denseLayers: 0,
    count: 2048,
    perToken: 1,
    shared: 0,
    ffn: 6144,
    matrices: 2,
    routerBias: false,
  },
  dense: NO_DENSE,
  norms: "total",
};

/** GLaM 64B/64E, arXiv:2112.06905: every other layer has experts, the others a gated block. */
export const GLAM: MixtureOfExperts = {
  encoderLayers: 0,
  decoderLayers: 64,
  hidden: 8192,
  vocabulary: 256_000,
  tiedEmbeddings: true,
  attention: { kind: "heads", queryWidth: 128 * 128, keyValueWidth: 128 * 128 },
  experts: {
    denseLayers: 32,
    count: 64,
    perToken: 2,
    shared: 0,
    ffn: 32_768,
    matrices: 2,
    routerBias: false,
  },
  dense: { ffn: 32_768, matrices: 3 },
  norms: "none",
};

const LATENT = {
  kind: "latent",
  heads: 128,
  queryRank: 1536,
  keyValueRank: 512,
  plainSize: 128,
  rotarySize: 64,
  valueSize: 128,
} as const;

/** DeepSeek-V2, arXiv:2405.04434. */
export const DEEPSEEK_V2: MixtureOfExperts = {
  encoderLayers: 0,
  decoderLayers: 60,
  hidden: 5120,
  vocabulary: 102_400,
  tiedEmbeddings: false,
  attention: LATENT,
  experts: { denseLayers: 1, count: 160, perToken: 6, shared: 2, ffn: 1536, matrices: 3, routerBias: false },
  dense: { ffn: 12_288, matrices: 3 },
  norms: "all",
};

/** DeepSeek-V3 config.json, without its multi-token prediction module. */
export const DEEPSEEK_V3: MixtureOfExperts = {
  encoderLayers: 0,
  decoderLayers: 61,
  hidden: 7168,
  vocabulary: 129_280,
  tiedEmbeddings: false,
  attention: LATENT,
  experts: { denseLayers: 3, count: 256, perToken: 8, shared: 1, ffn: 2048, matrices: 3, routerBias: true },
  dense: { ffn: 18_432, matrices: 3 },
  norms: "all",
};
