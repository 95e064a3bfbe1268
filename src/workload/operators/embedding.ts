import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Draft, GatherOperator } from "../graph/operator-graph.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { linear, vector } from "./linear.ts";
import { norm } from "./norm.ts";

export interface EmbeddingInput {
  /** Tokens of ONE sample that are looked up. */
  readonly rows: number;
  readonly dropout: boolean;
  readonly model: TransformerSpec;
}

/** Token, position and type rows, added up; then norm and dropout where the model has them. */
export function embedding({ rows, dropout, model }: EmbeddingInput): readonly Draft[] {
  const { hidden, vocabulary, positions, embeddingWidth } = transformerShape(model);
  const learned = model.position === "learned";
  const types = model.typeVocabulary ?? 0;
  return [
    lookUp("tokens", { rows, width: embeddingWidth, tableRows: vocabulary, split: "column" }),
    ...(embeddingWidth === hidden ? [] : widened("embedding-projection", rows, embeddingWidth, hidden)),
    ...(learned
      ? [
          lookUp("positions", { rows, width: hidden, tableRows: positions, split: "none" }),
          vector("add-positions", "add", rows * hidden),
        ]
      : []),
    ...(types > 0
      ? [
          lookUp("types", { rows, width: hidden, tableRows: types, split: "none" }),
          vector("add-types", "add", rows * hidden),
        ]
      : []),
    ...(model.embeddingNorm ? [norm("embedding-norm", rows, model)] : []),
    ...(dropout ? [vector("embedding-dropout", "dropout", rows * hidden)] : []),
  ];
}

/** Between the width of the token table and that of the layers (OPT-350M, arXiv:2205.01068, Table 1). */
export function widened(id: string, rows: number, inner: number, columns: number): readonly Draft[] {
  return linear({ id, role: "head", rows, inner, columns, split: "none", bias: false });
}

/** Rows of a table that the operator owns. */
export function lookUp(
  id: string,
  table: Pick<GatherOperator, "rows" | "width" | "tableRows" | "split">,
): Draft<GatherOperator> {
  return { kind: "gather", id, ...table, parameters: table.tableRows * table.width };
}

/** Rows picked from an activation or from a table that another operator owns. */
export function pick(
  id: string,
  source: Pick<GatherOperator, "rows" | "width" | "tableRows" | "split">,
): Draft<GatherOperator> {
  return { ...lookUp(id, source), parameters: 0 };
}

/**
 * T5's position bias: one value a bucket and head, looked up once per distance and shared by a stack's layers.
 * Source: Raffel 2019, arXiv:1910.10683, §2.1.
 */
export function relativeBuckets(id: string, rows: number, model: TransformerSpec): readonly Draft[] {
  if (model.position !== "relative-buckets") return [];
  const tableRows = model.relativeBuckets ?? DEFAULT_RELATIVE_BUCKETS;
  return [lookUp(id, { rows: 2 * rows - 1, width: model.heads, tableRows, split: "none" })];
}

/** Raffel 2019, arXiv:1910.10683, §2.1 (published). */
export const DEFAULT_RELATIVE_BUCKETS = 32;
