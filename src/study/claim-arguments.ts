import type { Amount } from "../spec/formula/evaluate-formula.ts";
import { FormulaError } from "../spec/formula/formula.ts";
import { nearestName } from "../units/nearest-name.ts";

type Argument = Amount | string;

/** A function of claims: ids and names in, a figure out. */
export type ClaimFunction = (args: readonly Argument[]) => Amount;

export function textAt(args: readonly Argument[], index: number, usage: string): string {
  const argument = args[index];
  if (typeof argument !== "string") throw new FormulaError(`a call without texts; it is used as ${usage}`);
  return argument;
}

export function unknownText(what: string, text: string, known: Iterable<string>): FormulaError {
  return new FormulaError(`${what} "${text}"`, { token: text, suggestion: nearestName(text, known) });
}
