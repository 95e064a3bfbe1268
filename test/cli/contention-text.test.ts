import { expect, test } from "vitest";
import { contentionText } from "../../src/cli/contention-text.ts";
import { table } from "../../src/report/parts/table.ts";

const format = (value: number, unit: string): string => `${value} ${unit}`;
const use = { place: "machine 0", alike: 4, usedFraction: 0.9 };
const part = (name: string, costSeconds: number) => ({ part: name, costSeconds, busiest: [use] });
const said = (freeSeconds: number, parts: readonly unknown[]): readonly string[] =>
  contentionText({ seconds: 10, freeSeconds, parts } as never, table, format);

test("what sharing costs is told as a share of the step, and which part is too thin", () => {
  const lines = said(8, [part("gateway", 2), part("links", 0)]);
  expect(lines.at(-1)).toBe("contention costs 2 s (20.0 %) of the step; too thin: gateway");
  expect(lines.find((line) => line.includes("gateway"))).toMatch(
    /machine 0, and 3 alike +90.0 % +2 s \(20.0 %\)/,
  );
  expect(lines.find((line) => line.includes("links"))).toMatch(/nothing$/);
});

test("parts that cost only together are not blamed one by one; below rounding nothing is too thin", () => {
  expect(said(9, [part("links", 0)]).at(-1)).toMatch(/too thin: several together$/);
  expect(said(10, [part("links", 0)]).at(-1)).toBe("nothing is shared too thinly");
  expect(said(10, [])).toEqual([]);
});
