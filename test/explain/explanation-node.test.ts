import { expect, test } from "vitest";
import { count, maximum, product, quotient, REMAINDER, sum } from "../../src/explain/explanation-node.ts";
import { explanationText } from "../../src/explain/explanation-text.ts";

const two = count("two", 2);
const three = count("three", 3);
const five = count("five", 5);

test("sum, product, quotient and maximum of the children", () => {
  expect(sum({ label: "", unit: "" }, [two, three]).value).toBe(2 + 3);
  expect(product({ label: "", unit: "" }, [two, three, five]).value).toBe(2 * 3 * 5);
  expect(quotient({ label: "", unit: "" }, [three, two, five]).value).toBe(3 / 2 / 5);
  expect(maximum({ label: "", unit: "" }, [two, five, three]).value).toBe(5);
});

test("a sum known to be more than its parts says what is left over", () => {
  const whole = sum({ label: "whole", unit: "s", value: 7 }, [two, three]);
  expect(whole.children.at(-1)).toMatchObject({ label: REMAINDER, value: 7 - 2 - 3 });
  expect(sum({ label: "whole", unit: "s", value: 5 + 1e-12 }, [two, three]).children).toHaveLength(2);
});

test("parts that are nought are left out", () =>
  expect(sum({ label: "", unit: "" }, [two, count("none", 0)]).children).toEqual([two]));

const wide = { width: 80 };

test("as text: a line a node, parts of a sum by size with their shares, cut at a depth", () => {
  const tree = sum({ label: "time", unit: "s" }, [
    product({ label: "part", unit: "s" }, [two, three]),
    count("more", 10),
  ]);
  expect(explanationText(tree, { depth: 9, ...wide })).toBe(
    [
      "time  16 s  sum",
      "├ more  10  62.5 %  plan",
      "└ part  6 s  37.5 %  product",
      "  ├ two  2  plan",
      "  └ three  3  plan",
      "",
    ].join("\n"),
  );
  expect(explanationText(tree, { depth: 1, ...wide })).toContain("└ part  6 s  37.5 %  product; …");
});

test("a share goes on through the factor of the same unit, and not into a divisor", () => {
  const parts = sum({ label: "all", unit: "s" }, [count("most", 3), count("least", 1)]);
  const four = product({ label: "four of them", unit: "s" }, [count("times", 4), parts]);
  const tree = sum({ label: "whole", unit: "s" }, [four, count("rest", 16)]);
  // 4 · (3 + 1) + 16 = 32: the 3 stand for 4 · 3 / 32
  expect(explanationText(tree, { depth: 9, ...wide })).toContain(
    `most  3  ${((100 * 4 * 3) / 32).toFixed(1)} %`,
  );
  const rate = quotient({ label: "rate", unit: "1/s" }, [two, parts]);
  expect(explanationText(rate, { depth: 9, ...wide })).toMatch(/most {2}3 {2}75\.0 %/);
});

test("parts below a hundredth of the whole are one line", () => {
  const tree = sum({ label: "whole", unit: "s" }, [
    count("big", 998),
    count("small", 1.5),
    count("tiny", 0.5),
  ]);
  const text = explanationText(tree, { depth: 9, ...wide });
  expect(text).toContain("└ and 2 smaller  2 s  0.2 %");
  expect(text).not.toContain("tiny");
});

test("what is longer than a line is wrapped, and a source is told once", () => {
  const source = {
    status: "published",
    source: "a data sheet ".repeat(9).trim(),
    file: "x.yaml",
    line: 3,
  } as const;
  const input = { ...count("chip.clock", 5), source };
  const tree = product({ label: "twice", unit: "" }, [input, { ...input, label: "again" }]);
  const text = explanationText(tree, { depth: 9, width: 40 });
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  expect(text).toContain("└ again  5  plan; published (x.yaml:3)");
});
