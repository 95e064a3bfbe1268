import type {
  Draft,
  MatmulOperator,
  MatmulRole,
  TensorSplit,
  VectorFunction,
  VectorOperator,
} from "../graph/operator-graph.ts";

export interface LinearLayer {
  readonly id: string;
  readonly role: MatmulRole;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly split: TensorSplit;
  readonly bias: boolean;
  readonly fusedColumns?: number;
}

/** Y = X·W, and + b when it has a bias. The bias of a row split is added after the all-reduce, by every chip. */
export function linear({ bias, ...layer }: LinearLayer): readonly [Draft<MatmulOperator>, ...Draft[]] {
  const matmul: Draft<MatmulOperator> = {
    kind: "matmul",
    ...layer,
    groups: 1,
    weight: true,
    parameters: layer.inner * layer.columns,
  };
  if (!bias) return [matmul];
  const split = layer.split === "row" ? "none" : layer.split;
  return [
    matmul,
    {
      ...vector(`${layer.id}-bias`, "bias", layer.rows * layer.columns, split),
      parameters: layer.columns,
    },
  ];
}

/** Elementwise or row-wise work without parameters. */
export function vector(
  id: string,
  operation: VectorFunction,
  elements: number,
  split: TensorSplit = "none",
): Draft<VectorOperator> {
  return { kind: "vector", id, function: operation, elements, parameters: 0, split };
}
