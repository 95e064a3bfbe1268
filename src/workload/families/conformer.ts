import type { TransformerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import {
  BLOCK_INPUT,
  type Block,
  type Draft,
  type Operator,
  type Sublayer,
  type TensorId,
} from "../graph/operator-graph.ts";
import { apart, chain, reading, written } from "../graph/tensors.ts";
import { attention, type AttentionInput } from "../operators/attention.ts";
import { convolution, depthwiseOverTokens } from "../operators/convolution.ts";
import { lookUp } from "../operators/embedding.ts";
import { feedForward } from "../operators/ffn.ts";
import { linear, vector } from "../operators/linear.ts";
import { norm } from "../operators/norm.ts";
import { residualSublayer, type ResidualSublayer } from "../operators/residual.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { addSaved, attentionSaved, feedForwardSaved, normsSaved } from "../graph/saved-elements.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { block, hasDropout, type FamilyBuilder } from "./family.ts";
import { transformerLayer } from "./layer.ts";

/** Frames and filter bank are halved twice by 3 x 3 convolutions of stride two (WeNet conv2d, published). */
const STRIDE = 2;
const SUBSAMPLING = STRIDE ** 2;

/**
 * Speech recognition after Gulati 2020 (arXiv:2005.08100): frames subsampled to a quarter, conformer layers (half a
 * feed-forward, attention, convolution, half a feed-forward), and, where the spec gives decoder layers, a transformer that
 * attends to them; logits of both (CTC and attention, Kim 2017, arXiv:1609.06773). The sums over alignments of CTC's loss
 * are not priced.
 */
export const conformer: FamilyBuilder = (spec, sizes) => {
  const { model } = spec;
  const { decoderLayers } = transformerShape(model);
  return [
    subsamplingBlock(spec, sizes),
    conformerBlock(spec, sizes),
    ...(decoderLayers > 0 ? [decoderBlock(spec, sizes)] : []),
    headBlock(spec, sizes),
  ];
};

function speechOf({ id, model }: WorkloadSpec): NonNullable<TransformerSpec["speech"]> {
  if (model.speech === undefined) throw new Error(`${id}: a conformer needs model.speech`);
  return model.speech;
}

function targetTokens({ model }: WorkloadSpec, { phase, targetTokens: target }: PhaseSizes): number {
  return transformerShape(model).decoderLayers === 0 ? 0 : phase === "training" ? target : 1;
}

/** Both streams travel along the pipeline: the one waits while the other is worked on. */
function carried(spec: WorkloadSpec, sizes: PhaseSizes): number {
  return (sizes.tokens + targetTokens(spec, sizes)) * spec.model.hidden;
}

/** Two convolutions over time and frequency, taken as square images of as many pixels; a projection; the target's tokens. */
function subsamplingBlock(spec: WorkloadSpec, sizes: PhaseSizes): Block {
  const { melBins } = speechOf(spec);
  const { hidden, vocabulary } = transformerShape(spec.model);
  const { tokens } = sizes;
  const bins = Math.floor(melBins / SUBSAMPLING) - 1;
  const side = Math.ceil(Math.sqrt(tokens * bins));
  const layer = { kernel: 3, stride: STRIDE, outChannels: hidden };
  const first = convolution({ ...layer, id: "subsampling-1", inputSize: SUBSAMPLING * side, inChannels: 1 });
  const second = convolution({ ...layer, id: "subsampling-2", inputSize: STRIDE * side, inChannels: hidden });
  const pixels = (STRIDE * side) ** 2 * hidden + side ** 2 * hidden;
  const target = targetTokens(spec, sizes);
  return block(
    {
      id: "subsampling",
      kind: "embedding",
      count: 1,
      operators: [
        first,
        vector("subsampling-1-relu", "relu", first.outputSize ** 2 * hidden),
        second,
        vector("subsampling-2-relu", "relu", second.outputSize ** 2 * hidden),
        ...linear({
          id: "frames",
          role: "patches",
          rows: tokens,
          inner: bins * hidden,
          columns: hidden,
          split: "none",
          bias: true,
        }),
        ...(target > 0
          ? [lookUp("target-tokens", { rows: target, width: hidden, tableRows: vocabulary, split: "column" })]
          : []),
      ],
      outputElements: carried(spec, sizes),
      saved: { all: 2 * pixels, attention: 0 },
    },
    sizes,
  );
}

function conformerBlock(spec: WorkloadSpec, sizes: PhaseSizes): Block {
  const { model } = spec;
  const { tokens: rows } = sizes;
  const dropout = hasDropout(spec, sizes);
  const self = { rows, context: rows, keyValueRows: rows };
  const elements = rows * model.hidden;
  const operators: Operator[] = [];
  const add = (id: string, branch: ResidualSublayer["branch"], sublayer?: Sublayer): void => {
    const stream = written(operators);
    const own = { norm: norm(`${id}-norm`, rows, model), normPlacement: "pre", branch } as const;
    operators.push(
      ...residualSublayer({ ...own, id, stream, elements, dropout, ...(sublayer && { sublayer }) }),
    );
  };
  add("opening-ffn", (input) => named("opening", feedForward({ input, rows, model })));
  add("attention", (input) => relativeAttention({ ...self, input, model }), "attention");
  add("convolution", (input) => convolutionModule(input, rows, speechOf(spec).kernel, model));
  add("closing-ffn", (input) => named("closing", feedForward({ input, rows, model })));
  return block(
    {
      id: "layer",
      kind: "layer",
      count: model.layers,
      operators: [...operators, norm("layer-norm", rows, model)],
      outputElements: carried(spec, sizes),
      saved: addSaved(
        normsSaved(NORMS, rows, model),
        attentionSaved(self, false, model),
        feedForwardSaved(rows, dropout, model),
        feedForwardSaved(rows, dropout, model),
        { all: CONVOLUTION_SAVED * elements, attention: 0 },
      ),
    },
    sizes,
  );
}

type RelativeInput = Pick<AttentionInput, "input" | "rows" | "context" | "keyValueRows" | "model">;

/**
 * What positions add to the scores (Dai 2019, arXiv:1901.02860, appendix B): queries times the table of 2 · rows − 1
 * distances, shifted row by row into place by padding and by taking it out again; and a mask that is multiplied in before
 * and after the softmax (WeNet attention.py, published).
 */
function relativeAttention(sizes: RelativeInput): readonly Operator[] {
  const { rows, model } = sizes;
  const attended = attention({ ...sizes, prefix: "", dropout: false, masked: true });
  return [...attended, ...relativeScores(written(attended), rows, model)];
}

function relativeScores(input: TensorId, rows: number, model: TransformerSpec): readonly Operator[] {
  const { heads, headSize } = transformerShape(model);
  const distances = 2 * rows - 1;
  const scores = heads * rows * rows;
  const masked = (id: string, read: readonly TensorId[]): Draft =>
    reading(read, vector(id, "multiply", scores, "heads"));
  return chain(input, [
    {
      kind: "matmul",
      core: true,
      id: "position-scores",
      role: "cross",
      groups: heads,
      rows,
      inner: headSize,
      columns: distances,
      weight: false,
      parameters: 0,
      split: "heads",
    },
    vector("position-padding", "shift", heads * rows * (distances + 1), "heads"),
    vector("position-shift", "shift", heads * rows * distances, "heads"),
    vector("position-add", "add", scores, "heads"),
    masked("score-mask", [BLOCK_INPUT, "position-add"]),
    masked("softmax-mask", [BLOCK_INPUT, "score-mask"]),
  ]);
}

/** Of four sublayers and of the layer. */
const NORMS = 5;
/** Inputs of the gate (twice as wide), the depthwise and the second pointwise convolution, the norm and the activation. */
const CONVOLUTION_SAVED = 6;

/** One of the two feed-forward blocks of a layer. */
function named(name: string, operators: readonly Operator[]): readonly Operator[] {
  return apart(name, operators).map((op) => ({ ...op, id: `${name}-${op.id}` }));
}

/**
 * Pointwise to twice the width, gate, depthwise over `kernel` tokens, norm, swish, pointwise. A pointwise convolution is a
 * matmul; the depthwise one has a multiply-accumulate an element and tap, four taps a pass of the vector unit.
 */
function convolutionModule(
  input: TensorId,
  rows: number,
  kernel: number,
  model: TransformerSpec,
): readonly Operator[] {
  const { hidden } = model;
  const pointwise = { role: "ffn", rows, inner: hidden, split: "none", bias: true } as const;
  return chain(input, [
    ...linear({ ...pointwise, id: "pointwise-1", columns: 2 * hidden }),
    vector("gate-sigmoid", "sigmoid", rows * hidden),
    reading([BLOCK_INPUT, "gate-sigmoid"], vector("gate", "multiply", rows * hidden)),
    reading([BLOCK_INPUT, "gate"], depthwiseOverTokens("depthwise", { rows, width: hidden, kernel })),
    norm("depthwise-norm", rows, model),
    vector("depthwise-swish", "swish", rows * hidden),
    ...linear({ ...pointwise, id: "pointwise-2", columns: hidden }),
  ]);
}

function decoderBlock(spec: WorkloadSpec, sizes: PhaseSizes): Block {
  const rows = targetTokens(spec, sizes);
  const layer = transformerLayer(
    {
      rows,
      context: rows,
      dropout: hasDropout(spec, sizes),
      masked: true,
      phase: sizes.phase,
      cross: { context: sizes.tokens, keyValueRows: sizes.tokens },
    },
    { ...spec.model, position: "none", activation: "relu" },
  );
  return block(
    {
      id: "decoder-layer",
      kind: "layer",
      count: transformerShape(spec.model).decoderLayers,
      ...layer,
      outputElements: carried(spec, sizes),
    },
    sizes,
  );
}

/** Last norms, logits of every frame's token (CTC) and of the target's. */
function headBlock(spec: WorkloadSpec, sizes: PhaseSizes): Block {
  const { model } = spec;
  const { hidden, vocabulary } = transformerShape(model);
  const { tokens } = sizes;
  const target = targetTokens(spec, sizes);
  const logits = (id: string, rows: number): readonly Draft[] => [
    norm(`${id}-norm`, rows, model),
    ...linear({ id, role: "logits", rows, inner: hidden, columns: vocabulary, split: "column", bias: true }),
    ...(sizes.phase === "training"
      ? [vector(`${id}-loss`, "cross-entropy", rows * vocabulary, "column")]
      : []),
  ];
  return block(
    {
      id: "head",
      kind: "head",
      count: 1,
      operators: [...logits("ctc", tokens), ...(target > 0 ? logits("logits", target) : [])],
      outputElements: 0,
      saved: { all: (tokens + target) * (2 * hidden + vocabulary), attention: 0 },
    },
    sizes,
  );
}
