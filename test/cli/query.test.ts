import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerTable, plainValue } from "../../src/cli/sweep/answer-table.ts";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-query-"));
const runs = join(home, "runs");
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeAll(async () => {
  const { code } = await dse([
    ...["sweep", "--system", "bow-pod16", "--workload", "bert-large", "--quiet", "--out", runs],
    ...["--set", "chip.clock=1.5 GHz,1.8 GHz", "--set", "pipelineParallel=16", "--set", "microBatch=2"],
  ]);
  expect(code).toBe(0);
});

test("without DuckDB, the message says how to get it, and what else reads the files", async () => {
  const { code, stderr } = await dseProcess(["query", runs, "select 1"], { cwd: home });
  expect(code).toBe(2);
  expect(stderr).toContain("npm install @duckdb/node-api@");
  expect(stderr).toContain("--duckdb");
  expect(stderr).toContain("plain Parquet");
});

test("a folder without a sweep is told so", async () => {
  const { code, stderr } = await dse(["query", home, "select 1"]);
  expect(code).toBe(2);
  expect(stderr).toContain("holds no sweep");
});

/** A stand-in with DuckDB's interface that answers with the SQL it was asked. */
const STAND_IN = `
const asked = [];
exports.DuckDBInstance = { create: async () => ({ connect: async () => ({
  run: async (sql) => void asked.push(sql),
  runAndReadAll: async (sql) => {
    if (sql === "wrong") throw new Error("Parser Error: wrong");
    return { columnNames: () => ["asked", "n"], getRowsJS: () => asked.map((text, n) => [text, BigInt(n)]) };
  },
}) }) };`;

test("DuckDB is taken from the folder that --duckdb names, and gets the finished parts as tables", async () => {
  const folder = join(home, "node_modules", "@duckdb", "node-api");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"name":"@duckdb/node-api","main":"index.js"}');
  writeFileSync(join(folder, "index.js"), STAND_IN);
  const { code, stdout } = await dse(["query", runs, "select 1", "--duckdb", home, "--json"]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { asked: string; n: number });
  expect(code).toBe(0);
  expect(rows.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
  // First of all the door is shut: only the folder of the sweep is open to SQL, and SQL cannot change that.
  expect(rows.slice(0, 3).map(({ asked }) => asked)).toEqual([
    `set allowed_directories = ['${realpathSync(runs)}']`,
    "set enable_external_access = false",
    "set lock_configuration = true",
  ]);
  expect(rows[3]?.asked).toContain('create view "points"');
  expect(rows[3]?.asked).toContain("part-00000.parquet");
  expect(rows.slice(3).map(({ asked }) => /"(\w+)"/.exec(asked)?.[1])).toEqual(["points", "front", "sample"]);
});

test("a mistake in the SQL is bad input", async () => {
  const { code, stderr } = await dse(["query", runs, "wrong", "--duckdb", home]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "dse: Parser Error: wrong\n" });
});

test("whole numbers are numbers up to 2^53, then text", () => {
  expect(plainValue(5n)).toBe(5);
  expect(plainValue(2n ** 60n)).toBe("1152921504606846976");
});

test("a table has numbers to the right and a dash where nothing is known", async () =>
  expect(
    await answerTable(
      ["id", "mfu"],
      [
        ["bow", 0.5],
        ["mk2", null],
      ],
    ),
  ).toBe("id   mfu\nbow  0.5\nmk2    –\n"));
