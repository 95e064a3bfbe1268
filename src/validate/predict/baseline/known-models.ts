/** Sizes of a model as records name them. */
export type ModelSizes = Readonly<Record<string, number | string | boolean>>;

const gpt = (layers: number, hidden: number, heads: number, vocab: number): ModelSizes => ({
  ...{ layers, hidden, heads, kvHeads: heads, ffn: 4 * hidden, vocab },
});
const llama = (
  layers: number,
  hidden: number,
  [heads, kvHeads]: readonly [number, number],
  ffn: number,
  vocab: number,
): ModelSizes => ({ layers, hidden, heads, kvHeads, ffn, vocab, gatedFfn: true });

/**
 * Well-known models by name, for records that name one and no sizes. Source: the configurations that their authors
 * publish with the weights, and the papers' tables (published).
 */
const KNOWN: readonly (readonly [name: RegExp, sizes: ModelSizes])[] = [
  [/llama[ -]?2?[ -]?7b/i, llama(32, 4096, [32, 32], 11008, 32000)],
  [/llama[ -]?2?[ -]?13b/i, llama(40, 5120, [40, 40], 13824, 32000)],
  [/llama[ -]?65b/i, llama(80, 8192, [64, 64], 22016, 32000)],
  [/code ?llama[ -]?34b/i, llama(48, 8192, [64, 8], 22016, 32000)],
  [/llama[ -]?2[ -]?70b/i, llama(80, 8192, [64, 8], 28672, 32000)],
  [/llama[ -]?3(\.\d)?[ -]?1b/i, { ...llama(16, 2048, [32, 8], 8192, 128256), headDim: 64 }],
  [/llama[ -]?3(\.\d)?[ -]?8b/i, llama(32, 4096, [32, 8], 14336, 128256)],
  [/llama[ -]?3(\.\d)?[ -]?70b/i, llama(80, 8192, [64, 8], 28672, 128256)],
  [/llama[ -]?3(\.\d)?[ -]?405b/i, llama(126, 16384, [128, 8], 53248, 128256)],
  [/mistral[ -]?7b/i, llama(32, 4096, [32, 8], 14336, 32000)],
  [/mixtral[ -]?8x7b/i, { ...llama(32, 4096, [32, 8], 14336, 32000), experts: 8, topK: 2 }],
  [/mixtral[ -]?8x22b/i, { ...llama(56, 6144, [48, 8], 16384, 32768), experts: 8, topK: 2 }],
  [/qwen2(\.5)?[ -]?7b/i, llama(28, 3584, [28, 4], 18944, 152064)],
  [/qwen2(\.5)?[ -]?72b/i, llama(80, 8192, [64, 8], 29568, 152064)],
  [/gemma[ -]?2[ -]?27b/i, { ...llama(46, 4608, [32, 16], 36864, 256128), headDim: 128 }],
  [/gpt-?j/i, { ...gpt(28, 4096, 16, 50400), parallelBlock: true }],
  [/neox/i, { ...gpt(44, 6144, 64, 50432), parallelBlock: true }],
  [/falcon[ -]?7b/i, { ...gpt(32, 4544, 71, 65024), kvHeads: 1, parallelBlock: true }],
  [/falcon[ -]?40b/i, { ...gpt(60, 8192, 128, 65024), kvHeads: 8, parallelBlock: true }],
  [/falcon[ -]?180b/i, { ...gpt(80, 14848, 232, 65024), kvHeads: 8, parallelBlock: true }],
  [/gpt-?3[ -]?13b/i, gpt(40, 5120, 40, 50257)],
  [/gpt-?3([ -]?175b)?/i, gpt(96, 12288, 96, 50257)],
  [/opt[ -]?13b/i, gpt(40, 5120, 40, 50272)],
  [/opt[ -]?30b/i, gpt(48, 7168, 56, 50272)],
  [/opt[ -]?66b/i, gpt(64, 9216, 72, 50272)],
  [/opt[ -]?175b/i, gpt(96, 12288, 96, 50272)],
  [/bloomz?[ -]?7b/i, gpt(30, 4096, 32, 250880)],
  [/bloomz?([ -]?17\d ?b)?/i, gpt(70, 14336, 112, 250880)],
  [/mpt[ -]?7b/i, gpt(32, 4096, 32, 50432)],
  [/mpt[ -]?30b/i, gpt(48, 7168, 64, 50432)],
];

export function knownModel(name: string): ModelSizes | undefined {
  return KNOWN.find(([called]) => called.test(name))?.[1];
}
