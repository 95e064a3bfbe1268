import type { SavedResults } from "../../result/saved/result.ts";

/** Saved numbers have 12 significant digits: more than any input knows, and the same on every machine. */
export function saved(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : null;
}

const LINE_WIDTH = 110;

/** `results.json`: keys in the order of the contract, on one line. For people there is `numbers.csv` and the report. */
export const jsonReport = (results: SavedResults): string => `${flat(results)}\n`;

const flat = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "number" ? saved(part) : part));

/** Anything that is saved for people to read too. */
export const jsonText = (saved: object): string => `${print(saved, "")}\n`;

/** JSON with short records on one line, so that a changed figure is one changed line in a diff. */
function print(value: unknown, margin: string): string {
  const line = flat(value);
  if (typeof value !== "object" || value === null) return line;
  if (line.length + margin.length <= LINE_WIDTH) return spaced(value);
  const inner = `${margin}  `;
  const [open, close, items] = Array.isArray(value)
    ? ["[", "]", value.map((item: unknown) => print(item ?? null, inner))]
    : ["{", "}", definedEntries(value).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner)}`)];
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${margin}${close}`;
}

const definedEntries = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, item]) => item !== undefined);

function spaced(value: unknown): string {
  if (typeof value === "number") return JSON.stringify(saved(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  const items = definedEntries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`);
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}
