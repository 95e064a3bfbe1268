import { BASE_UNIT } from "../units/dimension.ts";
import type { Cell } from "./yaml/cell.ts";
import type { Provenance } from "./yaml/provenance.ts";
import { isFormula, evaluateScalar, type Evaluation, type Sheet } from "./yaml/sheet.ts";
import { quantityMapErrors, schemaErrors } from "./yaml/schema-errors.ts";
import { errorAt, lineColumn, textAt, type SpecNode } from "./yaml/spec-node.ts";
import type { z } from "zod";

/** A spec as a plain tree of SI numbers, checked against its schema. */
export interface Normalized {
  /** Absent where something is wrong; the evaluation has the errors. */
  readonly spec?: unknown;
  readonly provenance: readonly Provenance[];
}

/** Evaluates every quantity of a sheet, checks the whole against the schema, and notes where numbers came from. */
export function normalize(sheet: Sheet, evaluation: Evaluation, prefix: readonly string[] = []): Normalized {
  const before = evaluation.errors.length;
  const numbers = new Map<SpecNode, number>();
  const provenance: Provenance[] = [];
  for (const cell of sheet.cells.values()) {
    evaluation.errors.push(...quantityMapErrors(cell.node, cell.path));
    const found = evaluateCell(sheet, cell, evaluation, prefix);
    if (found !== undefined) provenance.push(found);
    numbers.set(cell.node, found?.value ?? 1);
  }
  const plain = toPlain(sheet.root, numbers);
  const parsed = (sheet.schema as z.ZodType).safeParse(plain);
  if (!parsed.success) evaluation.errors.push(...schemaErrors(parsed.error.issues, sheet.schema, sheet.root));
  if (evaluation.errors.length > before || !parsed.success) return { provenance };
  return { spec: parsed.data, provenance };
}

function evaluateCell(
  sheet: Sheet,
  cell: Cell,
  evaluation: Evaluation,
  prefix: readonly string[],
): Provenance | undefined {
  const value = evaluateScalar(sheet, cell, cell.value, evaluation);
  const low = cell.low && evaluateScalar(sheet, cell, cell.low, evaluation);
  const high = cell.high && evaluateScalar(sheet, cell, cell.high, evaluation);
  if (value === undefined) return undefined;
  checkRange(cell, { value, low, high }, evaluation);
  const { source } = cell.value.place;
  const origin = originOf(sheet, cell);
  const written = cell.value.value;
  return {
    path: [...prefix, ...cell.path].join("."),
    value,
    unit: BASE_UNIT[cell.kind.dimension],
    written: typeof written === "string" ? written.trim() : cell.value.written,
    ...(origin.status === undefined ? {} : { status: origin.status }),
    ...(origin.source === undefined ? {} : { source: origin.source }),
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    file: source.file,
    ...lineColumn(source.text, cell.value.place.start),
  };
}

/**
 * Source and status of a number: its own, else those the file gives for numbers that have none. A formula's source
 * is the formula, for what it refers to has its own; its status is `derived`.
 */
function originOf(sheet: Sheet, cell: Cell): Pick<Provenance, "source" | "status"> {
  let file: Sheet | undefined = sheet;
  while (file !== undefined && file.source !== cell.value.place.source) file = file.base;
  const root = file?.own;
  const formula = isFormula(cell.value);
  const source = cell.source ?? (formula ? String(cell.value.value).trim() : textAt(root, "source"));
  const status = cell.status ?? (formula ? "derived" : (textAt(root, "status") as Provenance["status"]));
  return { ...(source === undefined ? {} : { source }), ...(status === undefined ? {} : { status }) };
}

function checkRange(
  cell: Cell,
  { value, low, high }: { value: number; low: number | undefined; high: number | undefined },
  { errors }: Evaluation,
): void {
  const fail = (node: SpecNode, end: string, expected: string, message: string): void => {
    errors.push(errorAt(node.place, { path: [...cell.path, end], expected, message }));
  };
  if ((cell.low === undefined) !== (cell.high === undefined)) {
    const [present, missing] = cell.low === undefined ? ["high", "low"] : ["low", "high"];
    fail(cell.low ?? cell.high ?? cell.node, present, `both low and high`, `no ${missing}`);
  }
  if (cell.low && low !== undefined && low > value)
    fail(cell.low, "low", `no more than the value ${cell.value.written}`, cell.low.written);
  if (cell.high && high !== undefined && high < value)
    fail(cell.high, "high", `no less than the value ${cell.value.written}`, cell.high.written);
}

function toPlain(node: SpecNode, numbers: ReadonlyMap<SpecNode, number>): unknown {
  const number = numbers.get(node);
  if (number !== undefined) return number;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map((item) => toPlain(item, numbers));
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.node, numbers)]));
}
