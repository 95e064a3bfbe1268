import { nearestName } from "../../units/nearest-name.ts";
import {
  DIMENSIONLESS,
  describePowers,
  multiplyPowers,
  samePowers,
  scalePowers,
  type Powers,
} from "../../units/powers.ts";
import { toBaseUnits, UNITS } from "../../units/unit-table.ts";
import { FormulaError, type Formula } from "./formula.ts";

/** A part of a formula as JavaScript, and what it is. */
export type FormulaCode =
  | { readonly kind: "number"; readonly code: string; readonly powers: Powers }
  /** A name out of a list, of which the code is the index. */
  | { readonly kind: "name"; readonly code: string; readonly levels: readonly (string | number | boolean)[] };

/** What the names of a formula stand for, as code. */
export interface CodeScope {
  readonly name: (path: readonly string[]) => FormulaCode | undefined;
  readonly known: Iterable<string>;
}

/**
 * A formula as JavaScript, with units checked once and for all: they follow from its names alone. Only what
 * `parseFormula` let through gets here, and only digits, operators, listed functions and the code of the scope come
 * out, so that a spec cannot reach the world. Gives the same bits as `evaluateFormula`.
 */
export function compileFormula(formula: Formula, scope: CodeScope): FormulaCode {
  switch (formula.kind) {
    case "number":
      return number(
        formula.value < 0 || Object.is(formula.value, -0) ? `(-${-formula.value})` : `${formula.value}`,
      );
    case "text":
      throw new FormulaError(`the text "${formula.value}"`, { token: formula.value });
    case "name":
      return nameCode(formula.path, scope);
    case "operator":
      return operatorCode(formula.operator, formula.operands, scope);
    case "call":
      return callCode(formula.name, formula.operands, scope);
    case "choice": {
      const [test, then, otherwise] = [formula.test, formula.then, formula.otherwise].map((part) =>
        numberCode(part, scope),
      ) as [NumberCode, NumberCode, NumberCode];
      requireSame(":", then, otherwise);
      return number(`(${test.code}!==0?${then.code}:${otherwise.code})`, then.powers);
    }
  }
}

type NumberCode = Extract<FormulaCode, { kind: "number" }>;

const number = (code: string, powers = DIMENSIONLESS): NumberCode => ({ kind: "number", code, powers });

/** A part that must be a number. */
export function numberCode(formula: Formula, scope: CodeScope): NumberCode {
  const code = compileFormula(formula, scope);
  if (code.kind === "number") return code;
  const token = formula.kind === "name" ? formula.path.join(".") : "";
  throw new FormulaError(
    `a name where a number is needed; it can be compared: ${token} == "${code.levels[0]}"`,
    {
      token,
    },
  );
}

function nameCode(path: readonly string[], scope: CodeScope): FormulaCode {
  const named = scope.name(path);
  if (named !== undefined) return named;
  const written = path.join(".");
  const unit = path.length === 1 ? UNITS.get(written) : undefined;
  if (unit === undefined)
    throw new FormulaError(`the unknown name "${written}"`, {
      token: written,
      suggestion: nearestName(written, scope.known),
    });
  return number(String(toBaseUnits("1", unit)), unit.powers);
}

const COMPARISONS: Readonly<Record<string, string>> = {
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "==": "===",
  "!=": "!==",
};
const LOGIC: Readonly<Record<string, string>> = { and: "&&", or: "||" };

function operatorCode(operator: string, operands: readonly Formula[], scope: CodeScope): NumberCode {
  const [first, second] = operands;
  if (first === undefined) throw new FormulaError(`"${operator}" without operands`, { token: operator });
  if (second === undefined) {
    const only = numberCode(first, scope);
    if (operator === "not") return number(`(${only.code}===0?1:0)`);
    return operator === "-" ? number(`(-${only.code})`, only.powers) : only;
  }
  const comparison = COMPARISONS[operator];
  const ofNames = operator === "==" || operator === "!=" ? nameComparison([first, second], scope) : undefined;
  if (ofNames !== undefined) return number(`(${ofNames.join(comparison)}?1:0)`);
  const [a, b] = [numberCode(first, scope), numberCode(second, scope)];
  if (operator === "*") return number(`(${a.code}*${b.code})`, multiplyPowers(a.powers, b.powers));
  if (operator === "/") return number(`(${a.code}/${b.code})`, multiplyPowers(a.powers, b.powers, -1));
  if (operator === "^") return powerCode(a, b, second);
  const logic = LOGIC[operator];
  if (logic !== undefined) return number(`(${a.code}!==0${logic}${b.code}!==0?1:0)`);
  requireSame(operator, a, b);
  if (comparison !== undefined) return number(`(${a.code}${comparison}${b.code}?1:0)`);
  return number(`(${a.code}${operator}${b.code})`, a.powers);
}

/** Both sides of `recompute == "full"` as indexes; undefined where neither side is a name. */
function nameComparison(
  sides: readonly [Formula, Formula],
  scope: CodeScope,
): readonly [string, string] | undefined {
  const text = sides.find((side) => side.kind === "text");
  const other = sides.find((side) => side.kind !== "text");
  if (text === undefined || other === undefined) return undefined;
  const named = compileFormula(other, scope);
  if (named.kind !== "name")
    throw new FormulaError(`the text "${text.value}" beside a number`, { token: text.value });
  const level = named.levels.findIndex((one) => String(one) === text.value);
  if (level < 0)
    throw new FormulaError(`"${text.value}", which it never is`, {
      token: text.value,
      suggestion: nearestName(text.value, named.levels.map(String)),
    });
  return [named.code, String(level)];
}

function requireSame(operator: string, a: NumberCode, b: NumberCode): void {
  if (samePowers(a.powers, b.powers)) return;
  const names = [a, b].map(({ powers }) => describePowers(powers));
  throw new FormulaError(`"${operator}" of ${names[0]} and ${names[1]}`, { token: operator });
}

function powerCode(base: NumberCode, exponent: NumberCode, written?: Formula): NumberCode {
  if (!samePowers(exponent.powers, DIMENSIONLESS))
    throw new FormulaError(`an exponent that is ${describePowers(exponent.powers)}`, { token: "^" });
  const code = `(${base.code}**${exponent.code})`;
  if (samePowers(base.powers, DIMENSIONLESS)) return number(code);
  const value = written === undefined ? 0.5 : constantOf(written);
  if (value === undefined) throw new FormulaError(`a variable power of a unit`, { token: "^" });
  const powers = scalePowers(base.powers, value);
  if (!powers.every(Number.isInteger)) throw new FormulaError(`a fractional power of a unit`, { token: "^" });
  return number(code, powers);
}

function constantOf(formula: Formula): number | undefined {
  if (formula.kind === "number") return formula.value;
  if (formula.kind !== "operator" || formula.operator !== "-" || formula.operands.length !== 1)
    return undefined;
  const value = constantOf(formula.operands[0]!);
  return value === undefined ? undefined : -value;
}

const KEEPS_UNIT = new Set(["min", "max", "abs"]);
const PURE = new Set(["ceil", "floor", "round", "log2", "exp"]);

function callCode(name: string, formulas: readonly Formula[], scope: CodeScope): NumberCode {
  const operands = formulas.map((operand) => numberCode(operand, scope));
  const [first, second] = operands;
  const arity = name === "pow" ? 2 : name === "min" || name === "max" ? operands.length : 1;
  if (first === undefined || operands.length !== arity)
    throw new FormulaError(`${name} of ${operands.length} values`, { token: name });
  if (name === "pow" && second !== undefined) return powerCode(first, second, formulas[1]);
  if (name === "sqrt") return powerCode(first, number("0.5"));
  const call = `Math.${name}(${operands.map(({ code }) => code).join(",")})`;
  if (KEEPS_UNIT.has(name)) {
    for (const other of operands) requireSame(name, first, other);
    return number(call, first.powers);
  }
  if (!PURE.has(name)) throw new FormulaError(`a call of "${name}"`, { token: name });
  if (!samePowers(first.powers, DIMENSIONLESS))
    throw new FormulaError(`${name} of ${describePowers(first.powers)}`, { token: name });
  return number(call);
}
