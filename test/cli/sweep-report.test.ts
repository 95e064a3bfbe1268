import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SavedResults, SavedSweep } from "../../src/internal.ts";
import { pointCommand } from "../../src/report/sweep/point-command.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-sweep-report-"));
const folder = join(home, "sweep");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
afterAll(() => rmSync(home, { recursive: true, force: true }));

beforeAll(async () => {
  const { code } = await dse([
    ...["sweep", "--system", "bow-pod,mk2-pod", "--workload", "gpt2-s", "--out", folder, "--quiet"],
    ...["--set", "pod=4,16", "--set", "chip.clock=1.3GHz..1.9GHz", "--set", "recompute=none,layer"],
    ...["--set", "plan.microBatch=2", "--strategy", "sobol", "--limit", "16"],
  ]);
  expect(code).toBe(0);
});

test("the command that the report gives for a point of the front comes to the same numbers", async () => {
  const sweep = JSON.parse(read("findings.json")) as SavedSweep;
  const point = sweep.front.points.at(-1)!;
  const words = [...pointCommand(sweep, point).matchAll(/'([^']*)'|(\S+)/g)].map(([, a, b]) => a ?? b!);
  expect(words[0]).toBe("dse");
  const { code, stdout } = await dse([...words.slice(1), "--json"]);
  expect(code).toBe(0);
  const [result] = (JSON.parse(stdout) as SavedResults).results;
  expect(result?.plan).toEqual(point.plan);
  expect(result?.metrics).toEqual(point.metrics);
});

test("report renders the folder again, the same bytes, and the table on stdout", async () => {
  const before = { html: read("report.html"), md: read("report.md") };
  rmSync(join(folder, "report.html"));
  const { code, stdout, stderr } = await dse(["report", folder]);
  expect({ code, url: stderr }).toEqual({ code: 0, url: expect.stringMatching(/^file:.*report[.]html\n$/) });
  expect(stdout).toContain("16 points, ");
  expect({ html: read("report.html"), md: read("report.md") }).toEqual(before);
  expect((await dse(["report", folder, "--format", "md", "--out", "-"])).stdout).toBe(before.md);
});

test("a sweep that is not finished has no report yet, and a damaged one says what is wrong", async () => {
  const other = join(home, "other");
  writeFileSync(join(mkdtempSync(`${other}-`), "x"), "");
  const shard = ["--set", "pod=4,16", "--system", "bow-pod", "--workload", "gpt2-s", "--shard", "1/2"];
  await dse(["sweep", ...shard, "--set", "chip.clock=1GHz,1.1GHz", "--out", other, "--quiet"]);
  expect(existsSync(join(other, "findings.json"))).toBe(false);
  const unfinished = await dse(["report", other]);
  expect(unfinished).toMatchObject({ code: 2, stdout: "" });
  expect(unfinished.stderr).toContain("not finished");
  writeFileSync(join(other, "findings.json"), "{}");
  expect((await dse(["report", other])).stderr).toContain("no findings of a sweep");
});

test("compare holds two sweeps against each other; a sweep and a run are not comparable", async () => {
  const { code, stdout } = await dse(["compare", folder, folder, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "dse.sweep-comparison/v1",
    points: [16, 16],
    beaten: [0, 0],
  });
  const mixed = await dse(["compare", folder, "reports/ipu-generations"]);
  expect(mixed).toMatchObject({ code: 2, stdout: "" });
  expect(mixed.stderr).toContain("is a sweep, the other is not");
});
