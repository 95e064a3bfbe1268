import { loadMath } from "../../units/load-math.ts";
import { compiledSpecs } from "../compiled-specs.ts";
import { ParserNeeded, type ParseExpression } from "./formula.ts";
import type { ParsedFormula } from "./parsed-formula.ts";

/** A formula that the build has parsed; undefined for any other text. */
export function compiledFormula(text: string): ParsedFormula | undefined {
  const { formulas } = compiledSpecs();
  return Object.hasOwn(formulas, text) ? formulas[text] : undefined;
}

/** Knows the formulas that the build has parsed; throws `ParserNeeded` for any other. */
export const parseCompiled: ParseExpression = (text) => {
  const known = compiledFormula(text);
  if (known === undefined) throw new ParserNeeded(text);
  return known;
};

/** Runs `read` with a parser of formulas: mathjs is imported, and `read` run again, only where it meets a new one. */
export async function withParser<T>(read: (parse: ParseExpression) => T): Promise<T> {
  try {
    return read(parseCompiled);
  } catch (error) {
    if (!(error instanceof ParserNeeded)) throw error;
  }
  return read(await loadParser());
}

/** A parser of any formula. */
export async function loadParser(): Promise<ParseExpression> {
  const { parse } = await loadMath();
  return (text) => compiledFormula(text) ?? (parse(text) as unknown as ParsedFormula);
}
