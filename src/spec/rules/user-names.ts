import { UNITS } from "../../units/unit-table.ts";
import { FORMULA_FUNCTIONS } from "../formula/formula.ts";

/** Words that a formula reads as something else. */
const WORDS: ReadonlySet<string> = new Set([
  "and",
  "or",
  "not",
  "xor",
  "mod",
  "to",
  "in",
  "true",
  "false",
  "within",
]);

/** What is wrong with a name that a user gives to a metric or a parameter, so that formulas can use it. */
export function nameProblem(name: string): { expected: string; message: string } | undefined {
  const message = `"${name}"`;
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    return { expected: "a name of letters, digits and underscores, beginning with a letter", message };
  if (name in Object.prototype) return { expected: "a name that JavaScript has no meaning for", message };
  if ((FORMULA_FUNCTIONS as readonly string[]).includes(name) || WORDS.has(name))
    return { expected: "a name that formulas have no meaning for", message };
  if (UNITS.has(name)) return { expected: "a name that is no unit", message };
  return undefined;
}
