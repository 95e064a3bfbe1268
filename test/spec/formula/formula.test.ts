import { beforeAll, describe, expect, test } from "vitest";
import { loadMath } from "../../../src/units/load-math.ts";
import { POWERS_OF, samePowers } from "../../../src/units/powers.ts";
import {
  evaluateFormula,
  pureNumber,
  type Amount,
  type FormulaScope,
} from "../../../src/spec/formula/evaluate-formula.ts";
import { FormulaError, parseFormula, type ParseExpression } from "../../../src/spec/formula/formula.ts";

let parse: ParseExpression;
beforeAll(async () => {
  parse = (await loadMath()).parse;
});

const names = new Map<string, Amount>([
  ["chip.clock", { value: 2e9, powers: POWERS_OF.hertz }],
  ["pod", pureNumber(64)],
]);
const scope: FormulaScope = { name: (path) => names.get(path.join(".")), nearest: () => undefined };
const evaluate = (text: string): Amount => evaluateFormula(parseFormula(text, parse), scope);

describe("a formula computes with units", () => {
  test.each<[string, number]>([
    ["1 + 2 * 3", 1 + 2 * 3],
    ["-2^2", -(2 ** 2)],
    ["2^3^2", 2 ** (3 ** 2)],
    ["(1 + 2) / 4", 3 / 4],
    ["min(pod, 16)", 16],
    ["max(1, pod / 16, 3)", 4],
    ["ceil(pod / 48)", 2],
    ["floor(2.7) + round(2.5)", 2 + 3],
    ["sqrt(16) + abs(-2)", 4 + 2],
    ["log2(1024) + exp(0)", 10 + 1],
    ["pow(2, 10)", 1024],
    ["pod > 16 ? 1 : 2", 1],
    ["pod <= 16 or not (pod == 64) ? 1 : 2", 2],
    ["pod != 64 and pod >= 0 ? 1 : 2", 2],
    ["1 GHz / 1 MHz", 1000],
    ["chip.clock < 3 GHz ? 1 : 0", 1],
  ])("%s", (text, value) => expect(evaluate(text)).toEqual(pureNumber(value)));

  test("bytes × hertz are bytes per second: 2 channels of 2400 MHz × 8 B", () => {
    const { value, powers } = evaluate("2 * 2400 MHz * 8 B");
    expect(value).toBe(2 * 2400e6 * 8);
    expect(samePowers(powers, POWERS_OF.bytesPerSecond)).toBe(true);
  });

  test("the square root of an area is a length, whose square is an area", () => {
    expect(evaluate("sqrt(4 mm^2)^2")).toMatchObject({ powers: POWERS_OF.squareMetres });
  });
});

describe("a formula that mixes units is refused", () => {
  test.each([
    ["chip.clock + 1 W", '"+" of frequency and power'],
    ["min(chip.clock, 3)", '"min" of frequency and a number'],
    ["chip.clock < 3", '"<" of frequency and a number'],
    ["exp(chip.clock)", "exp of frequency"],
    ["2^chip.clock", "an exponent that is frequency"],
    ["sqrt(3 s)", "a fractional power of a unit"],
    ["pow(2)", "pow of 1 values"],
  ])("%s", (text, message) => expect(() => evaluate(text)).toThrow(message));
});

describe("what is not on the list never gets past the parser", () => {
  test.each([
    "process.exit()",
    "import({})",
    "createUnit('x')",
    'evaluate("1")',
    'parse("1")',
    "parser()",
    "config({})",
    "typeOf(1)",
    "range(1, 1000000)",
    "cos.constructor('return process')()",
    '"".constructor',
    "[1, 2]",
    "{a: 1}",
    "f(x) = x",
    "x = 4",
    "1; 2",
    "pod[1]",
    'pod["constructor"]',
    "1:10",
    "5!",
    "pod'",
    "3 to m",
    "true",
    "null",
    "2 xor 1",
    "1 | 2",
    "(1 + 2",
    "",
  ])("%s", (text) => expect(() => evaluate(text)).toThrow(FormulaError));

  test.each(["constructor", "__proto__", "toString", "process", "globalThis.process", "pod.constructor"])(
    "%s is an unknown name",
    (text) => expect(() => evaluate(text)).toThrow(`the unknown name "${text}"`),
  );
});

test("functions of the caller may take texts", () => {
  const formula = parseFormula('2 * stepTimeSeconds("a", "b")', parse, { functions: ["stepTimeSeconds"] });
  const seen: unknown[] = [];
  const call: FormulaScope["call"] = (name, operands) => {
    seen.push(name, ...operands);
    return pureNumber(21);
  };
  expect(evaluateFormula(formula, { ...scope, call }).value).toBe(2 * 21);
  expect(seen).toEqual(["stepTimeSeconds", "a", "b"]);
});
