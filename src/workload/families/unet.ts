import type { DenoiserSpec } from "../../spec/kinds/image-network-spec.ts";
import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import {
  activatedConvolution,
  biasedConvolution,
  groupNorm,
  imageElements,
  imageResidual,
  imageSaved,
  type Image,
} from "../operators/image-block.ts";
import { linear, vector } from "../operators/linear.ts";
import {
  BLOCK_INPUT,
  type Block,
  type Draft,
  type Operator,
  type TensorId,
} from "../graph/operator-graph.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import type { SavedElements } from "../graph/saved-elements.ts";
import { block, type FamilyBuilder } from "./family.ts";
import { transformerLayer } from "./layer.ts";

/** Width of the embedded diffusion step over the channels of the finest level. Ho 2020, arXiv:2006.11239, App. B. */
const TIME_WIDTH = 4;
/** Inner width of the feed-forward blocks over the width. Rombach 2022, arXiv:2112.10752, App. E. */
const FFN_WIDTH = 4;

/**
 * Denoising network of latent diffusion. Down: residual blocks, each followed by a transformer layer (self-attention
 * over the pixels, cross-attention to the text) where the level has attention, and a convolution of stride 2 to the
 * next level. In the middle two residual blocks around an attention. Up: one more block a level, each reading its
 * counterpart's output beside its input. What still waits for its counterpart travels along the pipeline.
 * Source: Rombach 2022, arXiv:2112.10752, §3 and App. E; CompVis/latent-diffusion, openaimodel.py.
 */
export const unet: FamilyBuilder = ({ id, model }, sizes) => {
  const { denoiser } = model;
  if (denoiser === undefined) throw new Error(`${id}: a unet needs model.denoiser`);
  const walk: Walk = { denoiser, sizes, blocks: [], waiting: [] };
  const middle = descend(walk);
  const last = ascend(walk, middle);
  outputBlock(walk, last);
  return walk.blocks;
};

interface Walk {
  readonly denoiser: DenoiserSpec;
  readonly sizes: PhaseSizes;
  readonly blocks: Block[];
  /** Outputs that wait for their counterparts. */
  readonly waiting: Image[];
}

function descend(walk: Walk): Image {
  const { levels, blocks } = walk.denoiser;
  let at = inputBlock(walk);
  levels.forEach(({ channels, attention }, level) => {
    for (let index = 0; index < blocks; index++) {
      at = residualBlock(walk, `down${level + 1}`, at, { channels, attention });
      walk.waiting.push(at);
    }
    if (level === levels.length - 1) return;
    at = downBlock(walk, `down${level + 1}-half`, at);
    walk.waiting.push(at);
  });
  return at;
}

function ascend(walk: Walk, middle: Image): Image {
  const { levels, blocks } = walk.denoiser;
  const { channels } = middle;
  let at = residualBlock(walk, "middle-first", middle, { channels, attention: true });
  at = residualBlock(walk, "middle-second", at, { channels, attention: false });
  for (let level = levels.length - 1; level >= 0; level--) {
    const { channels: width, attention } = levels[level] ?? { channels, attention: false };
    for (let index = 0; index <= blocks; index++) {
      const beside = walk.waiting.pop();
      if (beside === undefined) throw new Error("a block on the way up has a counterpart");
      const joined = { size: at.size, channels: at.channels + beside.channels };
      const grows = index === blocks && level > 0;
      at = residualBlock(walk, `up${level + 1}`, joined, { channels: width, attention, grows });
    }
  }
  return at;
}

/** First convolution, and the embedding of the diffusion step. */
function inputBlock(walk: Walk): Image {
  const { size, channels, levels } = walk.denoiser;
  const width = levels[0]?.channels ?? channels;
  const output = { size, channels: width };
  const time = { role: "head", rows: 1, columns: TIME_WIDTH * width, split: "none", bias: true } as const;
  const operators = [
    ...linear({ ...time, id: "step-first", inner: width }),
    vector("step-swish", "swish", TIME_WIDTH * width),
    ...linear({ ...time, id: "step-second", inner: TIME_WIDTH * width }),
    ...biasedConvolution({
      id: "input",
      inputSize: size,
      kernel: 3,
      inChannels: channels,
      outChannels: width,
    }),
  ];
  push(walk, { id: "unet-input", kind: "embedding", operators, input: { size, channels }, output });
  walk.waiting.push(output);
  return output;
}

function downBlock(walk: Walk, id: string, input: Image): Image {
  const { size, channels } = input;
  const operators = biasedConvolution({
    id: "half",
    inputSize: size,
    kernel: 3,
    stride: 2,
    inChannels: channels,
    outChannels: channels,
  });
  const output = { size: Math.ceil(size / 2), channels };
  push(walk, { id, kind: "layer", operators, input, output });
  return output;
}

interface ResidualChoice {
  readonly channels: number;
  readonly attention: boolean;
  /** Twice as large at the end, by a convolution over the enlarged image. */
  readonly grows?: boolean;
}

function residualBlock(
  walk: Walk,
  id: string,
  input: Image,
  { channels, attention, grows = false }: ResidualChoice,
): Image {
  const width = walk.denoiser.levels[0]?.channels ?? channels;
  const within = { size: input.size, channels };
  const residual = imageResidual(BLOCK_INPUT, input, channels, TIME_WIDTH * width);
  const attended = attention ? attentionOverPixels(written(residual), walk.denoiser, within) : undefined;
  const output = grows ? { size: 2 * input.size, channels } : within;
  const operators = [...residual, ...(attended?.operators ?? []), ...(grows ? enlarge(within) : [])];
  push(walk, { id, kind: "layer", operators, input, output, ...(attended && { saved: attended.saved }) });
  return output;
}

/** Each pixel four times, and a 3 x 3 convolution. */
export function enlarge({ size, channels }: Image): readonly Draft[] {
  return [
    vector("enlarge", "rearrange", imageElements({ size: 2 * size, channels })),
    ...biasedConvolution({
      id: "double",
      inputSize: 2 * size,
      kernel: 3,
      inChannels: channels,
      outChannels: channels,
    }),
  ];
}

/** Norm, projection in, a transformer layer over the pixels that also reads the text, projection out, residual. */
function attentionOverPixels(
  input: TensorId,
  { heads, contextTokens, contextWidth }: DenoiserSpec,
  image: Image,
): { readonly operators: readonly Operator[]; readonly saved: SavedElements } {
  const { size, channels } = image;
  const rows = size ** 2;
  const cross = { context: contextTokens, keyValueRows: contextTokens, keyValueInner: contextWidth };
  const project = {
    role: "head",
    rows,
    inner: channels,
    columns: channels,
    split: "none",
    bias: true,
  } as const;
  const normed = chain(input, [groupNorm("pixels-norm", image), ...linear({ ...project, id: "pixels-in" })]);
  const layer = transformerLayer(
    { input: written(normed), rows, context: rows, dropout: false, masked: false, cross },
    pixelTransformer(channels, heads),
  );
  const projected = chain(written(layer.operators), linear({ ...project, id: "pixels-out" }));
  const sum = reading([input, written(projected)], vector("pixels-residual", "add", imageElements(image)));
  return {
    operators: [...normed, ...layer.operators, ...projected, ...chain(input, [sum])],
    saved: { all: layer.saved.all + 2 * imageElements(image), attention: layer.saved.attention },
  };
}

/** A layer of pixels: no biases on queries, keys and values, a gated feed-forward block with biases. */
function pixelTransformer(hidden: number, heads: number): TransformerSpec {
  return {
    layers: 1,
    hidden,
    heads,
    ffn: FFN_WIDTH * hidden,
    gatedFfn: true,
    sequenceLength: 1,
    activation: "geglu",
    position: "none",
    norm: "layernorm",
    normPlacement: "pre",
    tiedEmbeddings: false,
    bias: true,
    attentionBias: false,
    projectionBias: true,
    parallelBlocks: false,
  };
}

function outputBlock(walk: Walk, input: Image): void {
  const { size, channels } = walk.denoiser;
  const output = { size, channels };
  const made = chain(BLOCK_INPUT, activatedConvolution("output", input, channels));
  const squared = reading([BLOCK_INPUT, written(made)], vector("loss", "multiply", imageElements(output)));
  const loss = walk.sizes.phase === "training" ? [squared] : [];
  const operators = [...made, ...loss];
  push(walk, { id: "unet-output", kind: "head", operators, input, output });
}

interface Piece {
  readonly id: string;
  readonly kind: Block["kind"];
  readonly operators: readonly Draft[];
  readonly input: Image;
  readonly output: Image;
  readonly saved?: SavedElements;
}

function push(
  { denoiser, blocks, waiting, sizes }: Walk,
  { id, kind, operators, input, output, saved }: Piece,
): void {
  const { all = 0, attention = 0 } = saved ?? {};
  // Besides its own output: what waits for its counterpart, and the text.
  const text = denoiser.contextTokens * denoiser.contextWidth;
  const carried = waiting.reduce((sum, image) => sum + imageElements(image), imageElements(output) + text);
  blocks.push(
    block(
      {
        id,
        kind,
        count: 1,
        operators,
        outputElements: carried,
        saved: { all: imageSaved(operators) + imageElements(input) + all, attention },
      },
      sizes,
    ),
  );
}
