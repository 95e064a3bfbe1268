import { expect, test } from "vitest";
import { numbersReport } from "../../../src/report/study/numbers-report.ts";
import { fixtureResults } from "../fixtures/results.ts";

const results = fixtureResults();
const lines = numbersReport(results).trimEnd().split("\r\n");

test("a row a figure of the tables: workload, machine, metric, six digits, unit", () => {
  expect(lines[0]).toBe("workload,system,quantity,value,unit");
  for (const line of lines) expect(line.replace(/"[^"]*"/g, "").split(",")).toHaveLength(5);
  expect(new Set(lines).size).toBe(lines.length);
});

test("every machine has its rows for every workload, one that does not fit a single one", () => {
  for (const { system, workload, feasible } of results.results) {
    const own = lines.filter((line) => line.startsWith(`${workload},${system},`));
    if (feasible) expect(own.length).toBeGreaterThan(1);
    else {
      expect(own).toHaveLength(1);
      expect(Number(own[0]!.split(",").at(-2))).toBeGreaterThan(1);
    }
  }
});

test("claims stand at the end with their verdicts", () =>
  expect(lines.slice(lines.length - results.claims.length).map((line) => line.split(",").at(-1))).toEqual(
    results.claims.map(({ verdict }) => verdict),
  ));
