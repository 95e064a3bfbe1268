import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { dseProcess } from "./dse-process.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-interrupts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const out = join(folder, "interrupted");
const LONG = ["--system", "bow-pod256", "--workload", "gpt-3-175b", "--no-cache"];
const GPT_J = ["--system", "bow-pod64", "--workload", "gpt-j-6b", "--no-cache"];

describe("Ctrl-C ends what would take long at once, however busy it is, and leaves nothing half written:", () => {
  test.concurrent.each([
    ["run", ["run", ...LONG, "--out", out]],
    ["optimum", ["optimum", "--system", "bow-pod64", "--days", "30", "--no-cache"]],
    ["serve", ["serve", ...GPT_J, "--requests", "20000", "--rate", "20", "--capacity"]],
  ])("dse %s", async (_, args) => {
    // The signal ends the process itself, as a shell expects of it: no handler waits for the search to yield.
    const { signal, stdout } = await dseProcess(args, { killAfterMilliseconds: 1200 });
    expect([signal, stdout]).toEqual(["SIGINT", ""]);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });
});

/** Runs `dse` and interrupts it so long after a search was kept in an empty cache; its stdout, and how it ended. */
async function interruptedAfterSearch(args: readonly string[], milliseconds: number) {
  const cwd = mkdtempSync(join(folder, "search-"));
  const cache = join(cwd, "cache");
  const child = spawn(process.execPath, [BINARY, ...args], {
    cwd,
    env: { ...process.env, XDG_CACHE_HOME: cache },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const kept = (): boolean =>
    existsSync(cache) &&
    readdirSync(cache, { recursive: true, encoding: "utf8" }).some((name) => /[0-9a-f]{64}$/.test(name));
  const watch = setInterval(() => {
    if (!kept()) return;
    clearInterval(watch);
    setTimeout(() => child.kill("SIGINT"), milliseconds);
  }, 20);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on("close", (...ended) => resolve(ended)),
  );
  clearInterval(watch);
  return { code, signal, stdout, stderr, cwd, kept: kept() };
}

const BINARY = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));

test("what was searched before an interrupt is kept for the next time, and no report is written", async () => {
  const systems = ["--system", "a100-gpus8", "--system", "bow-pod256"];
  const asked = ["run", ...systems, "--workload", "bert-base", "--workload", "gpt-3-175b"];
  const { signal, kept, cwd } = await interruptedAfterSearch(asked, 0);
  expect([signal, kept]).toEqual(["SIGINT", true]);
  expect(existsSync(join(cwd, "out"))).toBe(false);
});

test("an interrupt of samples tells what those that were drawn say", { timeout: 60_000 }, async () => {
  const pair = ["--system", "a100-gpus8", "--workload", "bert-base", "--samples", "100000"];
  // A machine under load may not have drawn one yet: then nothing is told, and it gets more time.
  let ended = await interruptedAfterSearch(["uncertainty", ...pair], 1000);
  for (let wait = 2000; ended.stdout === "" && wait < 20_000; wait *= 2)
    ended = await interruptedAfterSearch(["uncertainty", ...pair], wait);
  expect(ended.code).toBe(130);
  expect(ended.stderr).toMatch(/interrupted after \d+ of 100000 samples/);
  expect(ended.stdout).toMatch(/P10/);
});
