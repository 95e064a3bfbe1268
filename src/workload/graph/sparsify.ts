import type { SparsitySpec } from "../../spec/kinds/sparsity-spec.ts";
import { isKind, type Block, type MatmulOperator, type MatmulRole, type Operator } from "./operator-graph.ts";
import { indexBytes, keptElements, type SparseMatrix } from "./sparse-storage.ts";

/** Matrices of a layer by the part they belong to. Experts stay dense: their sparsity is the router's. */
const PART_OF: Readonly<Partial<Record<MatmulRole, SparsitySpec["matrices"][number]>>> = {
  query: "attention",
  "key-value": "attention",
  projection: "attention",
  ffn: "ffn",
};

/**
 * The blocks of a pruned model: matrices of its layers keep a share of their weights, and where those are. Layers of
 * different density are blocks of their own.
 */
export function sparsify(blocks: readonly Block[], sparsity: SparsitySpec | undefined): readonly Block[] {
  if (sparsity === undefined) return blocks;
  const runs = [...(sparsity.layers ?? [])].map((run) => ({ ...run }));
  return blocks.flatMap((block) => {
    if (block.kind !== "layer") return [block];
    const parts: Block[] = [];
    for (let left = block.count; left > 0;) {
      const [run] = runs;
      const count = run === undefined ? left : Math.min(left, run.count);
      const operators = block.operators.map((op) => sparse(op, run?.density ?? sparsity.density, sparsity));
      parts.push({ ...block, count, operators });
      left -= count;
      if (run !== undefined && (run.count -= count) === 0) runs.shift();
    }
    return parts;
  });
}

function sparse(op: Operator, density: number, { block, matrices }: SparsitySpec): Operator {
  if (!isKind(op, "matmul") || !op.weight || op.routing !== undefined || density >= 1) return op;
  const part = PART_OF[op.role];
  if (part === undefined || !matrices.includes(part)) return op;
  const matrix = { rows: op.columns, columns: op.inner, density, block };
  return { ...op, parameters: op.groups * keptElements(matrix), sparsity: { density, block } };
}

/** Bytes that say where a sparse operator's weights are; 0 for a dense one. */
export function operatorIndexBytes(op: Operator): number {
  return isKind(op, "matmul") && op.sparsity !== undefined
    ? op.groups * indexBytes(matrixOf(op, op.sparsity))
    : 0;
}

function matrixOf(op: MatmulOperator, sparsity: NonNullable<MatmulOperator["sparsity"]>): SparseMatrix {
  return { rows: op.columns, columns: op.inner, ...sparsity };
}

/** Bytes in which a model is stored: 16-bit (or other) values of all its weights, and where the sparse ones are. */
export function storedBytes({ blocks }: { readonly blocks: readonly Block[] }, valueBytes: number): number {
  return blocks.reduce(
    (sum, { count, operators }) =>
      sum +
      count * operators.reduce((inner, op) => inner + op.parameters * valueBytes + operatorIndexBytes(op), 0),
    0,
  );
}
