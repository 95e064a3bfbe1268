import { MARGINS } from "../../result/judge.ts";
import { numberCode, type CodeScope } from "../../spec/formula/compile-formula.ts";
import { FormulaError, type Formula } from "../../spec/formula/formula.ts";
import { describePowers, samePowers } from "../../units/powers.ts";

const OPERATORS = ["<", "<=", ">", ">=", "==", "!="] as const;
type Comparison = (typeof OPERATORS)[number];

const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

/** What is missed by nothing at all, as `a < a` is, is still missed. */
const LEAST_MISS = 1e-12;

/** By how much of its right side a comparison is missed; 0: it holds, by the same margins as in a study; 1: unknown. */
function missedBy(operator: Comparison): (left: number, right: number) => number {
  const { strict, of } = MARGINS[operator]!;
  return (left, right) => {
    const margin = of(left, right);
    if (strict ? margin > 0 : margin >= 0) return 0;
    if (!Number.isFinite(margin)) return 1;
    return Math.max(LEAST_MISS, -margin / (Math.abs(right) || 1));
  };
}

/** Functions that the code of a rule calls, by the place of its operator. */
export const RULE_FUNCTIONS = OPERATORS.map(missedBy);

/** Code of by how much a condition is missed: of two joined by `and` the more, by `or` the less. */
export function missedCode(rule: Formula, scope: CodeScope, isNegated = false): string {
  const [first, second] = rule.kind === "operator" ? rule.operands : [];
  const operator = rule.kind === "operator" ? rule.operator : "";
  if (first !== undefined && operator === "not") return missedCode(first, scope, !isNegated);
  if (first !== undefined && second !== undefined && (operator === "and" || operator === "or")) {
    const both = [first, second].map((side) => missedCode(side, scope, isNegated));
    return `Math.${(operator === "and") === isNegated ? "min" : "max"}(${both.join()})`;
  }
  if (first === undefined || second === undefined || !isComparison(operator))
    throw new FormulaError("something that is no comparison, such as `averagePowerWatts < 20 kW`");
  const [left, right] = [numberCode(first, scope), numberCode(second, scope)];
  if (!samePowers(left.powers, right.powers)) {
    const [a, b] = [left, right].map(({ powers }) => describePowers(powers));
    throw new FormulaError(`a comparison of ${a} with ${b}`);
  }
  const asked = isNegated ? OPPOSITE[operator] : operator;
  return `k[${OPERATORS.indexOf(asked)}](${left.code},${right.code})`;
}

const isComparison = (operator: string): operator is Comparison =>
  (OPERATORS as readonly string[]).includes(operator);
