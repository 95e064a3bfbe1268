import type { TransformerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { classifier } from "../operators/head.ts";
import { linear, vector } from "../operators/linear.ts";
import { norm } from "../operators/norm.ts";
import { BLOCK_INPUT, isKind, type Block, type Draft, type Operator } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { chain, written } from "../graph/tensors.ts";
import { block, hasDropout } from "./family.ts";
import { transformerLayer } from "./layer.ts";

/** Tokens in a square of `side` a side, `hidden` wide. */
interface Level {
  readonly side: number;
  readonly hidden: number;
  readonly heads: number;
  readonly layers: number;
}

/** Tokens merged into one between stages. */
const MERGED = 4;

/**
 * Swin: patches without a class token, attention inside windows, and between stages four neighbours merged into one
 * token of twice the width; the mean of the last tokens is classified. Tokens are brought into windows and back; every
 * second layer's windows are shifted by half a window in the same move.
 *
 * Source: Liu 2021, arXiv:2103.14030, §3; a table of (2w − 1)² position biases a head and layer.
 */
export function windowedBlocks(spec: WorkloadSpec, sizes: PhaseSizes): readonly Block[] {
  const { model } = spec;
  const { image } = model;
  if (image === undefined) throw new Error(`${spec.id}: a vision transformer needs model.image`);
  const levels = levelsOf(spec, image.size / image.patch);
  const dropout = hasDropout(spec, sizes);
  const blocks: Block[] = [patches(model, image, sizes)];
  levels.forEach((level, index) => {
    const before = levels[index - 1];
    const merge = before === undefined ? [] : merging(level, before.hidden, model);
    if (merge.length > 0) {
      blocks.push(layerBlock(`stage${index + 1}-first`, level, 1, { model, sizes, dropout, merge }));
      if (level.layers === 1) return;
    }
    const rest = level.layers - (merge.length > 0 ? 1 : 0);
    blocks.push(layerBlock(`stage${index + 1}`, level, rest, { model, sizes, dropout, merge: [] }));
  });
  const last = levels.at(-1);
  if (last === undefined) throw new Error(`${spec.id}: a transformer needs a stage`);
  return [...blocks, head(last, model, image.classes ?? 0, sizes)];
}

function levelsOf({ id, model }: WorkloadSpec, side: number): readonly Level[] {
  const stages = model.stages ?? [{ layers: model.layers, hidden: model.hidden, heads: model.heads }];
  if (stages.reduce((sum, { layers }) => sum + layers, 0) !== model.layers)
    throw new Error(`${id}: the layers of model.stages must add up to model.layers`);
  return stages.map((stage, index) => ({ ...stage, side: side / 2 ** index }));
}

function sized(model: TransformerSpec, { hidden, heads }: Pick<Level, "hidden" | "heads">): TransformerSpec {
  return { ...model, hidden, heads, ffn: (model.ffn / model.hidden) * hidden };
}

function patches(
  model: TransformerSpec,
  { size, patch, channels }: NonNullable<TransformerSpec["image"]>,
  sizes: PhaseSizes,
): Block {
  const rows = (size / patch) ** 2;
  const inner = channels * patch ** 2;
  const operators = [
    ...linear({
      id: "patches",
      role: "patches",
      rows,
      inner,
      columns: model.hidden,
      split: "none",
      bias: true,
    }),
    norm("patch-norm", rows, model),
  ];
  const saved = { all: rows * (inner + model.hidden), attention: 0 };
  const outputElements = rows * model.hidden;
  return block({ id: "embedding", kind: "embedding", count: 1, operators, outputElements, saved }, sizes);
}

/** Norm over four neighbours, then twice the width without bias. */
function merging({ side, hidden }: Level, before: number, model: TransformerSpec): readonly Draft[] {
  const rows = side ** 2;
  return [
    norm("merge-norm", rows, { ...model, hidden: MERGED * before }),
    ...linear({
      id: "merge",
      role: "projection",
      rows,
      inner: MERGED * before,
      columns: hidden,
      split: "none",
      bias: false,
    }),
  ];
}

interface LayerContext {
  readonly model: TransformerSpec;
  readonly sizes: PhaseSizes;
  readonly dropout: boolean;
  readonly merge: readonly Draft[];
}

function layerBlock(id: string, level: Level, count: number, context: LayerContext): Block {
  const { sizes, dropout, merge } = context;
  const model = sized(context.model, level);
  const rows = level.side ** 2;
  const window = Math.min(model.window ?? level.side, level.side);
  const entered = chain(BLOCK_INPUT, [...merge, vector("to-windows", "rearrange", rows * level.hidden)]);
  const { operators, saved } = transformerLayer(
    { input: written(entered), rows, context: window ** 2, dropout, masked: true, phase: sizes.phase },
    model,
  );
  const merged = merge.length > 0 ? rows * MERGED * model.hidden : 0;
  return block(
    {
      id,
      kind: "layer",
      count,
      operators: [
        ...entered,
        ...operators.map((op) => inWindows(op, level, window)),
        vector("from-windows", "rearrange", rows * level.hidden),
      ],
      outputElements: rows * level.hidden,
      saved: { all: saved.all + merged, attention: saved.attention },
    },
    sizes,
  );
}

/** The attention core as one group a head and window; the bias on its scores owns the position table. */
function inWindows(op: Operator, { side, heads }: Level, window: number): Operator {
  if (isKind(op, "vector") && op.core && op.function === "add") {
    const { core: _core, ...bias } = op;
    return { ...bias, id: "position-bias", parameters: (2 * window - 1) ** 2 * heads };
  }
  if (!isKind(op, "matmul") || op.weight) return op;
  const windows = (side / window) ** 2;
  return { ...op, groups: op.groups * windows, rows: op.rows / windows };
}

function head(
  { side, hidden, heads }: Level,
  model: TransformerSpec,
  classes: number,
  sizes: PhaseSizes,
): Block {
  const rows = side ** 2;
  const operators = [
    norm("final-norm", rows, sized(model, { hidden, heads })),
    vector("mean", "average-pool", rows * hidden),
    ...classifier("classifier", classes, hidden, sizes.phase === "training"),
  ];
  const saved = { all: rows * hidden + hidden + classes, attention: 0 };
  return block({ id: "head", kind: "head", count: 1, operators, outputElements: 0, saved }, sizes);
}
