import { BASE_UNIT } from "../units/dimension.ts";
import type { Cell } from "./yaml/cell.ts";
import type { Provenance } from "./yaml/provenance.ts";
import { isFormula, evaluateScalar, type Evaluation, type Sheet } from "./yaml/sheet.ts";
import { keyPlaceAt, placeAt, quantityMapErrors, schemaErrors } from "./yaml/schema-errors.ts";
import { rulesOf } from "./rules/index.ts";
import type { RuleProblem } from "./rules/rule-problem.ts";
import type { SpecError } from "./yaml/spec-error.ts";
import {
  errorAt,
  lineColumn,
  textAt,
  type MapNode,
  type ScalarNode,
  type SpecNode,
} from "./yaml/spec-node.ts";
import type { z } from "zod";

/** A spec as a plain tree of SI numbers, checked against its schema. */
export interface Normalized {
  /** Absent where something is wrong; the evaluation has the errors. */
  readonly spec?: unknown;
  /** What could be read of it all the same, for rules that span several specs. */
  readonly seen: unknown;
  readonly provenance: readonly Provenance[];
}

/** Evaluates every quantity of a sheet, checks the whole against the schema, and notes where numbers came from. */
export function normalize(sheet: Sheet, evaluation: Evaluation, prefix: readonly string[] = []): Normalized {
  const before = evaluation.errors.length;
  const numbers = new Map<SpecNode, number>();
  const unknown = new Set<SpecNode>();
  const provenance: Provenance[] = [];
  for (const cell of sheet.cells.values()) {
    evaluation.errors.push(...quantityMapErrors(cell.node, cell.path));
    const found = evaluateCell(sheet, cell, evaluation, prefix);
    if (found !== undefined) provenance.push(found);
    numbers.set(cell.node, found?.value ?? 1);
    if (found === undefined) unknown.add(cell.node);
  }
  const parsed = (sheet.schema as z.ZodType).safeParse(toPlain(sheet.root, numbers));
  if (!parsed.success) evaluation.errors.push(...schemaErrors(parsed.error.issues, sheet.schema, sheet.root));
  const sound = parsed.success && evaluation.errors.length === before;
  const seen = sound ? parsed.data : toPlain(sheet.root, numbers, unknown);
  evaluation.errors.push(...ruleErrors(rulesOf(textAt(sheet.root, "kind"))(seen), sheet.root));
  if (evaluation.errors.length > before || !parsed.success) return { provenance, seen };
  return { spec: parsed.data, provenance, seen };
}

/** What rules found, at the places in the file they are about. */
export function ruleErrors(problems: readonly RuleProblem[], root: MapNode): readonly SpecError[] {
  return problems.map((problem) =>
    errorAt((problem.atKey === true ? keyPlaceAt : placeAt)(root, problem.path), problem),
  );
}

function evaluateCell(
  sheet: Sheet,
  cell: Cell,
  evaluation: Evaluation,
  prefix: readonly string[],
): Provenance | undefined {
  const value = evaluateScalar(sheet, cell, cell.value, evaluation);
  if (value === undefined) return undefined;
  const moved = cell.low || cell.high ? movedBy(sheet, cell, value, evaluation) : 1;
  const end = (scalar: ScalarNode | undefined): number | undefined => {
    const written = scalar && evaluateScalar(sheet, cell, scalar, evaluation);
    return scalar === undefined || written === undefined || isFormula(scalar) ? written : written * moved;
  };
  const [low, high] = [end(cell.low), end(cell.high)];
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
 * By what factor a derived value differs from the one that its file gives for itself: a range written beside a
 * formula is about that one, and moves with it.
 */
function movedBy(sheet: Sheet, cell: Cell, value: number, evaluation: Evaluation): number {
  if (!isFormula(cell.value)) return 1;
  const owner = ownerOf(sheet, cell);
  const declared = owner === sheet ? owner.declared?.() : owner;
  const own = declared?.cells.get(cell.path.join("."));
  if (declared === undefined || own === undefined) return 1;
  const nominal = evaluateScalar(declared, own, own.value, evaluation);
  return nominal === undefined || nominal === 0 ? 1 : value / nominal;
}

/** The sheet of the file in which a number is written: the spec itself, or one of its bases. */
function ownerOf(sheet: Sheet, cell: Cell): Sheet | undefined {
  let file: Sheet | undefined = sheet;
  while (file !== undefined && file.source !== cell.value.place.source) file = file.base;
  return file;
}

/**
 * Source and status of a number: its own, else those the file gives for numbers that have none. A formula's source
 * is the formula, for what it refers to has its own; its status is `derived`.
 */
function originOf(sheet: Sheet, cell: Cell): Pick<Provenance, "source" | "status"> {
  const root = ownerOf(sheet, cell)?.own;
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

/** The tree with its quantities as numbers, and null in place of those that are there and `unknown`. */
function toPlain(
  node: SpecNode,
  numbers: ReadonlyMap<SpecNode, number>,
  unknown: ReadonlySet<SpecNode> = NONE,
): unknown {
  if (unknown.has(node)) return null;
  const number = numbers.get(node);
  if (number !== undefined) return number;
  // For rules nothing is written where null is: only an unknown number is null.
  if (node.kind === "scalar") return unknown === NONE ? node.value : (node.value ?? undefined);
  if (node.kind === "list") return node.items.map((item) => toPlain(item, numbers, unknown));
  return Object.fromEntries(
    [...node.entries].map(([key, entry]) => [key, toPlain(entry.node, numbers, unknown)]),
  );
}
const NONE: ReadonlySet<SpecNode> = new Set();
