import type { Value } from "./duckdb.ts";

/** A value of a database as JSON has it: whole numbers beyond 2^53 as text. */
export function plainValue(value: Value): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Rows as a table: numbers to the right, seven digits of them. */
export async function answerTable(
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): Promise<string> {
  const { table } = await import("../../report/parts/table.ts");
  const isNumeric = (at: number): boolean =>
    rows.some((row) => row[at] !== null) &&
    rows.every((row) => ["number", "bigint"].includes(typeof row[at]) || row[at] === null);
  const headers = columns.map((header, at) => ({
    header,
    align: isNumeric(at) ? ("right" as const) : ("left" as const),
  }));
  const cells = rows.map((row) => row.map((value) => ({ text: textOf(plainValue(value)) })));
  return `${table(headers, cells).join("\n")}\n`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return String(Number(value.toPrecision(7)));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
