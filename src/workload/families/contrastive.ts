import type { TowerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { pick } from "../operators/embedding.ts";
import { linear, vector } from "../operators/linear.ts";
import { norm } from "../operators/norm.ts";
import { BLOCK_INPUT, type Block, type Draft, type MatmulOperator } from "../graph/operator-graph.ts";
import { reading } from "../graph/tensors.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { block, type FamilyBuilder } from "./family.ts";
import { named, towerBlocks, towerTokens, towersOf } from "./towers.ts";

/**
 * Towers that each make one vector of their part of a sample; the vectors of a batch are compared with each other, and
 * those of one sample are told from the rest: 2·B·d FLOPs a sample for a batch of B and vectors of d.
 * Source: Radford 2021 (CLIP), arXiv:2103.00020, §2.3 and Figure 3.
 */
export const contrastive: FamilyBuilder = (spec, sizes) => {
  const { width } = spec.model;
  if (width === undefined) throw new Error(`${spec.id}: contrastive towers need model.width`);
  const towers = towersOf(spec);
  return [
    ...towers.flatMap((tower, index) =>
      [...towerBlocks(spec, tower, sizes), summary(spec, tower, width, sizes)].map((one) => ({
        ...one,
        // The vectors of the towers before wait for the last.
        outputElements: one.outputElements + index * width,
      })),
    ),
    comparison(spec, width, sizes),
  ];
};

/** One vector of a tower's outputs: the class token of an image, the last of a text. */
function summary(spec: WorkloadSpec, tower: TowerSpec, width: number, sizes: PhaseSizes): Block {
  const { model } = tower;
  const tokens = towerTokens(spec, tower);
  const { hidden } = model;
  const picked = pick("summary", { rows: 1, width: hidden, tableRows: tokens, split: "none" });
  const text = tower.family !== "vision-transformer";
  return block(
    {
      ...named({ id: "summary" }, tower),
      kind: "join",
      count: 1,
      operators: [
        ...(text ? [norm("final-norm", tokens, model), picked] : [picked, norm("final-norm", 1, model)]),
        ...linear({
          id: "joint",
          role: "head",
          rows: 1,
          inner: hidden,
          columns: width,
          split: "none",
          bias: false,
        }),
      ],
      outputElements: width,
      saved: { all: (text ? tokens : 1) * hidden + hidden, attention: 0 },
    },
    sizes,
  );
}

/** Every vector of one tower with every vector of the other, scaled by a learned temperature; two losses. */
function comparison({ task }: WorkloadSpec, width: number, sizes: PhaseSizes): Block {
  const columns = task.kind === "inference" ? task.batch : task.globalBatch;
  const products: Draft<MatmulOperator> = {
    kind: "matmul",
    id: "comparison",
    role: "head",
    groups: 1,
    rows: 1,
    inner: width,
    columns,
    weight: true,
    parameters: 0,
    split: "none",
  };
  const operators: readonly Draft[] = [
    products,
    reading([BLOCK_INPUT, products.id], { ...vector("temperature", "multiply", columns), parameters: 1 }),
    ...(sizes.phase === "training" ? [vector("loss", "cross-entropy", 2 * columns)] : []),
  ];
  const saved = { all: 2 * width + columns, attention: 0 };
  return block(
    { id: "comparison", kind: "head", input: "all", count: 1, operators, outputElements: 0, saved },
    sizes,
  );
}
