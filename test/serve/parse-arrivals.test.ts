import { expect, test } from "vitest";
import { parseArrivals } from "../../src/serve/parse-arrivals.ts";

const HEAD = "promptTokens,arrivalSeconds,generatedTokens,user";

test("columns come in any order, others are passed over, requests are sorted by arrival", () =>
  expect(parseArrivals(`${HEAD}\n10,2.5,3,a\n20,1,4,b\n\n`, "trace.csv")).toEqual([
    { arrivalSeconds: 1, promptTokens: 20, generatedTokens: 4 },
    { arrivalSeconds: 2.5, promptTokens: 10, generatedTokens: 3 },
  ]));

test.each([
  ["arrivalSeconds,promptTokens\n", 'trace.csv:1:1  no column "generatedTokens"'],
  [`${HEAD}\n`, "trace.csv:2:1  no request"],
  [`${HEAD}\n10,1,3,a\n10,soon,3,a`, 'trace.csv:3:4  arrivalSeconds: expected seconds from 0 on, got "soon"'],
  [`${HEAD}\n1.5,1,3,a`, "trace.csv:2:1  promptTokens: expected a whole number"],
  [`${HEAD}\n10,1`, 'trace.csv:2:6  generatedTokens: expected a whole number of tokens, at least 1, got ""'],
])("a trace that is none is refused at its place: %j", (text, message) =>
  expect(() => parseArrivals(text, "trace.csv")).toThrow(message),
);
