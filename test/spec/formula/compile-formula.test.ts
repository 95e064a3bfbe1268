import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compileFormula,
  type CodeScope,
  type FormulaCode,
} from "../../../src/spec/formula/compile-formula.ts";
import { evaluateFormula, type FormulaScope } from "../../../src/spec/formula/evaluate-formula.ts";
import { functionOfCode } from "../../../src/spec/formula/function-of-code.ts";
import { FormulaError, parseFormula, type Formula } from "../../../src/spec/formula/formula.ts";
import { loadMath } from "../../../src/units/load-math.ts";
import { DIMENSIONLESS, POWERS_OF } from "../../../src/units/powers.ts";

const { parse } = await loadMath();

const NAMES: Readonly<Record<string, FormulaCode>> = {
  x: { kind: "number", code: "v[0]", powers: DIMENSIONLESS },
  y: { kind: "number", code: "v[1]", powers: DIMENSIONLESS },
  "chip.clock": { kind: "number", code: "v[2]", powers: POWERS_OF.hertz },
  recompute: { kind: "name", code: "v[3]", levels: ["none", "full"] },
};
const scope: CodeScope = { name: (path) => NAMES[path.join(".")], known: Object.keys(NAMES) };

const compiled = (formula: Formula) => {
  const code = compileFormula(formula, scope);
  if (code.kind !== "number") throw new Error("no number");
  return { ...code, run: functionOfCode<(v: readonly number[]) => number>(["v"], `return ${code.code}`) };
};
const read = (text: string) => compiled(parseFormula(text, parse));

const leaf: fc.Arbitrary<Formula> = fc.oneof(
  fc.double({ noNaN: true, min: -8, max: 8 }).map((value): Formula => ({ kind: "number", value })),
  fc.constantFrom<Formula>({ kind: "name", path: ["x"] }, { kind: "name", path: ["y"] }),
);
const { tree } = fc.letrec<{ tree: Formula }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc
      .tuple(
        fc.constantFrom("+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or"),
        tie("tree"),
        tie("tree"),
      )
      .map(([operator, a, b]): Formula => ({ kind: "operator", operator, operands: [a, b] })),
    fc
      .tuple(fc.constantFrom("-", "not"), tie("tree"))
      .map(([operator, a]): Formula => ({ kind: "operator", operator, operands: [a] })),
    fc
      .tuple(fc.constantFrom("ceil", "floor", "round", "sqrt", "abs", "log2", "exp"), tie("tree"))
      .map(([name, a]): Formula => ({ kind: "call", name, operands: [a] })),
    fc
      .tuple(fc.constantFrom("min", "max", "pow"), tie("tree"), tie("tree"))
      .map(([name, a, b]): Formula => ({ kind: "call", name, operands: [a, b] })),
    fc
      .tuple(tie("tree"), tie("tree"), tie("tree"))
      .map(([test, then, otherwise]): Formula => ({ kind: "choice", test, then, otherwise })),
  ),
}));

/** Undefined where an exponent is no number, which the interpreter takes for a fractional power of a unit. */
function interpreted(formula: Formula, name: FormulaScope["name"]): number | undefined {
  try {
    return evaluateFormula(formula, { name, nearest: () => undefined }).value;
  } catch (error) {
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
}

test("a compiled formula gives the bits that the interpreted one gives", () =>
  fc.assert(
    fc.property(tree, fc.double(), fc.double(), (formula, x, y) => {
      const name = (path: readonly string[]) => ({ value: path[0] === "x" ? x : y, powers: DIMENSIONLESS });
      const value = interpreted(formula, name);
      fc.pre(value !== undefined);
      expect(compiled(formula).run([x, y])).toBe(value);
    }),
  ));

describe("units", () => {
  test("are checked when a formula is compiled, and follow from it", () => {
    expect(read("2 * chip.clock ^ 2 / (1 GHz)").powers).toEqual(POWERS_OF.hertz);
    expect(read("chip.clock > 1.5 GHz").run([0, 0, 1.6e9])).toBe(1);
    expect(() => read("chip.clock + 1")).toThrow('"+" of frequency and a number');
    expect(() => read("chip.clock ^ x")).toThrow("a variable power of a unit");
    expect(() => read("x > 0 ? chip.clock : 1 W")).toThrow('":" of frequency and power');
  });
});

describe("names out of a list", () => {
  test("can be compared with one of them, and with nothing else", () => {
    expect(read('recompute == "full"').run([0, 0, 0, 1])).toBe(1);
    expect(read('"full" != recompute').run([0, 0, 0, 1])).toBe(0);
    expect(() => read('recompute == "ful"')).toThrow('"ful", which it never is');
    expect(() => read("recompute + 1")).toThrow("a name where a number is needed");
    expect(() => read('x == "full"')).toThrow('the text "full" beside a number');
  });
});

test.each([
  "process.exit()",
  "constructor",
  "x.constructor",
  'x["constructor"]',
  "import({})",
  "f(x) = x",
  "`${x}`",
  "[x, y]",
  "this",
])("what reaches for the world does not compile: %s", (text) => expect(() => read(text)).toThrow());
