import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SavedResults } from "../../src/result/saved/result.ts";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

/** A tile chip with HBM beside its SRAM, on machines with flash: nothing but specs says so. */
const cwd = new URL("hbm-beside-sram", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "dse-hbm-"));
afterAll(() => rmSync(folder, { recursive: true }));

const asked = (workload: string, ...set: readonly string[]): readonly string[] => [
  ...["--system", "bow-hbm-pod4", "--workload", workload, "--quiet"],
  ...set.flatMap((one) => ["--set", one]),
];
const WEIGHTS = 2 * 1_868_800;

describe("a memory level that a spec adds", { timeout: 120_000 }, () => {
  test("is planned, priced, simulated and reported", async () => {
    const study = join(cwd, "study.yaml");
    const run = await dse(["run", study, "--out", folder, "--format", "json,md,html", "--quiet"]);
    expect(run.code).toBe(0);
    const { results } = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as SavedResults;
    const [analytic, event] = results;
    const { others } = analytic!.breakdown.memoryBytes;
    // Each chip keeps all weights (2 B), and what its micro-batches wait for; a machine's flash all state (6 B).
    expect(others?.["hbm"]?.limit).toBe(16 * 2 ** 30);
    expect(others?.["hbm"]?.bytes).toMatchObject({ weights: WEIGHTS, optimizer: 0, gradients: 0 });
    expect(others?.["flash"]?.bytes).toMatchObject({ weights: 0, optimizer: 3 * WEIGHTS });
    expect(Object.values(analytic!.breakdown.memoryBytes.streaming)).toEqual([0, 0, 0, 0, 0]);
    // Nothing waits for another chip: HBM is a chip's own, and flash is asked of it by turns in both.
    expect(event!.metrics.stepTimeSeconds).toBeGreaterThanOrEqual(
      analytic!.metrics.stepTimeSeconds! * (1 - 1e-9),
    );
    expect(readFileSync(join(folder, "report.md"), "utf8")).toContain(
      "chip.memories.hbm.bandwidth = 400 GB/s",
    );
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("What fills the other memories");
  });

  test("is where a search puts what does not fit beside it, and what its energy is read from", async () => {
    const decided = asked("small-answer", "plan.weights=sram", "plan.kvCache=hbm");
    const plan = await dseProcess(["plan", ...decided], { cwd });
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/kvCache +hbm/);
    expect(plan.stdout).toMatch(/kvCache \(hbm\) +\d/);
    const explained = await dseProcess(
      ["explain", "energyJoulesPerSample", ...asked("small-decoder", "plan.weights=hbm"), "--json"],
      { cwd },
    );
    expect(explained.stdout).toContain("chip.memories.hbm.energy");
  });

  test("that is misspelt is told with those there are", async () => {
    const plan = await dseProcess(["plan", ...asked("small-decoder", "plan.weights=hmb")], { cwd });
    expect(plan.code).toBe(2);
    expect(plan.stdout + plan.stderr).toMatch(/has no memory "hmb"\s+legal: weights: hbm/);
  });
});
