import type { Draft, Operator, Sublayer, TensorId } from "../graph/operator-graph.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import { vector } from "./linear.ts";

/** What a sublayer puts out, and the residual stream that it is added to. */
export interface Residual {
  /** What the ids of dropout and sum begin with. */
  readonly id: string;
  readonly stream: TensorId;
  /** What the sublayer puts out. */
  readonly branch: TensorId;
  /** Elements of the stream, ONE sample. */
  readonly elements: number;
  readonly dropout: boolean;
}

/** Dropout of a sublayer's output, and its addition to the residual stream. */
export function residual({ id, stream, branch, elements, dropout }: Residual): readonly Operator[] {
  const dropped = dropout ? chain(branch, [vector(`${id}-dropout`, "dropout", elements)]) : [];
  const sum = reading([written(dropped, branch), stream], vector(`${id}-residual`, "add", elements));
  return [...dropped, ...chain(branch, [sum])].map((op) => ({ ...op, residual: true as const }));
}

/**
 * A sublayer around which the residual stream passes: x + f(norm(x)); with the norm last, norm(x + f(x)); with norms on
 * both sides, x + norm(f(norm(x))).
 */
export interface ResidualSublayer extends Omit<Residual, "branch"> {
  readonly sublayer?: Sublayer;
  readonly norm: Draft;
  readonly normPlacement: "pre" | "post" | "both";
  readonly branch: (input: TensorId) => readonly Operator[];
}

export function residualSublayer(layer: ResidualSublayer): readonly Operator[] {
  const { stream, sublayer, norm, normPlacement, branch } = layer;
  const before = normPlacement === "post" ? [] : chain(stream, [norm]);
  const computed = branch(written(before, stream));
  const own =
    normPlacement === "both"
      ? [...computed, ...chain(written(computed), [{ ...norm, id: `${norm.id}-after` }])]
      : computed;
  const joined = residual({ ...layer, branch: written(own) });
  const after = normPlacement === "post" ? chain(written(joined), [norm]) : [];
  return inSublayer(sublayer, [...before, ...own, ...joined, ...after]);
}

/** Operators that belong to a sublayer. */
export function inSublayer(
  sublayer: Sublayer | undefined,
  operators: readonly Operator[],
): readonly Operator[] {
  return sublayer === undefined ? operators : operators.map((op) => ({ ...op, sublayer }));
}
