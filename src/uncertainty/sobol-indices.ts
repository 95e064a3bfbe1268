/** Share of a result's variance that an input causes alone, and with all that it acts together with. */
export interface SobolIndex {
  readonly first: number;
  readonly total: number;
}

export interface IndicesInput {
  /** Inputs, each uniform in [0, 1). */
  readonly dimensions: number;
  /** Rows of the design; the model runs (dimensions + 2) times as often. */
  readonly rows: number;
  /** Coordinate of a row: two independent designs, `a` and `b`. */
  readonly coordinate: (row: number, dimension: number, design: "a" | "b") => number;
  /** Results at a point, alike in length; undefined where the point has none. Told which inputs are not the row's own. */
  readonly model: (point: readonly number[]) => Promise<readonly number[] | undefined>;
  /** Before each row; "stop" leaves the indices to those before. */
  readonly onRow?: (row: number) => "stop" | void | Promise<"stop" | void>;
}

/**
 * Sobol indices of each result for each input, by Saltelli's design: rows A and B, and A with one column of B.
 *
 *   first = 1 − Σ (f(B) − f(AB_i))² / (2 N · V)      total = Σ (f(A) − f(AB_i))² / (2 N · V)
 *
 * V is the variance over A and B. Rows in which a run has no result are left out. With no variance there is nothing to
 * share: all indices are 0. Source: Saltelli et al. 2010, Computer Physics Communications 181, table 2 (Jansen's
 * estimators).
 */
export async function sobolIndices(input: IndicesInput): Promise<readonly (readonly SobolIndex[])[]> {
  const { dimensions, rows, coordinate, model, onRow = () => undefined } = input;
  const kept: Row[] = [];
  for (let row = 0; row < rows; row++) {
    if ((await onRow(row)) === "stop") break;
    const points = { a: pointOf(row, "a", input), b: pointOf(row, "b", input) };
    const a = await model(points.a);
    const b = await model(points.b);
    const mixed: (readonly number[] | undefined)[] = [];
    for (let axis = 0; axis < dimensions; axis++)
      mixed.push(await model(points.a.with(axis, coordinate(row, axis, "b"))));
    if (a !== undefined && b !== undefined && mixed.every((one) => one !== undefined))
      kept.push({ a, b, mixed });
  }
  const results = kept[0]?.a.length ?? 0;
  return Array.from({ length: results }, (_, result) => indicesOf(kept, result, dimensions));
}

interface Row {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly mixed: readonly (readonly number[])[];
}

function pointOf(
  row: number,
  design: "a" | "b",
  { dimensions, coordinate }: IndicesInput,
): readonly number[] {
  return Array.from({ length: dimensions }, (_, axis) => coordinate(row, axis, design));
}

function indicesOf(rows: readonly Row[], result: number, dimensions: number): readonly SobolIndex[] {
  const variance = varianceOf(rows.flatMap(({ a, b }) => [a[result]!, b[result]!]));
  return Array.from({ length: dimensions }, (_, axis) => {
    if (variance === 0) return { first: 0, total: 0 };
    const half = (other: "a" | "b"): number =>
      rows.reduce((sum, row) => sum + (row[other][result]! - row.mixed[axis]![result]!) ** 2, 0) /
      (2 * rows.length * variance);
    return { first: 1 - half("b"), total: half("a") };
  });
}

/** Variance of a sample; exactly 0 where all values are alike, whatever their mean rounds to. */
function varianceOf(values: readonly number[]): number {
  if (values.every((value) => value === values[0])) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
