/** How a matmul is divided: over tiles (rows, columns, inner, groups) and over time (serial columns and inner). */
export interface MatmulSplits {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly groups: number;
  readonly serialColumns: number;
  readonly serialInner: number;
  /** True: the transposed product is computed, Wᵀ streams through the AMP and Xᵀ is loaded as weights. */
  readonly swapped: boolean;
}

/** The next value with a smaller part size ⌈size / value⌉; Infinity where parts are single units already. */
export function nextUseful(size: number, value: number): number {
  const part = Math.ceil(size / value);
  return part === 1 ? Infinity : Math.ceil(size / (part - 1));
}

/**
 * Values worth trying when `size` units are divided into up to `most` parts, ascending: the smallest value for each
 * distinct part size ⌈size / value⌉. With `keepEven` also the smallest even one, since neighbouring tiles that
 * receive the same data share their exchange receivers.
 */
export function usefulSplits(size: number, most: number, keepEven = false): number[] {
  const values: number[] = [];
  const last = Math.min(size, most);
  for (let value = 1; value <= last;) {
    values.push(value);
    const next = nextUseful(size, value);
    if (keepEven && value % 2 === 1 && value + 1 < next && value + 1 <= last) values.push(value + 1);
    value = next;
  }
  return values;
}
