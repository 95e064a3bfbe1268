/** A number as a table with `digits` significant digits prints it. */
export function printed(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** A difference as the tables print it: "+0.32%". */
export function printedDifference(computed: number, published: number, digits = 2): string {
  const percent = 100 * (computed / published - 1);
  return `${percent >= 0 ? "+" : ""}${percent.toFixed(digits)}%`;
}
