import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Operator, Phase } from "../graph/operator-graph.ts";
import { attention } from "../operators/attention.ts";
import { expertFeedForward, expertSaved } from "../operators/experts.ts";
import { feedForward } from "../operators/ffn.ts";
import { latentAttention, latentTokensSaved } from "../operators/latent-attention.ts";
import { vector } from "../operators/linear.ts";
import { norm } from "../operators/norm.ts";
import {
  addSaved,
  attentionSaved,
  feedForwardSaved,
  MASK_ELEMENTS,
  normsSaved,
  type SavedElements,
} from "../graph/saved-elements.ts";
import { transformerShape } from "../graph/transformer-shape.ts";

export interface LayerSizes {
  readonly rows: number;
  readonly context: number;
  readonly dropout: boolean;
  /** Scores get a mask or a position bias added. */
  readonly masked: boolean;
  /** Decides the form of latent attention and the room of experts; absent: training. */
  readonly phase?: Phase;
  /** The feed-forward block is one of experts. */
  readonly routed?: boolean;
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

/** One transformer layer: self attention, cross attention where there is an encoder, feed-forward. */
export function transformerLayer(sizes: LayerSizes, model: TransformerSpec): Layer {
  return model.parallelBlocks ? parallelLayer(sizes, model) : sequentialLayer(sizes, model);
}

function sequentialLayer(sizes: LayerSizes, model: TransformerSpec): Layer {
  const { rows, dropout, cross } = sizes;
  const parts: {
    readonly id: string;
    readonly operators: readonly Operator[];
    readonly saved: SavedElements;
  }[] = [
    {
      id: "attention",
      ...selfAttention(sizes, model),
    },
  ];
  if (cross !== undefined) {
    const sizesOf = { rows, ...cross };
    parts.push({
      id: "cross-attention",
      operators: attention({ ...sizesOf, prefix: "cross-", dropout, masked: false, model }),
      saved: attentionSaved({ ...sizesOf, keyValueRows: cross.context }, dropout, model),
    });
  }
  parts.push({
    id: "ffn",
    ...feedForwardBlock(sizes, model),
  });
  return {
    operators: parts.flatMap(({ id, operators }) => {
      const own = norm(`${id}-norm`, rows, model);
      const joined = [...operators, ...residual(id, rows, dropout, model)];
      return model.normPlacement === "post" ? [...joined, own] : [own, ...joined];
    }),
    saved: addSaved(normsSaved(parts.length, rows, model), ...parts.map(({ saved }) => saved)),
  };
}

/**
 * Attention and feed-forward side by side: y = x + attention(norm(x)) + ffn(norm(x)). One norm for both (GPT-J,
 * PaLM), or one each (NeoX).
 */
function parallelLayer(sizes: LayerSizes, model: TransformerSpec): Layer {
  const { rows, dropout } = sizes;
  const { normsPerLayer, hidden } = transformerShape(model);
  const attended = selfAttention(sizes, model);
  const fed = feedForwardBlock(sizes, model);
  const inputs = normsSaved(normsPerLayer, rows, model);
  const sharedInput = normsPerLayer === 1 ? rows * hidden : 0;
  const saved = addSaved(inputs, attended.saved, fed.saved);
  return {
    operators: [
      norm("attention-norm", rows, model),
      ...attended.operators.map(reducedWithFeedForward),
      ...residual("attention", rows, dropout, model),
      ...(normsPerLayer > 1 ? [norm("ffn-norm", rows, model)] : []),
      ...fed.operators,
      ...residual("ffn", rows, dropout, model),
    ],
    saved: { all: saved.all - sharedInput, attention: saved.attention },
  };
}

/** Attention and feed-forward side by side are added first and reduced once (PaLM, arXiv:2204.02311, §2). */
function reducedWithFeedForward(op: Operator): Operator {
  return op.kind === "matmul" && op.role === "projection" ? { ...op, reducedLater: true } : op;
}

function selfAttention(
  { rows, context, dropout, masked, phase = "training" }: LayerSizes,
  model: TransformerSpec,
): Layer {
  const latent = model.latentAttention;
  if (latent !== undefined) {
    const scores = model.heads * rows * context;
    return {
      operators: latentAttention({ rows, context, masked, phase, model, latent }),
      saved: { all: rows * latentTokensSaved(model, latent) + scores, attention: scores },
    };
  }
  const self = { rows, context, keyValueRows: rows };
  return {
    operators: attention({ ...self, prefix: "", dropout, masked, model }),
    saved: attentionSaved(self, dropout, model),
  };
}

function feedForwardBlock(
  { rows, dropout, phase = "training", routed }: LayerSizes,
  model: TransformerSpec,
): Layer {
  const { experts } = model;
  if (routed !== true || experts === undefined)
    return { operators: feedForward(rows, model), saved: feedForwardSaved(rows, dropout, model) };
  const masks = dropout ? MASK_ELEMENTS * rows * model.hidden : 0;
  return {
    operators: expertFeedForward(rows, model, experts, phase),
    saved: { all: expertSaved(rows, model, experts) + masks, attention: 0 },
  };
}

/** Dropout of a sublayer's output, and its addition to the residual stream. */
function residual(
  id: string,
  rows: number,
  dropout: boolean,
  { hidden }: TransformerSpec,
): readonly Operator[] {
  return [
    ...(dropout ? [vector(`${id}-dropout`, "dropout", rows * hidden)] : []),
    vector(`${id}-residual`, "add", rows * hidden),
  ];
}
