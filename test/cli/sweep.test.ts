import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../../src/sim/random.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-sweep-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A plan with few choices left open: a point takes a few milliseconds. */
const DECIDED = [
  ...["tensorParallel=1", "pipelineParallel=16", "dataParallel=1", "microBatch=2", "recompute=layer"],
  ...["optimizerState=sram", "weights=sram", "availableMemoryProportion=0.6"],
].flatMap((choice) => ["--set", choice]);
const ON_POD16 = ["--system", "bow-pod16", "--workload", "bert-large", ...DECIDED];
const POINTS = 12;
const CLOCKS = ["--set", `chip.clock=1.3GHz..1.9GHz/${POINTS}`];
const SPACE = [...CLOCKS, ...ON_POD16, "--quiet"];
const sweep = (...args: string[]) => dse(["sweep", ...args]);

/** Every file of a folder with its bytes. */
const contentsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString("base64")]),
  );

const whole = join(home, "whole");
let reference: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  const { code, stderr } = await sweep(...SPACE, "--out", whole, "--workers", "1");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  reference = contentsOf(whole);
});

test("a sweep without YAML, piped line by line in a shell: 3 clocks on 2 sizes are 6 points in order", () => {
  const binary = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));
  const command =
    "sweep --set chip.clock=1.3GHz..1.9GHz/3 --set pod=4,16 --system bow-pod --workload gpt2-s --workers 1 --json";
  const hasJq = spawnSync("jq", ["--version"]).status === 0;
  const reader = hasJq ? "jq -c ." : `"${process.execPath}" -e 'process.stdin.pipe(process.stdout)'`;
  const pipeline = `set -o pipefail; "${process.execPath}" "${binary}" ${command} | ${reader}`;
  const { status: code, stdout } = spawnSync("bash", ["-c", pipeline], { encoding: "utf8" });
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { index: number; coordinates: object; metrics: object; plan: object });
  expect(code).toBe(0);
  expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 6 }, (_, index) => index));
  expect(rows[5]?.coordinates).toEqual({ "chip.clock": 1.9e9, pod: 16 });
  expect(rows[0]?.metrics).toHaveProperty("stepTimeSeconds");
  expect(rows[0]?.plan).toHaveProperty("pipelineParallel");
});

test("the folder holds a manifest, a part for each point, and what only the whole sweep knows", () => {
  const parts = Array.from({ length: POINTS }, (_, part) =>
    ["json", "parquet"].map((ending) => `part-${String(part).padStart(5, "0")}.${ending}`),
  );
  const others = ["findings.json", "front.parquet", "manifest.json", "report.html", "report.md"];
  const whole = [...others, "sample.parquet"];
  expect(Object.keys(reference)).toEqual([...parts.flat(), ...whole].sort());
});

test("two workers end in the same bytes as one", async () => {
  const folder = join(home, "two");
  expect((await sweep(...SPACE, "--out", folder, "--workers", "2")).code).toBe(0);
  expect(contentsOf(folder)).toEqual(reference);
});

test("three shards in any order, the last of which gathers, end in the same bytes", async () => {
  const folder = join(home, "shards");
  for (const shard of ["2/3", "0/3", "1/3"])
    expect((await sweep(...SPACE, "--out", folder, "--shard", shard, "--workers", "1")).code).toBe(0);
  expect(contentsOf(folder)).toEqual(reference);
});

test("killed with -9 at two random moments and resumed: the same bytes", async () => {
  const folder = join(home, "killed");
  const random = createRandom(20_26);
  for (let round = 0; round < 2; round++) await killAfter(folder, Math.floor(random() * 4));
  const { code } = await sweep(...SPACE, "--out", folder, "--resume", "--workers", "1");
  expect(code).toBe(0);
  expect(contentsOf(folder)).toEqual(reference);
});

/** Starts the sweep and kills it as soon as that many more files are there. */
function killAfter(folder: string, files: number): Promise<void> {
  const binary = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));
  const words = ["sweep", ...SPACE, "--out", folder, "--resume", "--workers", "1"];
  const child = spawn(process.execPath, [binary, ...words], { stdio: "ignore" });
  const before = filesIn(folder);
  const timer = setInterval(() => {
    if (filesIn(folder) > before + files) child.kill("SIGKILL");
  }, 2);
  return new Promise((resolve) => {
    child.on("exit", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

function filesIn(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}

test("a damaged part, a lost one and a damaged record are computed again", async () => {
  const folder = join(home, "two");
  const rows = join(folder, "part-00003.parquet");
  const bytes = readFileSync(rows);
  bytes[20]! ^= 1;
  writeFileSync(rows, bytes);
  rmSync(join(folder, "part-00005.parquet"));
  writeFileSync(join(folder, "part-00007.json"), "{}");
  expect((await sweep(...SPACE, "--out", folder, "--resume", "--workers", "1")).code).toBe(0);
  expect(contentsOf(folder)).toEqual(reference);
});

test("another space is not taken for a continuation, and the difference is told", async () => {
  const other = ["--set", `chip.clock=1.3GHz..1.8GHz/${POINTS}`, ...ON_POD16];
  const { code, stderr } = await sweep(...other, "--out", whole, "--resume");
  expect(code).toBe(2);
  expect(stderr).toContain("holds another sweep");
  // A step of 600 MHz / 11 there, of 500 MHz / 11 now.
  expect(stderr).toMatch(/question\.axes\.0\.values\.1: 1354545454[\d.]* there, 1345454545[\d.]* now/);
  expect(contentsOf(whole)).toEqual(reference);
});

test("--resume alone asks what was asked before; what asks for more is refused, and so is a folder without a sweep", async () => {
  const more = await sweep("--resume", "--out", whole, "--limit", "3");
  expect(more.code).toBe(2);
  expect(more.stderr).toContain("--limit asks another: give the whole command");
  const none = await sweep("--resume", "--out", join(home, "nothing-here"));
  expect(none).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("holds no sweep to go on with") as string,
  });
});

test("every point as CSV, not the front alone: a row for each and a header, in order", async () => {
  const { code, stdout } = await dse(["report", whole, "--format", "csv", "--all", "--out", "-"]);
  const [header = "", ...rows] = stdout.trim().split("\r\n");
  expect(code).toBe(0);
  expect(header).toMatch(/^index,chip\.clock,feasible,gap,samplesPerSecond,averagePowerWatts/);
  expect(rows.map((row) => Number(row.split(",")[0]))).toEqual(
    Array.from({ length: POINTS }, (_, index) => index),
  );
  const lastClock = Number(rows.at(-1)?.split(",")[1]);
  expect(lastClock).toBe(1.9e9);
  const other = await dse(["report", home, "--all"]);
  expect(other).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("give the folder of a sweep") as string,
  });
});

test("a folder that holds a sweep is not written over", async () => {
  const { code, stderr } = await sweep(...SPACE, "--out", whole);
  expect(code).toBe(2);
  expect(stderr).toContain("add --resume");
});

test("a folder of other things is left alone", async () => {
  const folder = mkdtempSync(join(home, "mine-"));
  writeFileSync(join(folder, "thesis.txt"), "important");
  const { code, stderr } = await sweep(...SPACE, "--out", folder);
  expect(code).toBe(2);
  expect(stderr).toContain("is not empty and holds no sweep");
});

test("Ctrl-C: exit 130, how to go on, nothing half written; then the same bytes", async () => {
  const folder = join(home, "interrupted");
  const args = [...CLOCKS, ...ON_POD16, "--out", folder, "--workers", "1"];
  const { code, stderr } = await interrupted(["sweep", ...args], folder);
  expect(code).toBe(130);
  expect(stderr).toContain(`dse sweep --resume --out ${folder} goes on from there`);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  // The manifest knows the question; lines are those of every point, also of those that were finished before.
  const resumed = await sweep("--resume", "--out", folder, "--quiet", "--json", "--workers", "1");
  expect(resumed.code).toBe(0);
  const indexes = resumed.stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { index: number }).index);
  expect(indexes).toEqual(Array.from({ length: POINTS }, (_, index) => index));
  expect(contentsOf(folder)).toEqual(reference);
});

/** Runs `dse` and sends SIGINT when the first part is there. */
function interrupted(
  args: readonly string[],
  folder: string,
): Promise<{ code: number | null; stderr: string }> {
  const binary = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));
  const child = spawn(process.execPath, [binary, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const timer = setInterval(() => {
    if (filesIn(folder) < 3) return;
    clearInterval(timer);
    child.kill("SIGINT");
  }, 2);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearInterval(timer);
      resolve({ code, stderr });
    });
  });
}

test.each([
  [["--set", "chip.clok=1 GHz..2 GHz/3"], 'did you mean "chip.clock"'],
  [["--set", "chip.clock=1 GB..2 GB/3"], "expected frequency"],
  [["--set", "microBach=1,2"], 'did you mean "plan.microBatch"'],
  [["--set", "recompute=none,all"], "none"],
  [["--set", "chip.clock=1..2"], "say how many steps"],
  [["--objectives", "mfuu"], 'did you mean "mfu"'],
  [["--objectives", "chipsUsed"], "chipsUsed:min or chipsUsed:max"],
  [["--shard", "8/8", "--out", "x"], "must lie in 0..7"],
  [["--shard", "0/2"], "--out DIR"],
  [["--workers", "0"], "whole number from 1"],
  [["--limit", "0"], "at least 1"],
] as const)("%j is bad input, told in words", async (args, why) => {
  const { code, stderr, stdout } = await sweep("--system", "bow-pod16", "--workload", "bert-large", ...args);
  expect(stderr).toContain(why);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("where nothing fits the exit code is 1, and the points are there all the same", async () => {
  const { code, stdout, stderr } = await sweep(
    ...["--system", "bow-pod4", "--workload", "gpt-3-175b", "--set", "weights=sram"],
    ...["--set", "chip.clock=1.5GHz,1.8GHz", "--json"],
  );
  expect(code).toBe(1);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { feasible: boolean }).feasible),
  ).toEqual([false, false]);
  expect(stderr).toContain("nothing was feasible");
});

test("points whose die is over the reticle are counted by that reason, beside those whose plan fits no memory", async () => {
  const sizes = ["--set", "chip.sramPerTile=100KiB,600KiB,624KiB,900KiB,1200KiB"];
  const { stdout, code } = await sweep(...sizes, ...ON_POD16, "--quiet", "--workers", "1");
  expect(code).toBe(0);
  expect(stdout).toContain("5 points, 2 fit");
  expect(stdout).toContain("reticle (a die is exposed at once) (2)");
  expect(stdout).toContain("tile SRAM on chip 0 of the pipeline (1)");
});
