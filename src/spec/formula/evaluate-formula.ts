import {
  DIMENSIONLESS,
  describePowers,
  multiplyPowers,
  samePowers,
  scalePowers,
  type Powers,
} from "../../units/powers.ts";
import { UNITS, toBaseUnits } from "../../units/unit-table.ts";
import { FormulaError, type Formula } from "./formula.ts";

/** A number in base units and the powers of the units it is in. */
export interface Amount {
  readonly value: number;
  readonly powers: Powers;
}

/** What the names and extra functions of a formula stand for. */
export interface FormulaScope {
  /** Undefined where there is no such name; a unit of that name is tried next. */
  readonly name: (path: readonly string[]) => Amount | undefined;
  /** Names for "did you mean". */
  readonly nearest: (path: readonly string[]) => string | undefined;
  readonly call?: (name: string, operands: readonly (Amount | string)[]) => Amount | undefined;
}

export function pureNumber(value: number): Amount {
  return { value, powers: DIMENSIONLESS };
}

/** Evaluates with units carried along: adding bytes to hertz is an error, bytes × hertz are bytes per second. */
export function evaluateFormula(formula: Formula, scope: FormulaScope): Amount {
  switch (formula.kind) {
    case "number":
      return pureNumber(formula.value);
    case "text":
      throw new FormulaError(`the text "${formula.value}"`, { token: formula.value });
    case "name":
      return lookUp(formula.path, scope);
    case "operator":
      return operate(
        formula.operator,
        formula.operands.map((operand) => evaluateFormula(operand, scope)),
      );
    case "call":
      return callFunction(formula.name, formula.operands, scope);
    case "choice":
      return choose(formula, scope);
  }
}

/** One of two values, which must both be right and of one unit, whichever is chosen. */
function choose(
  { test, then, otherwise }: Extract<Formula, { kind: "choice" }>,
  scope: FormulaScope,
): Amount {
  const { value } = evaluateFormula(test, scope);
  const both = [evaluateFormula(then, scope), evaluateFormula(otherwise, scope)] as const;
  requireSameUnit(":", both);
  return value !== 0 ? both[0] : both[1];
}

function lookUp(path: readonly string[], scope: FormulaScope): Amount {
  const named = scope.name(path);
  if (named !== undefined) return named;
  const written = path.join(".");
  const unit = path.length === 1 ? UNITS.get(written) : undefined;
  if (unit === undefined)
    throw new FormulaError(`the unknown name "${written}"`, {
      token: written,
      suggestion: scope.nearest(path),
    });
  return { value: toBaseUnits("1", unit), powers: unit.powers };
}

type Arithmetic = (a: number, b: number) => number;

const SAME_UNIT: Readonly<Record<string, Arithmetic>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
};
const COMPARISONS: Readonly<Record<string, Arithmetic>> = {
  "<": (a, b) => Number(a < b),
  "<=": (a, b) => Number(a <= b),
  ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
};
const LOGIC: Readonly<Record<string, Arithmetic>> = {
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
};

function operate(operator: string, [a, b]: readonly Amount[]): Amount {
  if (a === undefined) throw new FormulaError(`"${operator}" without operands`, { token: operator });
  if (b === undefined) {
    if (operator === "not") return pureNumber(Number(a.value === 0));
    return operator === "-" ? { value: -a.value, powers: a.powers } : a;
  }
  if (operator === "*") return { value: a.value * b.value, powers: multiplyPowers(a.powers, b.powers) };
  if (operator === "/") return { value: a.value / b.value, powers: multiplyPowers(a.powers, b.powers, -1) };
  if (operator === "^") return raise(a, b);
  const logic = LOGIC[operator];
  if (logic !== undefined) return pureNumber(logic(a.value, b.value));
  requireSameUnit(operator, [a, b]);
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return pureNumber(comparison(a.value, b.value));
  return { value: (SAME_UNIT[operator] as Arithmetic)(a.value, b.value), powers: a.powers };
}

function requireSameUnit(operator: string, [first, ...others]: readonly Amount[]): void {
  for (const other of others)
    if (first !== undefined && !samePowers(first.powers, other.powers)) {
      const names = [first, other].map(({ powers }) => describePowers(powers));
      throw new FormulaError(`"${operator}" of ${names[0]} and ${names[1]}`, { token: operator });
    }
}

function raise(base: Amount, exponent: Amount): Amount {
  if (!samePowers(exponent.powers, DIMENSIONLESS))
    throw new FormulaError(`an exponent that is ${describePowers(exponent.powers)}`, { token: "^" });
  if (samePowers(base.powers, DIMENSIONLESS)) return pureNumber(base.value ** exponent.value);
  const powers = scalePowers(base.powers, exponent.value);
  if (!powers.every(Number.isInteger)) throw new FormulaError(`a fractional power of a unit`, { token: "^" });
  return { value: base.value ** exponent.value, powers };
}

const KEEPS_UNIT: Readonly<Record<string, (...values: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  abs: Math.abs,
};
const PURE: Readonly<Record<string, (value: number) => number>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  log2: Math.log2,
  exp: Math.exp,
};

function callFunction(name: string, formulas: readonly Formula[], scope: FormulaScope): Amount {
  const own = scope.call?.(
    name,
    formulas.map((operand) => (operand.kind === "text" ? operand.value : evaluateFormula(operand, scope))),
  );
  if (own !== undefined) return own;
  const operands = formulas.map((operand) => evaluateFormula(operand, scope));
  const [first, second] = operands;
  const keepsUnit = KEEPS_UNIT[name];
  const arity = name === "pow" ? 2 : name === "min" || name === "max" ? operands.length : 1;
  if (first === undefined || operands.length !== arity)
    throw new FormulaError(`${name} of ${operands.length} values`, { token: name });
  if (name === "pow" && second !== undefined) return raise(first, second);
  if (name === "sqrt") return raise(first, pureNumber(0.5));
  if (keepsUnit !== undefined) {
    requireSameUnit(name, operands);
    return { value: keepsUnit(...operands.map(({ value }) => value)), powers: first.powers };
  }
  if (!samePowers(first.powers, DIMENSIONLESS))
    throw new FormulaError(`${name} of ${describePowers(first.powers)}`, { token: name });
  return pureNumber((PURE[name] as (value: number) => number)(first.value));
}
