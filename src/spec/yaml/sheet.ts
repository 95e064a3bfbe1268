import type { z } from "zod";
import { POWERS_OF, describePowers, samePowers, DIMENSIONLESS } from "../../units/powers.ts";
import { describeExpected, parseQuantity } from "../../units/parse-quantity.ts";
import type { Dimension } from "../../units/dimension.ts";
import { nearestName } from "../../units/nearest-name.ts";
import type { Cell } from "./cell.ts";
import { checkRules } from "../check-rules.ts";
import { evaluateFormula, pureNumber, type Amount } from "../formula/evaluate-formula.ts";
import { FormulaError, ParserNeeded, parseFormula, type ParseExpression } from "../formula/formula.ts";
import type { SpecError } from "./spec-error.ts";
import { errorAt, type MapNode, type Place, type ScalarNode, type SourceText } from "./spec-node.ts";

/** A spec whose quantities are known but not yet evaluated, and what its formulas may refer to. */
export interface Sheet {
  readonly schema: z.core.$ZodType;
  readonly root: MapNode;
  /** The file of the spec itself; inherited nodes lie in those of its bases. */
  readonly source: SourceText;
  /** What that file says by itself, before its base is merged in. */
  readonly own: MapNode;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly base?: Sheet;
  /** A system's `machine` and `chip`, a machine's `chip`. */
  readonly references: Readonly<Record<string, Sheet>>;
  readonly parameters: Readonly<Record<string, number>>;
  /** The same spec as its files say it, where this one was given other values or parameters. */
  readonly declared?: () => Sheet | undefined;
}

/** What mathjs is needed for: absent where no formula and no unusual unit occurs. */
export interface MathSupport {
  readonly parse: ParseExpression;
  /** A quantity in a unit that is not in our table, in base units; undefined where mathjs refuses it. */
  readonly convert: (text: string, dimension: Dimension) => number | undefined;
}

/** The state of one evaluation: values found so far, formulas being followed, and what went wrong. */
export interface Evaluation {
  readonly math: MathSupport | undefined;
  /** By cell, for an inherited formula means another number in each spec that inherits it. */
  readonly values: Map<Cell, Map<ScalarNode, number | undefined>>;
  readonly underway: Cell[];
  readonly errors: SpecError[];
}

export function startEvaluation(math: MathSupport | undefined): Evaluation {
  return { math, values: new Map(), underway: [], errors: [] };
}

/** One scalar of a cell in base units; undefined after an error, which is recorded once. */
export function evaluateScalar(
  sheet: Sheet,
  cell: Cell,
  scalar: ScalarNode,
  evaluation: Evaluation,
): number | undefined {
  const known = evaluation.values.get(cell) ?? new Map<ScalarNode, number | undefined>();
  evaluation.values.set(cell, known);
  if (known.has(scalar)) return known.get(scalar);
  const value = isFormula(scalar)
    ? evaluateCellFormula(sheet, cell, scalar, evaluation)
    : parseScalar(cell, scalar, evaluation);
  const problem = value === undefined ? undefined : checkRules(value, cell.kind, scalar.written);
  if (problem !== undefined) evaluation.errors.push(errorAt(scalar.place, { path: cell.path, ...problem }));
  const checked = problem === undefined ? value : undefined;
  known.set(scalar, checked);
  return checked;
}

export function isFormula(scalar: ScalarNode): boolean {
  return typeof scalar.value === "string" && scalar.value.trimStart().startsWith("=");
}

function parseScalar(cell: Cell, scalar: ScalarNode, { math, errors }: Evaluation): number | undefined {
  const { dimension } = cell.kind;
  const text = typeof scalar.value === "number" ? numberText(scalar) : String(scalar.value);
  const parsed = parseQuantity(text, dimension);
  if (parsed.ok) return parsed.value;
  if (parsed.unknownUnit !== undefined) {
    const converted = math?.convert(text, dimension);
    if (converted !== undefined) return converted;
  }
  const { problem, suggestion } = parsed;
  errors.push(
    errorAt(scalar.place, {
      path: cell.path,
      message: `${shownText(scalar)} (${problem})`,
      expected: describeExpected(dimension),
      suggestion,
    }),
  );
  return undefined;
}

function shownText(scalar: ScalarNode): string {
  return typeof scalar.value === "string" ? `"${scalar.value}"` : scalar.written;
}

/** The digits as written, where they say the same as the number, so that no bit is lost. */
function numberText(scalar: ScalarNode): string {
  return Number(scalar.written) === scalar.value ? scalar.written : String(scalar.value);
}

function evaluateCellFormula(
  sheet: Sheet,
  cell: Cell,
  scalar: ScalarNode,
  evaluation: Evaluation,
): number | undefined {
  const text = String(scalar.value).trimStart().slice(1);
  const { dimension } = cell.kind;
  if (evaluation.math === undefined) throw new ParserNeeded(text);
  if (evaluation.underway.includes(cell)) {
    const names = [...evaluation.underway.slice(evaluation.underway.indexOf(cell)), cell];
    const message = `a cycle: ${names.map(({ path }) => path.join(".")).join(" -> ")}`;
    evaluation.errors.push(errorAt(scalar.place, { path: cell.path, expected: "a formula", message }));
    return undefined;
  }
  evaluation.underway.push(cell);
  try {
    const amount = evaluateFormula(parseFormula(text, evaluation.math.parse), {
      name: (path) => lookUp(sheet, path, scalar.place.source, evaluation),
      nearest: (path) => nearestName(path.join("."), namesInScope(sheet)),
    });
    const expected = POWERS_OF[dimension];
    if (samePowers(amount.powers, expected)) return amount.value;
    const got = samePowers(amount.powers, DIMENSIONLESS) ? "a pure number" : describePowers(amount.powers);
    throw new FormulaError(`a formula that gives ${got}`);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    if (!(error instanceof Unavailable)) evaluation.errors.push(formulaError(cell, scalar, error));
    return undefined;
  } finally {
    evaluation.underway.pop();
  }
}

/** A formula refers to a number that has an error of its own, which is already recorded. */
class Unavailable extends FormulaError {}

function formulaError(cell: Cell, scalar: ScalarNode, error: FormulaError): SpecError {
  const { token, offset, suggestion } = error;
  const written = scalar.written;
  const equals = written.indexOf("=") + 1;
  const found = token === undefined || token === "" ? -1 : written.indexOf(token, equals);
  const { start, end } = scalar.place;
  let place: Place = scalar.place;
  if (found >= 0) place = { ...place, start: start + found, end: start + found + (token ?? "").length };
  else if (offset !== undefined)
    place = { ...place, start: Math.min(start + equals + offset, end - 1), end: start + equals + offset + 1 };
  const gives = error.message.startsWith("a formula that gives");
  const expected = gives
    ? describeExpected(cell.kind.dimension)
    : "a formula of numbers, units and names of the spec";
  return errorAt(place, { path: cell.path, expected, message: error.message, suggestion });
}

/** Follows a name: `base.`, `machine.` and `chip.` lead to other specs, `pod` is a parameter, the rest is its own. */
function lookUp(
  sheet: Sheet,
  path: readonly string[],
  owner: SourceText,
  evaluation: Evaluation,
): Amount | undefined {
  const [first = "", ...rest] = path;
  const parameter =
    path.length === 1 && Object.hasOwn(sheet.parameters, first) ? sheet.parameters[first] : undefined;
  if (parameter !== undefined) return pureNumber(parameter);
  const cell = sheet.cells.get(path.join("."));
  if (cell !== undefined) {
    const value = evaluateScalar(sheet, cell, cell.value, evaluation);
    if (value === undefined) throw new Unavailable("a name without a value");
    return { value, powers: POWERS_OF[cell.kind.dimension] };
  }
  if (rest.length === 0) return undefined;
  const referenced = Object.hasOwn(sheet.references, first) ? sheet.references[first] : undefined;
  const other = first === "base" ? baseOf(sheet, owner) : referenced;
  return other === undefined ? undefined : lookUp(other, rest, other.source, evaluation);
}

/** `base` in a formula means the base of the file that the formula stands in, also when it is inherited. */
function baseOf(sheet: Sheet, owner: SourceText): Sheet | undefined {
  let current: Sheet | undefined = sheet;
  while (current !== undefined && current.source !== owner) current = current.base;
  return (current ?? sheet).base;
}

function namesInScope(sheet: Sheet): readonly string[] {
  const own = [...Object.keys(sheet.parameters), ...sheet.cells.keys()];
  const below = (prefix: string, other: Sheet | undefined): string[] =>
    other === undefined ? [] : [...other.cells.keys()].map((path) => `${prefix}.${path}`);
  const referenced = Object.entries(sheet.references).flatMap(([name, other]) => below(name, other));
  return [...own, ...below("base", sheet.base), ...referenced];
}
