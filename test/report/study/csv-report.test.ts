import { expect, test } from "vitest";
import { csvReport } from "../../../src/report/study/csv-report.ts";
import { fixtureResults } from "../fixtures/results.ts";

/** A reader of RFC 4180, written apart from the writer. */
function parsed(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  const row: string[] = [];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (const [, cell = "", end] of text.matchAll(pattern)) {
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\r\n") rows.push(row.splice(0));
  }
  return rows;
}

const results = fixtureResults();
const [header = [], ...rows] = parsed(csvReport(results));
const column = (name: string): number => header.indexOf(name);

test("one row a machine, workload and fidelity, all equally long", () => {
  expect(rows).toHaveLength(5 * 3 * 2);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
});

test("every metric is there, read back within 12 digits, with low and high where it has a range", () => {
  for (const [i, result] of results.results.entries())
    for (const { id } of results.metrics) {
      const cell = rows[i]?.[column(id)] ?? "";
      const value = result.metrics[id] ?? null;
      expect(cell === "" ? null : Number(cell)).toBe(value === null ? null : Number(value.toPrecision(12)));
      const low = result.ranges?.[id]?.[0];
      if (low !== undefined) expect(Number(rows[i]?.[column(`${id}.low`)])).toBe(Number(low.toPrecision(12)));
    }
});

test("a misfit says so in its own columns", () => {
  const misfit = rows.find((row) => row[column("feasible")] === "false");
  expect(misfit?.[column("infeasibleResource")]).toBe("streaming memory");
  expect(Number(misfit?.[column("infeasibleDemand")])).toBe(7.9e12);
  expect(misfit?.[column("stepTimeSeconds")]).toBe("");
});

test("a name that a spreadsheet would take for a formula is text; numbers below zero stay numbers", () => {
  const [system, ...others] = results.systems;
  if (!system) throw new Error("the fixture has systems");
  for (const name of ["=cmd|' /C calc'!A0", "+1", "-1", "@sum(a1)", "\tx"]) {
    const text = csvReport({ ...results, systems: [{ ...system, name }, ...others] });
    expect(parsed(text)[1]?.[column("systemName")]).toBe(`'${name}`);
  }
  const [first, ...rest] = results.results;
  const below = { ...first!, metrics: { ...first!.metrics, mfu: -0.5 } };
  expect(parsed(csvReport({ ...results, results: [below, ...rest] }))[1]?.[column("mfu")]).toBe("-0.5");
});

test("commas, quotes and line breaks in names survive", () => {
  const [system, ...others] = results.systems;
  if (!system) throw new Error("the fixture has systems");
  const name = 'a "quoted", broken\r\nname';
  const text = csvReport({ ...results, systems: [{ ...system, name }, ...others] });
  expect(parsed(text)[1]?.[column("systemName")]).toBe(name);
});
