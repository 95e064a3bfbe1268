import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import {
  BLOCK_INPUT,
  isKind,
  type Operator,
  type Phase,
  type Sublayer,
  type TensorId,
} from "../graph/operator-graph.ts";
import { chain, written } from "../graph/tensors.ts";
import { attention } from "../operators/attention.ts";
import { expertFeedForward, expertSaved } from "../operators/experts.ts";
import { feedForward } from "../operators/ffn.ts";
import { latentAttention, latentTokensSaved } from "../operators/latent-attention.ts";
import { norm } from "../operators/norm.ts";
import { mambaMixer, mixerTokenSaved } from "../operators/selective-scan.ts";
import { inSublayer, residual, residualSublayer } from "../operators/residual.ts";
import {
  addSaved,
  attentionSaved,
  feedForwardSaved,
  MASK_ELEMENTS,
  normsSaved,
  type SavedElements,
} from "../graph/saved-elements.ts";
import { keyValueParts } from "../graph/key-values.ts";
import { transformerShape } from "../graph/transformer-shape.ts";

export interface LayerSizes {
  /** What the layer reads; absent: its block's input. */
  readonly input?: TensorId;
  readonly rows: number;
  readonly context: number;
  readonly dropout: boolean;
  /** Scores get a mask or a position bias added. */
  readonly masked: boolean;
  /** A position attends to none after it. */
  readonly causal?: boolean;
  /** Decides the form of latent attention and the room of experts; absent: training. */
  readonly phase?: Phase;
  /** The feed-forward block is one of experts. */
  readonly routed?: boolean;
  /** A selective scan stands in place of attention. */
  readonly scan?: boolean;
  /** Positions that a token attends to at most; absent: all of the context. */
  readonly window?: number;
  /** Decoder stacks of encoder-decoders: positions of the encoder's output, and those projected now. */
  readonly cross?: {
    readonly context: number;
    readonly keyValueRows: number;
    /** Width of what is read, where it is not the layer's own. */
    readonly keyValueInner?: number;
  };
}

export interface Layer {
  readonly operators: readonly Operator[];
  readonly saved: SavedElements;
}

/** A layer, and the parts into which its keys and values can be divided; absent: it has none. */
export interface AttendingLayer extends Layer {
  readonly keyValueParts?: number;
}

/** One transformer layer: self attention, cross attention where there is an encoder, feed-forward. */
export function transformerLayer(sizes: LayerSizes, model: TransformerSpec): AttendingLayer {
  const layer = model.parallelBlocks ? parallelLayer(sizes, model) : sequentialLayer(sizes, model);
  return sizes.scan ? layer : { ...layer, keyValueParts: keyValueParts(model) };
}

/** A sublayer of a layer: its operators, as far as they follow from what it reads, and what they save. */
interface Branch {
  readonly sublayer: Sublayer;
  readonly operators: (input: TensorId) => readonly Operator[];
  readonly saved: SavedElements;
}

function sequentialLayer(sizes: LayerSizes, model: TransformerSpec): Layer {
  const { rows, dropout, input = BLOCK_INPUT } = sizes;
  const branches = [mixer(sizes, model), ...crossAttention(sizes, model), feedForwardBlock(sizes, model)];
  const { normPlacement, hidden } = model;
  const operators: Operator[] = [];
  for (const { sublayer, operators: branch } of branches)
    operators.push(
      ...residualSublayer({
        id: sublayer,
        sublayer,
        stream: written(operators, input),
        branch,
        norm: norm(`${sublayer}-norm`, rows, model),
        normPlacement,
        elements: rows * hidden,
        dropout,
      }),
    );
  return {
    operators,
    saved: addSaved(
      normsSaved(branches.length * (normPlacement === "both" ? 2 : 1), rows, model),
      ...branches.map(({ saved }) => saved),
    ),
  };
}

/**
 * Attention and feed-forward side by side: y = x + attention(norm(x)) + ffn(norm(x)). One norm for both (GPT-J,
 * PaLM), or one each (NeoX). They are taken one after the other.
 */
function parallelLayer(sizes: LayerSizes, model: TransformerSpec): Layer {
  const { rows, dropout, input = BLOCK_INPUT } = sizes;
  const { normsPerLayer, hidden } = transformerShape(model);
  const attended = selfAttention(sizes, model);
  const fed = feedForwardBlock(sizes, model);
  const inputs = normsSaved(normsPerLayer, rows, model);
  const sharedInput = normsPerLayer === 1 ? rows * hidden : 0;
  const saved = addSaved(inputs, attended.saved, fed.saved);
  const joined = (id: Sublayer, stream: TensorId, own: readonly Operator[]): readonly Operator[] =>
    inSublayer(id, [
      ...own,
      ...residual({ id, stream, branch: written(own), elements: rows * hidden, dropout }),
    ]);
  const normed = chain(input, [norm("attention-norm", rows, model)]);
  const attention = attended.operators(written(normed)).map(reducedWithFeedForward);
  const first = joined("attention", input, [...normed, ...attention]);
  const second = normsPerLayer > 1 ? chain(written(first), [norm("ffn-norm", rows, model)]) : [];
  const feedForward = fed.operators(written(second, written(first)));
  return {
    operators: [...first, ...joined("ffn", written(first), [...second, ...feedForward])],
    saved: { all: saved.all - sharedInput, attention: saved.attention },
  };
}

/** Attention and feed-forward side by side are added first and reduced once (PaLM, arXiv:2204.02311, §2). */
function reducedWithFeedForward(op: Operator): Operator {
  return isKind(op, "matmul") && op.role === "projection" ? { ...op, reducedLater: true } : op;
}

/** What lets tokens know of each other: attention, or a selective scan. */
function mixer(sizes: LayerSizes, model: TransformerSpec): Branch {
  const { rows, phase } = sizes;
  const { hidden, stateSpace } = model;
  if (!sizes.scan || stateSpace === undefined) return selfAttention(sizes, model);
  const resumes = phase === "decode";
  return {
    sublayer: "attention",
    operators: (input) => mambaMixer({ input, rows, hidden, sizes: stateSpace, resumes }),
    saved: { all: rows * mixerTokenSaved(hidden, stateSpace), attention: 0 },
  };
}

function selfAttention(
  { rows, context: reach, window = reach, dropout, masked, causal = false, phase = "training" }: LayerSizes,
  model: TransformerSpec,
): Branch {
  const context = Math.min(reach, window);
  const latent = model.latentAttention;
  if (latent !== undefined) {
    const scores = model.heads * rows * context;
    return {
      sublayer: "attention",
      operators: (input) => latentAttention({ input, rows, context, masked, causal, phase, model, latent }),
      saved: { all: rows * latentTokensSaved(model, latent) + scores, attention: scores },
    };
  }
  const self = { rows, context, keyValueRows: rows };
  return {
    sublayer: "attention",
    operators: (input) => attention({ ...self, input, prefix: "", dropout, masked, causal, model }),
    saved: attentionSaved(self, dropout, model),
  };
}

/** None where there is no encoder. */
function crossAttention({ rows, dropout, cross }: LayerSizes, model: TransformerSpec): readonly Branch[] {
  if (cross === undefined) return [];
  const sizes = { rows, ...cross };
  return [
    {
      sublayer: "cross-attention",
      operators: (input) => attention({ ...sizes, input, prefix: "cross-", dropout, masked: false, model }),
      saved: attentionSaved({ ...sizes, keyValueRows: cross.context }, dropout, model),
    },
  ];
}

function feedForwardBlock(
  { rows, dropout, phase = "training", routed }: LayerSizes,
  model: TransformerSpec,
): Branch {
  const { experts } = model;
  if (routed !== true || experts === undefined)
    return {
      sublayer: "ffn",
      operators: (input) => feedForward({ input, rows, model }),
      saved: feedForwardSaved(rows, dropout, model),
    };
  const masks = dropout ? MASK_ELEMENTS * rows * model.hidden : 0;
  return {
    sublayer: "ffn",
    operators: (input) => expertFeedForward({ input, rows, model, experts, phase }),
    saved: { all: expertSaved(rows, model, experts) + masks, attention: 0 },
  };
}
