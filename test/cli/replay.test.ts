import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { decodeTrace, encodeTrace } from "../../src/chakra/et-trace.ts";
import { collective, trace } from "../chakra/et-files.ts";
import { dse } from "./dse.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);
const LINKS = ["--bandwidth", "50 GB/s", "--latency", "500 ns"];

describe("dse replay", () => {
  const files = Array.from({ length: 12 }, (_, npu) => inFolder(`sum.${npu}.et`));
  for (const file of files) writeFileSync(file, encodeTrace(trace(collective(0, 12e6))));

  test("runs an all-reduce of 12 MB over 12 NPUs: 22 steps of 20 µs and 500 ns, in any order of files", async () => {
    const args = ["replay", ...[...files].sort(), ...LINKS, "--ring", "one-way", "--json"];
    const { code, stdout } = await dse(args);
    expect(code).toBe(0);
    const { seconds, npus } = JSON.parse(stdout) as { seconds: number; npus: readonly unknown[] };
    expect(seconds).toBeCloseTo(22 * (1e6 / 50e9 + 500e-9), 12);
    expect(npus.length).toBe(12);
  });

  test.each([
    [["replay", ...files.slice(1), ...LINKS], /expected the trace of NPU 0/],
    [["replay", ...files], /--bandwidth is needed/],
    [["replay", ...files, "--bandwidth", "50 GHz"], /--bandwidth/],
    [["replay", inFolder("none.et"), ...LINKS], /cannot read/],
    [["replay", ...files, ...LINKS, "--memory-bandwidth", "1 GB/s"], /has no effect/],
    [["replay", "package.json", ...LINKS], /is no Chakra execution trace/],
  ])("%j is refused", async (args, message) => {
    const { code, stderr } = await dse(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

test("what simulate --chakra writes, replay reads: every NPU of the plan, its groups beside it", async () => {
  const degrees = ["pipelineParallel=4", "tensorParallel=1", "dataParallel=16", "microBatch=1"];
  const set = degrees.flatMap((one) => ["--set", `plan.${one}`]);
  const pair = ["--system", "bow-2000", "--workload", "bert-base"];
  const args = ["simulate", ...pair, ...set, "--chakra", inFolder("bert")];
  expect((await dse(args)).code).toBe(0);
  const count = [...Array(100).keys()].findIndex((npu) => !existsSync(inFolder(`bert.${npu}.et`)));
  expect(count).toBe(64);
  const first = readFileSync(inFolder("bert.0.et"));
  expect(Buffer.compare(encodeTrace(decodeTrace(first)), first)).toBe(0);
  const traces = Array.from({ length: count }, (_, npu) => inFolder(`bert.${npu}.et`));
  const { code, stdout, stderr } = await dse([
    ...["replay", ...traces, "--groups", inFolder("bert.comm_group.json"), "--bandwidth", "100 GB/s"],
    ...["--memory-bandwidth", "5 GB/s"],
  ]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toMatch(/one run +\S+ m?s\n +NPUs +64\n/);
});
