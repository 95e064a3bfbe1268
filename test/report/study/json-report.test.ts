import { expect, test } from "vitest";
import { jsonReport, jsonText } from "../../../src/report/study/json-report.ts";
import { fixtureResults } from "../fixtures/results.ts";

const results = fixtureResults();
const text = jsonReport(results);

/** Every number of a tree, in order. */
function numbers(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbers) : [];
}

test("numbers are saved with 12 significant digits, and nothing else changes", () => {
  const read = JSON.parse(text) as unknown;
  expect(numbers(read)).toEqual(numbers(results).map((n) => Number(n.toPrecision(12))));
  expect(jsonReport(read as typeof results)).toBe(text);
});

test("keys keep the order of the contract, and the file ends in one newline", () => {
  expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(results));
  expect(text).toMatch(/[^\n]\n$/);
});

test("an absent value is absent, a number that is none is null", () => {
  const first = results.results[0];
  if (!first) throw new Error("the fixture has results");
  const odd = {
    ...results,
    results: [{ ...first, ranges: undefined, metrics: { mfu: NaN, hfu: Infinity } }],
  };
  const read = JSON.parse(jsonReport(odd as unknown as typeof results)) as typeof results;
  expect(read.results[0]?.metrics).toEqual({ mfu: null, hfu: null });
  expect("ranges" in (read.results[0] ?? {})).toBe(false);
});

test("results stand on one line; what people read keeps short records on one each", () => {
  expect(text.indexOf("\n")).toBe(text.length - 1);
  expect(jsonText({ a: 1, tool: { name: "dse" }, long: ["x".repeat(120)] })).toContain(
    '"tool": { "name": "dse" },\n',
  );
});
