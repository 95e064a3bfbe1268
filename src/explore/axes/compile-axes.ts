import { numberCode, type CodeScope, type FormulaCode } from "../../spec/formula/compile-formula.ts";
import type { Formula } from "../../spec/formula/formula.ts";
import { functionOfCode } from "../../spec/formula/function-of-code.ts";
import { atPlace, readFormula, type FormulaReader } from "../../spec/formula/placed-formula.ts";
import { unitOf } from "../../result/unit-of.ts";
import { powersOfUnit } from "../../units/powers-of-unit.ts";
import type { SpaceFormula } from "../space.ts";
import type { Axis } from "./axis.ts";
import { parseNumber } from "./parse-number.ts";

/** A formula as it was written, and where: `space.constraints.0`. */
export interface WrittenFormula {
  readonly text: string;
  readonly path: string;
}

export interface AxesToCompile {
  readonly axes: readonly Axis[];
  readonly constraints: readonly WrittenFormula[];
  /** Values that are the same at every point, by full path; formulas may name those that are numbers. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** The full path that the name of an axis stands for: a formula may use either. */
  readonly fullPath: (name: string) => string;
  readonly reader: FormulaReader;
}

export interface CompiledAxes {
  /** Derived axes have the unit of their formula. */
  readonly axes: readonly Axis[];
  readonly formulas: ReadonlyMap<number, SpaceFormula>;
  readonly rules: readonly SpaceFormula[];
}

/**
 * Derived axes and constraints as functions of the coordinates of a point. A derived axis may use axes that are not
 * derived, and derived ones written before it. What does not apply to a point is unknown (NaN).
 */
export function compileAxes({ axes, constraints, fixed, fullPath, reader }: AxesToCompile): CompiledAxes {
  const known = new Map<string, FormulaCode>();
  const namesOf = (name: string): readonly string[] => {
    const word = name.slice(name.lastIndexOf(".") + 1);
    return fullPath(word) === fullPath(name) ? [name, fullPath(name), word] : [name, fullPath(name)];
  };
  const learn = (axis: Axis, at: number): void => {
    const code = codeOf(axis, at);
    for (const name of namesOf(axis.name)) known.set(name, code);
  };
  for (const [path, value] of Object.entries(fixed)) {
    const number = parseNumber(String(value));
    if (number === undefined) continue;
    const code: FormulaCode = {
      kind: "number",
      code: `(${number.value})`,
      powers: powersOfUnit(number.unit),
    };
    for (const name of namesOf(path)) known.set(name, code);
  }
  for (const [at, axis] of axes.entries()) if (axis.kind !== "derived") learn(axis, at);
  const scope: CodeScope = { name: (path) => known.get(path.join(".")), known: known.keys() };
  const formulas = new Map<number, SpaceFormula>();
  const compiled = axes.map((axis, at): Axis => {
    if (axis.kind !== "derived") return axis;
    const path = pathOfDerived(axis.name, reader);
    const placed = readFormula(reader, path, axis.formula);
    const { code, powers } = atPlace(placed, () => numberCode(placed.formula, scope));
    const derived = { ...axis, unit: atPlace(placed, () => unitOf(powers)) };
    formulas.set(at, functionOfCode(["c"], `return ${code}`));
    learn(derived, at);
    return derived;
  });
  const rules = constraints.map(({ text, path }) => {
    const placed = readFormula(reader, path, text);
    return atPlace(placed, () => ruleOf(placed.formula, scope));
  });
  return { axes: compiled, formulas, rules };
}

function codeOf(axis: Axis, at: number): FormulaCode {
  const code = `c[${at}]`;
  return axis.kind === "discrete" && !axis.isOrdered
    ? { kind: "name", code, levels: axis.values }
    : { kind: "number", code, powers: powersOfUnit(axis.unit) };
}

/** A condition on what does not apply, which is unknown, does not hold. */
function ruleOf(formula: Formula, scope: CodeScope): SpaceFormula {
  const { code } = numberCode(formula, scope);
  return functionOfCode(["c"], `const h=${code};return h!==0&&h===h?1:0`);
}

const pathOfDerived = (name: string, { placeOf }: FormulaReader): string =>
  [`space.axes.${name}.formula`, `space.axes.${name}`].find((path) => placeOf(path) !== undefined) ?? name;
