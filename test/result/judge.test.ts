import { beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../src/result/judge.ts";
import { spread } from "../../src/result/spread.ts";
import { pureNumber, type FormulaScope } from "../../src/spec/formula/evaluate-formula.ts";
import { parseFormula, type ParseExpression } from "../../src/spec/formula/formula.ts";
import { loadMath } from "../../src/units/load-math.ts";

let parse: ParseExpression;
beforeAll(async () => {
  ({ parse } = await loadMath());
});

function scope(values: Readonly<Record<string, number>>): FormulaScope {
  return {
    name: ([name]) =>
      name !== undefined && name in values ? pureNumber(values[name] ?? Number.NaN) : undefined,
    nearest: () => undefined,
  };
}

const verdict = (
  text: string,
  values: Readonly<Record<string, number>> = {},
  corners: readonly { low: number; high: number }[] = [],
) =>
  judge(
    parseFormula(text, parse, { functions: ["within"] }),
    scope(values),
    corners.map(({ low, high }) => ({
      low: scope({ ...values, a: low }),
      high: scope({ ...values, a: high }),
    })),
  ).verdict;

describe("comparisons", () => {
  test.each([
    ["1 < 2", "held"],
    ["2 < 2", "refuted"],
    ["2 <= 2", "held"],
    ["3 >= 4", "refuted"],
    ["0.1 + 0.2 == 0.3", "held"],
    ["0.1 + 0.2 != 0.3", "refuted"],
    ["1 GHz == 1000 MHz", "held"],
    ["2 TB > 1 PB", "refuted"],
    ["within(101, 100, 1%)", "held"],
    ["within(98.9, 100, 1%)", "refuted"],
    ["within(-101, -100, 1%)", "held"],
    ["0.1 + 0.2 <= 0.3", "held"],
    ["0.3 >= 0.1 + 0.2", "held"],
    ["1 == 1.00000001", "refuted"],
  ])("%s is %s", (text, expected) => expect(verdict(text)).toBe(expected));

  test("both sides are given, in base units", () =>
    expect(judge(parseFormula("2 * b < 3", parse, {}), scope({ b: 4 }))).toMatchObject({
      left: 8,
      right: 3,
    }));

  test("bytes are not compared with seconds", () =>
    expect(() => verdict("1 B < 1 s")).toThrow("a comparison of bytes with time"));

  test("a number is no assertion", () => expect(() => verdict("1 + 1")).toThrow(/no comparison/));
});

describe("three-valued logic", () => {
  test.each([
    ["a < 2", "undecided"],
    ["a < 2 and 2 < 1", "refuted"],
    ["a < 2 and 1 < 2", "undecided"],
    ["a < 2 or 1 < 2", "held"],
    ["a < 2 or 2 < 1", "undecided"],
    ["not (2 < 1)", "held"],
    ["not (a < 2)", "undecided"],
  ])("with a unknown, %s is %s", (text, expected) => expect(verdict(text, { a: Number.NaN })).toBe(expected));

  test("a side that is unknown is null", () =>
    expect(judge(parseFormula("a < 2", parse, {}), scope({ a: Number.NaN }))).toMatchObject({
      left: null,
      right: 2,
    }));
});

describe("uncertain inputs", () => {
  test("held while the whole range holds, undecided when the bound lies within it", () => {
    expect(verdict("a < 10", { a: 5 }, [{ low: 4, high: 9 }])).toBe("held");
    expect(verdict("a < 10", { a: 5 }, [{ low: 4, high: 11 }])).toBe("undecided");
    expect(verdict("a > 10", { a: 5 }, [{ low: 4, high: 9 }])).toBe("refuted");
  });

  test("two inputs that move a by 3 and 4 move it by 5, not by 7", () => {
    const two = [
      { low: 5, high: 8 },
      { low: 5, high: 9 },
    ];
    expect(verdict("a < 10.1", { a: 5 }, two)).toBe("held");
    expect(verdict("a < 9.9", { a: 5 }, two)).toBe("undecided");
  });

  test("an input that both sides share cancels", () =>
    expect(verdict("a * 2 > a * 1.9", { a: 5 }, [{ low: 1, high: 100 }])).toBe("held"));

  test("a corner that cannot be evaluated leaves the comparison open", () =>
    expect(verdict("a < 10", { a: 5 }, [{ low: 4, high: Number.NaN }])).toBe("undecided"));
});

describe("spread", () => {
  test("the worst and the best corner of each input, squared, summed and rooted", () =>
    expect(
      spread([
        [-3, 1],
        [4, -4],
      ]),
    ).toEqual([Math.sqrt(3 ** 2 + 4 ** 2), Math.sqrt(1 ** 2 + 4 ** 2)]));
  test("no inputs, no spread", () => expect(spread([])).toEqual([0, 0]));
});
