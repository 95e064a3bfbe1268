import type { ImageCodecSpec } from "../../spec/kinds/image-network-spec.ts";
import { attention } from "../operators/attention.ts";
import {
  activatedConvolution,
  biasedConvolution,
  groupNorm,
  imageElements,
  imageResidual,
  imageSaved,
  type Image,
} from "../operators/image-block.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import { vector } from "../operators/linear.ts";
import { BLOCK_INPUT, isKind, type Block, type Draft } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { block, type FamilyBuilder } from "./family.ts";
import { enlarge } from "./unet.ts";

/**
 * Encoder or decoder of a variational autoencoder: residual blocks at halving (doubling) resolutions, a single-headed
 * attention over the pixels of the coarsest, and a 1 x 1 convolution on the latent side. Encoding puts out mean and
 * variance, so twice the latent channels.
 * Source: Rombach 2022, arXiv:2112.10752, App. E; CompVis/latent-diffusion, diffusionmodules/model.py.
 */
export const imageCodec: FamilyBuilder = ({ id, model }, sizes) => {
  const { codec } = model;
  if (codec === undefined) throw new Error(`${id}: an image codec needs model.codec`);
  return codec.direction === "encode" ? encoder(codec, sizes) : decoder(codec, sizes);
};

interface Piece {
  readonly id: string;
  readonly operators: readonly Draft[];
  readonly output: Image;
}

function encoder(codec: ImageCodecSpec, sizes: PhaseSizes): readonly Block[] {
  const { levels, blocks, channels, size, latentChannels } = codec;
  const pieces: Piece[] = [];
  let at = enter(pieces, { size, channels }, levels[0]?.channels ?? channels);
  levels.forEach(({ channels: width }, level) => {
    for (let index = 0; index < blocks; index++) at = residual(pieces, `level${level + 1}`, at, width);
    if (level < levels.length - 1) at = half(pieces, `level${level + 1}-half`, at);
  });
  at = middle(pieces, at);
  const out = { size: at.size, channels: 2 * latentChannels };
  leave(pieces, at, [
    ...activatedConvolution("output", at, out.channels),
    ...onLatent("quantised", out.size, out.channels),
  ]);
  return toBlocks(pieces, { size, channels }, sizes);
}

function decoder(codec: ImageCodecSpec, sizes: PhaseSizes): readonly Block[] {
  const { levels, blocks, channels, size, latentChannels } = codec;
  const latent = { size: size / 2 ** (levels.length - 1), channels: latentChannels };
  const pieces: Piece[] = [];
  let at = enter(pieces, latent, levels.at(-1)?.channels ?? channels);
  at = middle(pieces, at);
  for (let level = levels.length - 1; level >= 0; level--) {
    const width = levels[level]?.channels ?? channels;
    for (let index = 0; index <= blocks; index++)
      at = residual(pieces, `level${level + 1}`, at, width, index === blocks && level > 0);
  }
  leave(pieces, at, activatedConvolution("output", at, channels));
  const [first, ...rest] = pieces;
  if (first === undefined) throw new Error("a decoder has a first block");
  const entered = {
    ...first,
    operators: [...onLatent("latent", latent.size, latentChannels), ...first.operators],
  };
  return toBlocks([entered, ...rest], latent, sizes);
}

function onLatent(id: string, inputSize: number, channels: number): readonly Draft[] {
  return biasedConvolution({ id, inputSize, kernel: 1, inChannels: channels, outChannels: channels });
}

function enter(pieces: Piece[], { size, channels }: Image, width: number): Image {
  const operators = biasedConvolution({
    id: "input",
    inputSize: size,
    kernel: 3,
    inChannels: channels,
    outChannels: width,
  });
  const output = { size, channels: width };
  pieces.push({ id: "codec-input", operators, output });
  return output;
}

function residual(pieces: Piece[], id: string, at: Image, width: number, grows = false): Image {
  const within = { size: at.size, channels: width };
  const output = grows ? { size: 2 * at.size, channels: width } : within;
  pieces.push({
    id,
    operators: [...imageResidual(BLOCK_INPUT, at, width), ...(grows ? enlarge(within) : [])],
    output,
  });
  return output;
}

function half(pieces: Piece[], id: string, { size, channels }: Image): Image {
  const layer = {
    id: "half",
    inputSize: size,
    kernel: 3,
    stride: 2,
    inChannels: channels,
    outChannels: channels,
  };
  const output = { size: Math.ceil(size / 2), channels };
  pieces.push({ id, operators: biasedConvolution(layer), output });
  return output;
}

/** Two residual blocks around an attention of one head, its projections 1 x 1 convolutions: matmuls over pixels. */
function middle(pieces: Piece[], at: Image): Image {
  const rows = at.size ** 2;
  const residual = imageResidual(BLOCK_INPUT, at, at.channels);
  const normed = chain(written(residual), [groupNorm("pixels-norm", at)]);
  const attended = attention({
    input: written(normed),
    prefix: "",
    rows,
    context: rows,
    keyValueRows: rows,
    dropout: false,
    masked: false,
    model: {
      layers: 1,
      hidden: at.channels,
      heads: 1,
      ffn: 1,
      gatedFfn: false,
      sequenceLength: 1,
      activation: "gelu",
      position: "none",
      norm: "layernorm",
      normPlacement: "pre",
      tiedEmbeddings: false,
      bias: true,
      parallelBlocks: false,
    },
  });
  const sum = vector("pixels-residual", "add", imageElements(at));
  const operators: readonly Draft[] = [
    ...residual,
    ...normed,
    ...attended,
    reading([written(residual), written(attended)], sum),
  ];
  pieces.push({ id: "middle-first", operators, output: at });
  pieces.push({ id: "middle-second", operators: imageResidual(BLOCK_INPUT, at, at.channels), output: at });
  return at;
}

function leave(pieces: Piece[], at: Image, operators: readonly Draft[]): void {
  const last = operators.filter((op) => isKind(op, "convolution")).at(-1);
  const channels = last?.outChannels ?? at.channels;
  pieces.push({ id: "codec-output", operators, output: { size: at.size, channels } });
}

function toBlocks(pieces: readonly Piece[], first: Image, sizes: PhaseSizes): readonly Block[] {
  return pieces.map(({ id, operators, output }, index) => {
    const input = pieces[index - 1]?.output ?? first;
    const scores = operators.reduce(
      (sum, op) => sum + (isKind(op, "vector") && op.function === "softmax" ? op.elements : 0),
      0,
    );
    const all = imageSaved(operators) + imageElements(input) + scores;
    const kind = index === 0 ? "embedding" : index === pieces.length - 1 ? "head" : "layer";
    return block(
      {
        id,
        kind,
        count: 1,
        operators,
        outputElements: imageElements(output),
        saved: { all, attention: scores },
      },
      sizes,
    );
  });
}
