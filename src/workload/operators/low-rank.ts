import type { LORA_MATRICES } from "../../spec/kinds/trainable-spec.ts";
import { isKind, type MatmulOperator, type Operator, type TensorId } from "../graph/operator-graph.ts";
import { chain, reading, rewired, written } from "../graph/tensors.ts";
import { vector } from "./linear.ts";

type Matrix = (typeof LORA_MATRICES)[number];

/**
 * Low-rank pairs beside matrices of a layer: y += B·(A·x), with A rank × inner and B columns × rank, so
 * rank · (inner + columns) parameters each. Keys and values come from one matmul; each gets a pair of its own.
 *
 * Tensor parallelism divides a pair as its matrix: B by columns, A by rows. Partial sums join those of the matrix
 * before the reduction that it has anyway, so a pair sends nothing of its own.
 * Source: Hu 2021, arXiv:2106.09685, §4.1.
 */
export function withLowRank(
  operators: readonly Operator[],
  rank: number,
  matrices: readonly Matrix[],
): readonly Operator[] {
  return operators.reduceRight<readonly Operator[]>((behind, op) => {
    const inserted: Operator[] = [op];
    let after = behind;
    for (const beside of pairsOf(op, matrices)) {
      const sum = written(inserted);
      const added = pair(beside, sum, rank);
      after = rewired(after, sum, written(added));
      inserted.push(...added);
    }
    return [...inserted, ...after];
  }, []);
}

type Beside = Pick<MatmulOperator, "id" | "rows" | "inner" | "columns" | "split" | "reads" | "sublayer">;

/** The matrices beside `op` that get a pair: none, itself, or the keys' and values' halves. */
function pairsOf(op: Operator, matrices: readonly Matrix[]): readonly Beside[] {
  if (!isKind(op, "matmul") || !op.weight) return [];
  const { role } = op;
  if (role === "key-value")
    return (["key", "value"] as const)
      .filter((matrix) => matrices.includes(matrix))
      .map((matrix) => ({ ...op, id: op.id.replace("key-value", matrix), columns: op.columns / 2 }));
  if (role === "query" || role === "projection" || role === "ffn") return matrices.includes(role) ? [op] : [];
  return [];
}

/** A pair that reads what its matrix reads, and is added to `sum`. */
function pair(
  { id, rows, inner, columns, split, reads, sublayer }: Beside,
  sum: TensorId,
  rank: number,
): readonly Operator[] {
  const matmul = {
    kind: "matmul",
    role: "low-rank",
    groups: 1,
    rows,
    weight: true,
    parameters: rank * inner,
    added: true,
  } as const;
  const down = split === "row" ? "row" : "none";
  const up = split === "column" ? "column" : "none";
  const product = chain(sum, [
    { ...matmul, reads, id: `${id}-low-rank-down`, inner, columns: rank, split: down, reducedLater: true },
    { ...matmul, id: `${id}-low-rank-up`, inner: rank, columns, parameters: rank * columns, split: up },
  ]);
  const added = vector(`${id}-low-rank-sum`, "add", rows * columns, up);
  const operators = [...product, ...chain(sum, [reading([written(product), sum], added)])];
  return operators.map((op) => ({ ...op, ...(sublayer && { sublayer }) }));
}
