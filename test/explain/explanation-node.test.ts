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

test("as text: a line a node, indented, cut at a depth", () => {
  const tree = sum({ label: "time", unit: "s" }, [product({ label: "part", unit: "s" }, [two, three])]);
  expect(explanationText(tree, { depth: 9 })).toBe(
    ["time  6 s", "└ part  6 s  product", "  ├ two  2  plan", "  └ three  3  plan", ""].join("\n"),
  );
  expect(explanationText(tree, { depth: 1 })).toBe(["time  6 s", "└ part  6 s  product; …", ""].join("\n"));
});
