/** Significant digits of saved numbers: enough to compare, few enough that the last bits of a sum do not show. */
const DIGITS = 12;

export function roundedNumber(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** A copy of plain data with every number rounded to 12 significant digits. */
export function rounded<T>(data: T): T {
  if (typeof data === "number") return roundedNumber(data) as T;
  if (Array.isArray(data)) return data.map(rounded) as T;
  if (typeof data !== "object" || data === null) return data;
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, rounded(value as unknown)])) as T;
}
