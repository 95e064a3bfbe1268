/** Where evaluated points are written: one row a point, one column a metric. */
export interface PointColumns {
  /** 1: the plan fits; 0: it does not, and its metrics are NaN. */
  readonly feasible: Uint8Array;
  /** Of a point that does not fit: what it asks of the resource that is short, and what there is. NaN where it fits. */
  readonly demand: Float64Array;
  readonly bound: Float64Array;
  readonly metrics: readonly Float64Array[];
}

export interface ColumnOptions {
  /** True: in memory that worker threads share. */
  readonly shared?: boolean;
}

/** Room for `count` points of so many metrics. */
export function pointColumns(
  count: number,
  metrics: number,
  { shared = false }: ColumnOptions = {},
): PointColumns {
  const room = (bytes: number): ArrayBuffer | SharedArrayBuffer =>
    shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const numbers = (): Float64Array => new Float64Array(room(8 * count));
  return {
    feasible: new Uint8Array(room(count)),
    demand: numbers(),
    bound: numbers(),
    metrics: Array.from({ length: metrics }, numbers),
  };
}
