import type { Request } from "./request.ts";

/** A line of a trace that is no request. */
export class ArrivalsError extends Error {
  override readonly name = "ArrivalsError";
}

const COLUMNS = ["arrivalSeconds", "promptTokens", "generatedTokens"] as const;

/**
 * A recorded trace: CSV with the columns arrivalSeconds, promptTokens, generatedTokens (any order, others are passed
 * over), sorted by arrival here. Errors name file, line and column.
 */
export function parseArrivals(text: string, file: string): readonly Request[] {
  const lines = text.split(/\r?\n/);
  const header = (lines[0] ?? "").split(",").map((name) => name.trim());
  const places = COLUMNS.map((name) => {
    const place = header.indexOf(name);
    if (place < 0)
      throw new ArrivalsError(`${file}:1:1  no column "${name}"; a trace has ${COLUMNS.join(", ")}`);
    return place;
  });
  const requests = lines.slice(1).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const cells = line.split(",");
    const [arrivalSeconds, promptTokens, generatedTokens] = places.map((place, at) =>
      numberAt(cells, place, { name: COLUMNS[at]!, file, line: index + 2 }),
    ) as [number, number, number];
    return [{ arrivalSeconds, promptTokens, generatedTokens }];
  });
  if (requests.length === 0) throw new ArrivalsError(`${file}:2:1  no request in the trace`);
  return requests.toSorted((a, b) => a.arrivalSeconds - b.arrivalSeconds);
}

interface Place {
  readonly name: (typeof COLUMNS)[number];
  readonly file: string;
  readonly line: number;
}

function numberAt(cells: readonly string[], place: number, { name, file, line }: Place): number {
  const text = cells[place]?.trim() ?? "";
  const value = text === "" ? Number.NaN : Number(text);
  const counts = name !== "arrivalSeconds";
  const legal = counts ? Number.isInteger(value) && value >= 1 : Number.isFinite(value) && value >= 0;
  if (legal) return value;
  const column = cells.slice(0, place).reduce((sum, cell) => sum + cell.length + 1, 1);
  const expected = counts ? "a whole number of tokens, at least 1" : "seconds from 0 on";
  throw new ArrivalsError(`${file}:${line}:${column}  ${name}: expected ${expected}, got "${text}"`);
}
