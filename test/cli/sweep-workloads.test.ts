import { mkdtempSync, rmSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SavedSweep } from "../../src/internal.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-workloads-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** BERT-Base beats BERT-Large in every number at every clock. */
const PAIR = ["--workload", "bert-base", "--workload", "bert-large"];
const PLAN = [
  ...["tensorParallel=1", "pipelineParallel=16", "dataParallel=1", "microBatch=2", "recompute=layer"],
  ...["optimizerState=sram", "weights=sram", "availableMemoryProportion=0.6"],
].flatMap((choice) => ["--set", choice]);
const OBJECTIVES = ["--objectives", "timeToTrainSeconds:min,costDollars:min"];
const sweep = (workloads: readonly string[], ...more: readonly string[]) =>
  dse([
    "sweep",
    "--system",
    "bow-pod16",
    ...workloads,
    "--set",
    "chip.clock=1.5GHz,1.85GHz",
    ...PLAN,
    ...OBJECTIVES,
    ...["--quiet", "--workers", "1"],
    ...more,
  ]);
const findings = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "findings.json"), "utf8")) as SavedSweep;

test("the larger of two workloads has its own front; weighed, both are one number", async () => {
  const each = join(home, "each");
  const told = await sweep(PAIR, "--out", each);
  expect(told).toMatchObject({ code: 0 });
  expect(told.stdout).toMatch(/^bert-large: 2 points, 2 fit, [12] on the front/m);
  const { workloads, front } = findings(each);
  expect(workloads!.map(({ workload, points }) => [workload, points])).toEqual([
    ["bert-base", 2],
    ["bert-large", 2],
  ]);
  const timesOf = (workload: string) =>
    front.points
      .filter(({ coordinates }) => coordinates["workload"] === workload)
      .map(({ metrics }) => metrics["timeToTrainSeconds"]!);
  const sum = join(home, "sum");
  const weighed = await sweep(PAIR, "--weights", "bert-base=3,bert-large=2", "--out", sum);
  expect(weighed).toMatchObject({ code: 0 });
  expect(weighed.stdout).toContain("summed over 3 × bert-base + 2 × bert-large");
  const together = Math.min(
    ...findings(sum).front.points.map(({ metrics }) => metrics["timeToTrainSeconds"]!),
  );
  const [base, large] = [timesOf("bert-base"), timesOf("bert-large")].map((times) => Math.min(...times));
  expect(together / (3 * base! + 2 * large!)).toBeCloseTo(1, 9);
});

test("a weight that weighs nothing is an error with the nearest name", async () => {
  expect(await sweep(PAIR, "--weights", "bert-bose=1")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean "bert-base"?') as string,
  });
});
