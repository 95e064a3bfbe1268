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

/** A sublayer around which the residual stream passes: x + f(norm(x)), or, with the norm last, norm(x + f(x)). */
export interface ResidualSublayer extends Omit<Residual, "branch"> {
  readonly sublayer?: Sublayer;
  readonly norm: Draft;
  readonly normPlacement: "pre" | "post";
  readonly branch: (input: TensorId) => readonly Operator[];
}

export function residualSublayer(layer: ResidualSublayer): readonly Operator[] {
  const { stream, sublayer, norm, normPlacement, branch } = layer;
  const before = normPlacement === "pre" ? chain(stream, [norm]) : [];
  const own = branch(written(before, stream));
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
