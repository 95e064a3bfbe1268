import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { dseProcess } from "../dse-process.ts";

const root = mkdtempSync(join(tmpdir(), "dse-kept-runs-"));
afterAll(() => rmSync(root, { recursive: true }));

const env = { XDG_CACHE_HOME: join(root, "cache") };

async function run(name: string, ...options: readonly string[]) {
  const out = join(root, name);
  const pair = ["--system", "bow-pod4", "--workload", "gpt2-s"];
  const { code, stdout, stderr } = await dseProcess(
    ["run", ...pair, "--fidelity", "analytic", "--timings", "--out", out, ...options],
    { env },
  );
  const files = Object.fromEntries(
    readdirSync(out).map((file) => [file, readFileSync(join(out, file), "utf8")]),
  );
  const [, searches] = /^searches +(\d+)/m.exec(stderr) ?? [];
  return { answer: { code, stdout, files }, searches: Number(searches) };
}

test("a run from kept answers is the run without them, to the byte, and a broken file changes nothing", async () => {
  const without = await run("without", "--no-cache");
  const first = await run("first");
  const second = await run("second");
  expect([without.searches, first.searches, second.searches]).toEqual([1, 1, 0]);
  expect(first.answer).toEqual(without.answer);
  expect(second.answer).toEqual(without.answer);
  const kept = readdirSync(join(root, "cache", "dse"));
  expect(kept).toHaveLength(6);
  for (const name of kept) writeFileSync(join(root, "cache", "dse", name), "broken");
  const third = await run("third");
  expect(third.searches).toBe(1);
  expect(third.answer).toEqual(without.answer);
});
