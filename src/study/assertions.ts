import { parseFormula, FormulaError, type Formula, type ParseExpression } from "../spec/formula.ts";
import { SpecProblems, type SpecError } from "../spec/spec-error.ts";
import { nearestName } from "../units/nearest-name.ts";

/** A formula of the study file: where it stands, its text, and what it was parsed to. */
export interface StudyFormula {
  /** Dotted path in the study, such as `claims.3.that`. */
  readonly path: string;
  readonly text: string;
  readonly formula: Formula;
}

/** Parses the formulas of one study, which says `file` in messages. */
export interface FormulaReader {
  readonly file: string;
  readonly parse: ParseExpression;
  readonly functions: readonly string[];
}

/** Parse one formula of the study; throws SpecProblems with a caret under what is wrong. */
export function readFormula(
  { file, parse, functions }: FormulaReader,
  path: string,
  text: string,
): StudyFormula {
  try {
    return { path, text, formula: parseFormula(text, parse, { functions }) };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const called = /^a call of "(.*)"$/.exec(error.message)?.[1];
    const suggestion =
      error.suggestion ?? (called === undefined ? undefined : nearestName(called, functions));
    throw new SpecProblems([formulaError({ file, path, text }, error, suggestion)]);
  }
}

/** Run `evaluate` on a formula; what it refuses becomes a SpecProblems at the formula's place. */
export function atPlace<T>(
  file: string,
  { path, text }: Omit<StudyFormula, "formula">,
  evaluate: () => T,
): T {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    throw new SpecProblems([formulaError({ file, path, text }, error, error.suggestion)]);
  }
}

/** The formula's own text is the frame: the caret stands under the part that is to blame. */
function formulaError(
  { file, path, text }: { readonly file: string; readonly path: string; readonly text: string },
  { message, token, offset }: FormulaError,
  suggestion: string | undefined,
): SpecError {
  const found = offset ?? (token === undefined ? 0 : Math.max(0, text.indexOf(token)));
  return {
    file,
    path,
    message,
    expected: "an expression of metrics, figures, numbers with units and comparisons",
    sourceLine: text,
    column: Math.min(found, Math.max(0, text.length - 1)) + 1,
    length: token?.length ?? 1,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** Every text that stands as an argument of a call: ids of systems and workloads among them. */
export function textsIn(
  formula: Formula,
): readonly { readonly call: string; readonly index: number; readonly text: string }[] {
  switch (formula.kind) {
    case "call":
      return formula.operands.flatMap((operand, index) =>
        operand.kind === "text" ? [{ call: formula.name, index, text: operand.value }] : textsIn(operand),
      );
    case "operator":
      return formula.operands.flatMap(textsIn);
    case "choice":
      return [formula.test, formula.then, formula.otherwise].flatMap(textsIn);
    default:
      return [];
  }
}
