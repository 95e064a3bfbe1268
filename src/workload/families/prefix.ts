import type { TowerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { ProjectorSpec } from "../../spec/kinds/projector-spec.ts";
import { embedding, pick } from "../operators/embedding.ts";
import { linear, vector } from "../operators/linear.ts";
import { norm } from "../operators/norm.ts";
import { BLOCK_INPUT, type Block, type Draft } from "../graph/operator-graph.ts";
import { chain } from "../graph/tensors.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { decoder } from "./decoder.ts";
import { block, type FamilyBuilder } from "./family.ts";
import { named, towerBlocks, towerSpec, towersOf } from "./towers.ts";
import { held } from "../graph/held.ts";

/**
 * An image in front of a text: what the first tower makes of it, projected to the width of the second, a decoder, stands
 * before the text's tokens. The length of a sample counts both. Generating a token leaves the image tower idle: its
 * outputs are in the keys and values.
 * Source: Eichenberg 2021 (MAGMA), arXiv:2112.05253, §3.
 */
export const prefix: FamilyBuilder = (spec, sizes) => {
  const [first, second] = towersOf(spec);
  if (first === undefined || second?.family !== "decoder")
    throw new Error(`${spec.id}: joins: prefix needs a tower for images and then a decoder`);
  const image = towerBlocks(spec, first, { ...sizes, phase: runs(sizes) });
  const { rows, block: handedOn } = projectedImage(spec, { image, first, second }, sizes);
  const join = { ...handedOn, ...named({ id: "prefix" }, first) };
  const text = decoder(towerSpec(spec, second), sizes).map((one) => ({ ...one, ...named(one, second) }));
  if (sizes.phase === "decode") return [...[...image, join].map(held), ...text];
  const words = sizes.tokens - rows;
  if (words < 1)
    throw new Error(`${spec.id}: ${sizes.tokens} tokens leave no text after ${rows} of the image`);
  return [...image, join, ...text.map((one) => textRows(one, words, second))];
};

/** An image tower has no pass of its own for a generated token; its sizes are those of the prompt's pass. */
function runs({ phase }: PhaseSizes): PhaseSizes["phase"] {
  return phase === "decode" ? "prefill" : phase;
}

/** Positions and their width that the image tower hands on. */
function outputs(
  blocks: readonly Block[],
  { family, model }: TowerSpec,
): { readonly rows: number; readonly width: number } {
  const last = family === "cnn" ? model.convolutions.stages.at(-1)?.channels : model.hidden;
  const width = last ?? 1;
  return { rows: (blocks.at(-1)?.outputElements ?? 0) / width, width };
}

interface Joined {
  readonly image: readonly Block[];
  readonly first: TowerSpec;
  readonly second: TowerSpec;
}

/** What the image tower puts out as vectors of the text's width, and how many they are. */
function projectedImage(
  spec: WorkloadSpec,
  { image, first, second }: Joined,
  sizes: PhaseSizes,
): { readonly rows: number; readonly block: Block } {
  const all = outputs(image, first);
  const { hidden } = second.model;
  const { layers = 1, tokens = 0 } = spec.model.projector ?? {};
  const handed = spec.model.projector?.classToken === false ? all.rows - 1 : all.rows;
  const rows = tokens || handed;
  const operators = projection({ all, handed, rows, first, second }, spec.model.projector);
  const kept = all.rows * all.width * (operators.length > 2 * layers ? 1 : 0) + rows * all.width;
  const saved = { all: layers === 2 ? kept + 2 * rows * hidden : kept, attention: 0 };
  const draft = {
    id: "prefix",
    kind: "join",
    count: 1,
    operators,
    outputElements: rows * hidden,
    saved,
  } as const;
  return { rows, block: block(draft, sizes) };
}

interface Projection extends Pick<Joined, "first" | "second"> {
  readonly all: { readonly rows: number; readonly width: number };
  /** Positions without the class token, where that stays behind. */
  readonly handed: number;
  /** Positions that stand before the text. */
  readonly rows: number;
}

/**
 * One matrix (MAGMA), two with an activation between them (LLaVA 1.5, arXiv:2310.03744, §3.3), or means over neighbours,
 * normed, and a matrix (Gemma 3, arXiv:2503.19786, §2.1).
 */
function projection(
  { all, handed, rows, first, second }: Projection,
  { layers = 1, bias = true, imageNorm = false, norm: normed = false }: Partial<ProjectorSpec> = {},
): readonly Draft[] {
  const { width } = all;
  const { hidden } = second.model;
  const matrix = { role: "head", rows, columns: hidden, split: "none", bias } as const;
  return [
    ...(imageNorm ? [norm("image-norm", all.rows, towerModel(first))] : []),
    ...(handed < all.rows
      ? [pick("patches-alone", { rows: handed, width, tableRows: all.rows, split: "none" })]
      : []),
    ...(rows < handed ? [vector("pooled", "average-pool", handed * width)] : []),
    ...(normed
      ? [{ ...vector("prefix-norm", towerModel(second).norm, rows * width), parameters: width }]
      : []),
    ...linear({ ...matrix, id: "prefix", inner: width }),
    ...(layers === 2
      ? [
          vector("prefix-activation", "gelu", rows * hidden),
          ...linear({ ...matrix, id: "prefix-second", inner: hidden }),
        ]
      : []),
  ];
}

const towerModel = ({ model }: TowerSpec): WorkloadSpec["model"] => model as WorkloadSpec["model"];

/** Only the words are looked up. */
function textRows(one: Block, words: number, { model }: TowerSpec): Block {
  if (one.kind !== "embedding") return one;
  return {
    ...one,
    operators: chain(
      BLOCK_INPUT,
      embedding({ rows: words, dropout: false, model: model as WorkloadSpec["model"] }),
    ),
  };
}
