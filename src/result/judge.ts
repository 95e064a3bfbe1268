import { evaluateFormula, type Amount, type FormulaScope } from "../spec/formula/evaluate-formula.ts";
import { FormulaError, type Formula } from "../spec/formula/formula.ts";
import { DIMENSIONLESS, describePowers, samePowers, type Powers } from "../units/powers.ts";
import { spread } from "./spread.ts";

export type Verdict = "held" | "refuted" | "undecided";

/** What an assertion came to, and the two sides of the comparison that decided it. */
export interface Judgement {
  readonly verdict: Verdict;
  /** null: unknown, or does not apply. */
  readonly left: number | null;
  readonly right: number | null;
  readonly powers: Powers;
}

/** An uncertain input at its low and at its high end; a missing end could not be evaluated. */
export interface Corner<T> {
  readonly low: T;
  readonly high: T;
}

/** Two numbers computed along different paths count as equal below this relative difference. */
const EQUAL_WITHIN = 1e-9;

/** Functions of assertions besides those of formulas and of the scope. */
export const ASSERTION_FUNCTIONS = ["within"] as const;

/**
 * Judge an assertion under uncertainty. An unknown quantity is NaN in the scope.
 *
 * `corners` are scopes that differ from `nominal` in one uncertain input. The margin by which a comparison holds spreads
 * by the root of the summed squares of what each input does to it: inputs are taken as independent, and one that both
 * sides share moves both, so that what cancels does cancel. A comparison is undecided when a side is unknown or when
 * its margin changes sign within the spread. `and`, `or`, `not` follow Kleene's three-valued logic.
 */
export function judge(
  assertion: Formula,
  nominal: FormulaScope,
  corners: readonly Corner<FormulaScope>[] = [],
): Judgement {
  const [first, second] = assertion.kind === "operator" ? assertion.operands : [];
  const operator = assertion.kind === "operator" ? assertion.operator : "";
  if (first !== undefined && operator === "not") return invert(judge(first, nominal, corners));
  if (first !== undefined && second !== undefined && (operator === "and" || operator === "or")) {
    const [left, right] = [judge(first, nominal, corners), judge(second, nominal, corners)];
    return operator === "and" ? weaker(left, right) : invert(weaker(invert(left), invert(right)));
  }
  return judgeComparison(assertion, nominal, corners);
}

const STRENGTH: Readonly<Record<Verdict, number>> = { refuted: 0, undecided: 1, held: 2 };

function weaker(left: Judgement, right: Judgement): Judgement {
  return STRENGTH[right.verdict] < STRENGTH[left.verdict] ? right : left;
}

function invert(judgement: Judgement): Judgement {
  const opposite = { held: "refuted", refuted: "held", undecided: "undecided" } as const;
  return { ...judgement, verdict: opposite[judgement.verdict] };
}

function judgeComparison(
  assertion: Formula,
  nominal: FormulaScope,
  corners: readonly Corner<FormulaScope>[],
): Judgement {
  const { left, right, margin, strict, powers } = compare(assertion, nominal);
  const deviations = corners.map(({ low, high }) =>
    [low, high].map((scope) => compare(assertion, scope).margin - margin),
  );
  const [down, up] = spread(deviations);
  const holds = (value: number): boolean => (strict ? value > 0 : value >= 0);
  const known = Number.isFinite(margin) && !deviations.flat().some(Number.isNaN);
  const certain = known && holds(margin - down) === holds(margin + up);
  const verdict = !certain ? "undecided" : holds(margin) ? "held" : "refuted";
  return { verdict, left: finiteOrNull(left), right: finiteOrNull(right), powers };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** One comparison in one scope. It holds if `margin` ≥ 0, or > 0 where `strict`; NaN: a side is unknown. */
interface Compared {
  readonly left: number;
  readonly right: number;
  readonly margin: number;
  readonly strict: boolean;
  readonly powers: Powers;
}

function compare(assertion: Formula, scope: FormulaScope): Compared {
  if (assertion.kind === "call" && assertion.name === "within")
    return compareWithin(assertion.operands, scope);
  const [first, second] = assertion.kind === "operator" ? assertion.operands : [];
  const margins = assertion.kind === "operator" ? MARGINS[assertion.operator] : undefined;
  if (first === undefined || second === undefined || margins === undefined)
    throw new FormulaError("something that is no comparison, such as `a < b` or `within(a, b, 1%)`");
  const [left, right] = [evaluateFormula(first, scope), evaluateFormula(second, scope)];
  demandSame(left, right);
  return {
    left: left.value,
    right: right.value,
    powers: left.powers,
    margin: margins.of(left.value, right.value),
    strict: margins.strict,
  };
}

export interface MarginOf {
  readonly strict: boolean;
  readonly of: (left: number, right: number) => number;
}
const slack = (a: number, b: number): number => EQUAL_WITHIN * Math.max(Math.abs(a), Math.abs(b));
const apart = (a: number, b: number): number => Math.abs(a - b) - slack(a, b);
/** By how much a comparison holds. */
export const MARGINS: Readonly<Record<string, MarginOf>> = {
  "<": { strict: true, of: (a, b) => b - a },
  "<=": { strict: false, of: (a, b) => b - a + slack(a, b) },
  ">": { strict: true, of: (a, b) => a - b },
  ">=": { strict: false, of: (a, b) => a - b + slack(a, b) },
  "==": { strict: false, of: (a, b) => -apart(a, b) },
  "!=": { strict: true, of: apart },
};

/** `within(a, b, 1%)`: a differs from b by no more than that share of b. */
function compareWithin(operands: readonly Formula[], scope: FormulaScope): Compared {
  const [a, b, share] = operands;
  if (a === undefined || b === undefined || share === undefined || operands.length !== 3)
    throw new FormulaError("within(...) without value, reference and share, as in within(a, b, 1%)", {
      token: "within",
    });
  const [left, right, tolerance] = [a, b, share].map((part) => evaluateFormula(part, scope)) as [
    Amount,
    Amount,
    Amount,
  ];
  demandSame(left, right);
  if (!samePowers(tolerance.powers, DIMENSIONLESS))
    throw new FormulaError("a tolerance with a unit; it is a share of the reference, such as 1%", {
      token: "within",
    });
  const margin = tolerance.value * Math.abs(right.value) - Math.abs(left.value - right.value);
  return { left: left.value, right: right.value, powers: left.powers, margin, strict: false };
}

function demandSame(left: Amount, right: Amount): void {
  if (samePowers(left.powers, right.powers)) return;
  const [a, b] = [left, right].map(({ powers }) => describePowers(powers));
  throw new FormulaError(`a comparison of ${a} with ${b}`);
}
