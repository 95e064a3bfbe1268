/** Costs of some rows from 0, the least among them, to 1, the most; 0 where all are alike. */
export function scaledCosts(
  columns: readonly Float64Array[],
  rows: readonly number[],
): readonly Float64Array[] {
  return columns.map((column) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const row of rows) {
      low = Math.min(low, column[row]!);
      high = Math.max(high, column[row]!);
    }
    return Float64Array.from(rows, (row) => (high > low ? (column[row]! - low) / (high - low) : 0));
  });
}
