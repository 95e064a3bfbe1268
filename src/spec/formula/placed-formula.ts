import { parseFormula, FormulaError, type Formula, type ParseExpression } from "./formula.ts";
import type { TextPlace } from "../yaml/provenance.ts";
import { SpecProblems, type SpecError } from "../yaml/spec-error.ts";
import { nearestName } from "../../units/nearest-name.ts";

/** A formula of a file: where it stands, its text, and what it was parsed to. */
export interface PlacedFormula extends FormulaPlace {
  readonly formula: Formula;
}

/** Where a formula stands. */
export interface FormulaPlace {
  readonly file: string;
  /** Dotted path in the spec, such as `claims.3.that`. */
  readonly path: string;
  readonly text: string;
  readonly place: TextPlace | undefined;
}

/** Parses the formulas of one file, which says `file` in messages. */
export interface FormulaReader {
  readonly file: string;
  readonly placeOf: (path: string) => TextPlace | undefined;
  readonly parse: ParseExpression;
  readonly functions: readonly string[];
}

/** Parse one formula; throws SpecProblems with a caret under what is wrong. */
export function readFormula(
  { file, placeOf, parse, functions }: FormulaReader,
  path: string,
  text: string,
): PlacedFormula {
  const where = { file, path, text, place: placeOf(path) };
  try {
    return { ...where, formula: parseFormula(text, parse, { functions }) };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const called = /^a call of "(.*)"$/.exec(error.message)?.[1];
    const suggestion =
      error.suggestion ?? (called === undefined ? undefined : nearestName(called, functions));
    throw new SpecProblems([formulaError(where, error, suggestion)]);
  }
}

/** Run `evaluate` on a formula; what it refuses becomes a SpecProblems at the formula's place. */
export function atPlace<T>(formula: FormulaPlace, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    throw new SpecProblems([formulaError(formula, error, error.suggestion)]);
  }
}

/**
 * The caret stands under the part that is to blame: in its line of the file where the formula is written in one line,
 * else in the formula's own text.
 */
function formulaError(
  { file, path, text, place }: FormulaPlace,
  { message, token, offset }: FormulaError,
  suggestion: string | undefined,
): SpecError {
  const found = offset ?? (token === undefined ? 0 : Math.max(0, text.indexOf(token)));
  const within = Math.min(found, Math.max(0, text.length - 1));
  const start = place?.sourceLine.indexOf(text) ?? -1;
  return {
    file: place?.file ?? file,
    ...(place === undefined ? {} : { line: place.line }),
    path,
    message,
    expected: "an expression of metrics, figures, numbers with units and comparisons",
    sourceLine: place !== undefined && start >= 0 ? place.sourceLine : text,
    column: (start >= 0 ? start : 0) + within + 1,
    length: token?.length ?? 1,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
