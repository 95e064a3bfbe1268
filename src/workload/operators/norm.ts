import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Draft, VectorOperator } from "../graph/operator-graph.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { vector } from "./linear.ts";

/** Normalise `rows` vectors of the hidden width; gain, and offset where the norm has one, are parameters. */
export function norm(id: string, rows: number, model: TransformerSpec): Draft<VectorOperator> {
  const { hidden, normParameters } = transformerShape(model);
  return { ...vector(id, model.norm, rows * hidden), parameters: normParameters };
}
