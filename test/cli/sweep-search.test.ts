import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SavedSweep, SweepManifest } from "../../src/internal.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-search-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Three axes, one of them without steps; a plan with few choices left open, so that a point takes milliseconds. */
const SPACE = [
  ...["chip.clock=1.3GHz..1.9GHz", "microBatch=1,2,3,4", "recompute=none,layer"],
  ...["tensorParallel=1", "pipelineParallel=16", "dataParallel=1"],
  ...["optimizerState=sram", "weights=sram", "availableMemoryProportion=0.6"],
].flatMap((value) => ["--set", value]);
const ASKED = ["sweep", "--system", "bow-pod16", "--workload", "bert-large", ...SPACE, "--quiet"];

const contentsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString("base64")]),
  );
const findingsOf = (folder: string): SavedSweep =>
  JSON.parse(readFileSync(join(folder, "findings.json"), "utf8")) as SavedSweep;
const partsIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => /^part-\d+[.]json$/.test(name));

describe.each([
  { strategy: "nsga2", options: ["--limit", "48", "--population", "12"], parts: 4, workers: 2 },
  { strategy: "surrogate", options: ["--limit", "20"], parts: 1 + Math.ceil((20 - 7) / 4), workers: 1 },
  { strategy: "multi-fidelity", options: ["--limit", "4"], parts: undefined, workers: 1 },
])("$strategy", ({ strategy, options, parts, workers }) => {
  const search = (...more: string[]) => dse([...ASKED, "--strategy", strategy, ...options, ...more]);
  const whole = join(home, strategy);
  let reference: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    const { code, stderr } = await search("--out", whole, "--workers", "1");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    reference = contentsOf(whole);
  });

  test("stores a part for each batch that it asked for, and finds a front", () => {
    if (parts !== undefined) expect(partsIn(whole)).toHaveLength(parts);
    const { points, front, sample } = findingsOf(whole);
    expect(sample.length).toBe(points);
    expect(front.size).toBeGreaterThan(1);
  });

  test("interrupted with a part lost and a later one damaged, it ends in the same bytes, with as many threads", async () => {
    const folder = join(home, `${strategy}-broken`);
    cpSync(whole, folder, { recursive: true });
    for (const name of ["findings.json", "front.parquet", "sample.parquet"]) rmSync(join(folder, name));
    const { evaluated, feasible, front, files, ...identity } = JSON.parse(
      readFileSync(join(folder, "manifest.json"), "utf8"),
    ) as SweepManifest;
    expect([evaluated, feasible, front, files?.length]).not.toContain(undefined);
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...identity, complete: false }));
    const last = partsIn(folder).at(-1)!;
    rmSync(join(folder, last));
    const rows = join(folder, "part-00001.parquet");
    const bytes = readFileSync(rows);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(rows, bytes);
    const { code } = await search("--out", folder, "--resume", "--workers", `${workers}`);
    expect(code).toBe(0);
    expect(contentsOf(folder)).toEqual(reference);
  });
});

test("multi-fidelity screens in closed form and confirms by simulation; only what is confirmed is on the front", () => {
  const { sample, front } = findingsOf(join(home, "multi-fidelity"));
  const fidelities = sample.map(({ fidelity }) => fidelity);
  // A budget of 4 simulations: half of it screens at a twentieth each, the other half confirms.
  expect(fidelities.filter((name) => name === "analytic")).toHaveLength((4 / 2) * 20);
  expect(fidelities.filter((name) => name === "event")).toHaveLength(4 / 2);
  expect(new Set(front.points.map(({ fidelity }) => fidelity))).toEqual(new Set(["event"]));
});

test("killed with -9 in the middle of a generation and resumed: the same bytes", async () => {
  const folder = join(home, "killed");
  const args = [...ASKED, "--strategy", "nsga2", "--limit", "48", "--population", "12", "--out", folder];
  const binary = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));
  const child = spawn(process.execPath, [binary, ...args, "--workers", "1"], { stdio: "ignore" });
  const timer = setInterval(() => {
    try {
      if (partsIn(folder).length >= 2) child.kill("SIGKILL");
    } catch {
      // The folder is not there yet.
    }
  }, 2);
  await new Promise((resolve) => child.on("exit", resolve));
  clearInterval(timer);
  expect((await dse([...args, "--resume", "--workers", "1"])).code).toBe(0);
  expect(contentsOf(folder)).toEqual(contentsOf(join(home, "nsga2")));
});

test.each([
  [["sweep", "--shard", "0/2"], "cannot be cut into shards"],
  [["submit", "--emit", "slurm"], "cannot be cut into shards"],
  [["sweep", "--population", "3"], "--population: expected a whole number of members, at least 4"],
] as const)("%j of a search is bad input, told in words", async ([verb, ...more], why) => {
  const rest = ASKED.slice(1).filter((word) => word !== "--quiet" || verb === "sweep");
  const { code, stderr } = await dse([
    ...[verb, ...rest, "--strategy", "nsga2", "--out", join(home, "refused")],
    ...more,
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain(why);
});
