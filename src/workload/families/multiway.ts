import { heldOperator } from "../graph/held.ts";
import type { TransformerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { attentionCore, output, projected } from "../operators/attention.ts";
import { lookUp, pick } from "../operators/embedding.ts";
import { feedForward } from "../operators/ffn.ts";
import { logits } from "../operators/head.ts";
import { linear, vector } from "../operators/linear.ts";
import { norm } from "../operators/norm.ts";
import { residualSublayer } from "../operators/residual.ts";
import { BLOCK_INPUT, type Draft, type Operator, type TensorId } from "../graph/operator-graph.ts";
import { apart, chain, written } from "../graph/tensors.ts";
import { addSaved, attentionSaved, feedForwardSaved, normsSaved } from "../graph/saved-elements.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { maskedPositions } from "./encoder.ts";
import { block, type FamilyBuilder } from "./family.ts";

/** One sequence that layers attend within: tokens of an image, of a text, or of both. */
interface Sequence {
  readonly image: number;
  readonly text: number;
}

/** Shares of positions that pre-training masks. Wang 2022, arXiv:2208.10442, §3.2; recalled (assumed). */
const MASKED = { image: 0.4, text: 0.15, textOfPair: 0.5 } as const;

/**
 * Layers whose attention images and text share; each token then passes the feed-forward block of its kind, and in the
 * last layers the tokens of a pair pass a third one. Pre-training shows an image, a text and a pair: one sample here
 * is one of each. Every other task reads pairs. Image patches are told by visual words, text by the tied table.
 * Source: Wang 2022 (BEiT-3), arXiv:2208.10442, §2 and §3.
 */
export const multiway: FamilyBuilder = (spec, sizes) => {
  const { model } = spec;
  const { hidden, layers, fusionLayers = 0 } = model;
  if (sizes.phase === "decode") throw new Error(`${spec.id}: a multiway model has no decode phase`);
  const sequences = sequencesOf(spec);
  const rows = totalTokens(sequences);
  const outputElements = rows * hidden;
  const layer = { kind: "layer", outputElements } as const;
  return [
    block(
      {
        id: "embedding",
        kind: "embedding",
        count: 1,
        operators: embedded(sequences, model),
        outputElements,
        saved: { all: pixelsOf(sequences, model), attention: 0 },
      },
      sizes,
    ),
    block(
      { ...layer, id: "layer", count: layers - fusionLayers, ...layerOf(sequences, model, false) },
      sizes,
    ),
    ...(fusionLayers > 0
      ? [
          block(
            { ...layer, id: "fused-layer", count: fusionLayers, ...layerOf(sequences, model, true) },
            sizes,
          ),
        ]
      : []),
    block(
      {
        id: "head",
        kind: "head",
        count: 1,
        operators: [norm("final-norm", rows, model), ...maskedHeads(spec, sequences)],
        outputElements: 0,
        saved: { all: 2 * rows * hidden, attention: 0 },
      },
      sizes,
    ),
  ];
};

/** Tokens of one sample: all its sequences. */
export function multiwayTokens(spec: WorkloadSpec): number {
  return totalTokens(sequencesOf(spec));
}

function sequencesOf({ id, model, task }: WorkloadSpec): readonly Sequence[] {
  if (model.image === undefined) throw new Error(`${id}: a multiway model needs model.image`);
  const image = (model.image.size / model.image.patch) ** 2 + 1;
  const text = model.sequenceLength;
  const pair = { image, text };
  return task.kind === "pretrain" ? [{ image, text: 0 }, { image: 0, text }, pair] : [pair];
}

function totalTokens(sequences: readonly Sequence[]): number {
  return sequences.reduce((sum, { image, text }) => sum + image + text, 0);
}

const isPair = ({ image, text }: Sequence): boolean => image > 0 && text > 0;

function pixelsOf(sequences: readonly Sequence[], { image }: TransformerSpec): number {
  return sequences.filter((one) => one.image > 0).length * (image?.size ?? 0) ** 2 * (image?.channels ?? 0);
}

function embedded(sequences: readonly Sequence[], model: TransformerSpec): readonly Draft[] {
  const { hidden, image, vocabulary = 0, sequenceLength } = model;
  const images = sequences.filter((one) => one.image > 0);
  const texts = sequences.filter(({ text }) => text > 0);
  const tokens = images[0]?.image ?? 0;
  const words = texts.reduce((sum, { text }) => sum + text, 0);
  const seen = images.length * tokens;
  const table = { width: hidden, split: "none" } as const;
  return [
    ...linear({
      id: "patches",
      role: "patches",
      rows: seen - images.length,
      inner: (image?.channels ?? 0) * (image?.patch ?? 0) ** 2,
      columns: hidden,
      split: "none",
      bias: true,
    }),
    lookUp("class", { ...table, rows: images.length, tableRows: 1 }),
    lookUp("image-positions", { ...table, rows: seen, tableRows: tokens }),
    lookUp("tokens", { rows: words, width: hidden, tableRows: vocabulary, split: "column" }),
    lookUp("text-positions", { ...table, rows: words, tableRows: sequenceLength }),
    vector("add-positions", "add", (seen + words) * hidden),
  ];
}

function layerOf(sequences: readonly Sequence[], model: TransformerSpec, fused: boolean) {
  const { hidden } = model;
  const rows = totalTokens(sequences);
  const squares = sequences.reduce((sum, { image, text }) => sum + (image + text) ** 2, 0);
  const context = squares / rows;
  const sublayer = (
    id: "attention" | "ffn",
    stream: TensorId,
    branch: (input: TensorId) => readonly Operator[],
  ): readonly Operator[] =>
    residualSublayer({
      id,
      sublayer: id,
      stream,
      branch,
      norm: norm(`${id}-norm`, rows, model),
      normPlacement: "pre",
      elements: rows * hidden,
      dropout: false,
    });
  const attended = sublayer("attention", BLOCK_INPUT, (input) => sharedAttention(input, sequences, model));
  const fed = sublayer("ffn", written(attended), (input) => feedForwards(input, sequences, model, fused));
  return {
    operators: [...attended, ...fed],
    saved: addSaved(
      normsSaved(2, rows, model),
      attentionSaved({ rows, context, keyValueRows: rows }, false, model),
      feedForwardSaved(rows, false, model),
    ),
  };
}

/** The matrices see all tokens, the scores of each sequence its own. */
function sharedAttention(
  input: TensorId,
  sequences: readonly Sequence[],
  model: TransformerSpec,
): readonly Operator[] {
  const rows = totalTokens(sequences);
  const sizes = { input, prefix: "", rows, context: rows, keyValueRows: rows };
  const whole = { ...sizes, dropout: false, masked: false, model };
  const shape = transformerShape(model);
  const { operators, query, keyValue } = projected(whole, shape);
  const { heads, headSize } = shape;
  const head = { prefix: "", heads, keySize: headSize, valueSize: headSize, masked: false, dropout: false };
  const cores = sequences.flatMap(({ image, text }) => {
    const length = image + text;
    const core = attentionCore({ ...head, rows: length, context: length, query, keyValue });
    return apart(`${image} + ${text}`, core);
  });
  return [...operators, ...cores, ...chain(written(cores), output(whole, shape))];
}

function feedForwards(
  input: TensorId,
  sequences: readonly Sequence[],
  model: TransformerSpec,
  fused: boolean,
): readonly Operator[] {
  const alone = fused ? sequences.filter((one) => !isPair(one)) : sequences;
  const rows = {
    image: alone.reduce((sum, { image }) => sum + image, 0),
    text: alone.reduce((sum, { text }) => sum + text, 0),
    pair: fused ? totalTokens(sequences.filter(isPair)) : 0,
  };
  const operators: Operator[] = [];
  for (const [kind, count] of Object.entries(rows))
    if (count > 0 || (fused && kind !== "pair"))
      operators.push(...ofKind(kind, count, written(operators, input), model));
  return operators;
}

/** The block of one kind of token; one that no token of the task passes is held all the same. */
function ofKind(kind: string, count: number, input: TensorId, model: TransformerSpec): readonly Operator[] {
  const operators = apart(kind, feedForward({ input, rows: Math.max(1, count), model })).map((op) => ({
    ...op,
    id: `${op.id}-${kind}`,
  }));
  if (count > 0) return operators;
  return chain(input, operators.map(heldOperator));
}

function maskedHeads({ model, task }: WorkloadSpec, sequences: readonly Sequence[]): readonly Draft[] {
  if (task.kind !== "pretrain") return [];
  const { hidden, image } = model;
  const total = totalTokens(sequences);
  const patches = sequences.reduce(
    (sum, one) => sum + (one.image > 0 ? maskedPositions(one.image - 1, MASKED.image) : 0),
    0,
  );
  const words = sequences.reduce(
    (sum, one) => sum + maskedPositions(one.text, isPair(one) ? MASKED.textOfPair : MASKED.text),
    0,
  );
  const picked = { width: hidden, tableRows: total, split: "none" } as const;
  const visualWords = image?.classes ?? 0;
  return [
    pick("masked-patches", { ...picked, rows: patches }),
    ...linear({
      id: "visual-words",
      role: "head",
      rows: patches,
      inner: hidden,
      columns: visualWords,
      split: "column",
      bias: true,
    }),
    vector("visual-loss", "cross-entropy", patches * visualWords, "column"),
    pick("masked-words", { ...picked, rows: words }),
    ...logits(words, model, true),
  ];
}
