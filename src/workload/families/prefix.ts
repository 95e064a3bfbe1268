import type { TowerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { embedding } from "../operators/embedding.ts";
import { linear } from "../operators/linear.ts";
import { BLOCK_INPUT, type Block } from "../graph/operator-graph.ts";
import { chain } from "../graph/tensors.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { decoder } from "./decoder.ts";
import { block, type FamilyBuilder } from "./family.ts";
import { held, named, towerBlocks, towerSpec, towersOf } from "./towers.ts";

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
  const { rows, width } = outputs(image, first);
  const join = { ...projection(rows, width, second, sizes), ...named({ id: "prefix" }, first) };
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

function projection(rows: number, width: number, into: TowerSpec, sizes: PhaseSizes): Block {
  const { hidden } = into.model;
  const operators = linear({
    id: "prefix",
    role: "head",
    rows,
    inner: width,
    columns: hidden,
    split: "none",
    bias: true,
  });
  const saved = { all: rows * width, attention: 0 };
  return block(
    { id: "prefix", kind: "join", count: 1, operators, outputElements: rows * hidden, saved },
    sizes,
  );
}

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
