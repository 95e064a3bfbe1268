import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nameOf } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { encodeTrace } from "../../src/chakra/et-trace.ts";
import { collective, trace } from "../chakra/et-files.ts";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-built-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const TRACES = [0, 1].map((npu) => join(home, `sum.${npu}.et`));
for (const file of TRACES) writeFileSync(file, encodeTrace(trace(collective(0, 2e6))));

const SAVED = "test/cli/fixtures/saved-by-0.1.0/run";
const PAIR = ["--system", "a100-gpus8", "--workload", "gpt2-s"];
const DECIDED = ["tensorParallel=1", "pipelineParallel=1", "recompute=none", "microBatch=1"];

/** A question of each command that a process answers in about a second. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  bench: ["--help"],
  check: ["bow", "test/broken-specs/tab-indent.yaml"],
  compare: [SAVED, SAVED, "--json"],
  completion: ["zsh"],
  design: [
    ...PAIR,
    ...[...DECIDED, "chip.clock=1.2 GHz,1.4 GHz"].flatMap((choice) => ["--set", choice]),
    ...["--within", "capexDollars <= 1e9", "--top", "1", "--quiet"],
  ],
  import: ["hf", "test/spec/hugging-face/fixtures/gpt2-xl.json"],
  init: ["bin"],
  list: ["chip"],
  optimum: ["--system", "a100-gpus", "--target-loss", "1.7"],
  plan: [...PAIR, "--json"],
  replay: [...TRACES, "--bandwidth", "50 GB/s", "--latency", "500 ns", "--json"],
  report: [SAVED, "--format", "md", "--out", "-"],
  run: [...PAIR, "--json"],
  schema: ["workload"],
  serve: ["--system", "bow-pod4", "--workload", "gpt2-m", "--rate", "20", "--requests", "5"],
  show: ["bow-pod16"],
  simulate: [...PAIR, ...DECIDED.flatMap((choice) => ["--set", `plan.${choice}`])],
  uncertainty: [...PAIR, "--samples", "2", "--metric", "stepTimeSeconds"],
};

/** Commands that processes answer in other tests. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  explain: "test/cli/hbm-beside-sram.test.ts",
  mcp: "test/cli/mcp/mcp-server.test.ts",
  query: "test/cli/query.test.ts",
  submit: "test/cli/sweep-submit.test.ts",
  sweep: "test/cli/sweep.test.ts",
  validate: "test/cli/validate.test.ts",
};

test("each command is asked of the built program, here or in another test", () => {
  expect([...Object.keys(ASKED), ...Object.keys(ELSEWHERE)].sort()).toEqual(commands.map(nameOf).sort());
  for (const [name, file] of Object.entries(ELSEWHERE)) expect(readFileSync(file, "utf8")).toContain(name);
});

test.each(Object.entries(ASKED))(
  "dse %s: the built program says what the sources say",
  async (name, words) => {
    const [built, sources] = [await dseProcess([name, ...words]), await dse([name, ...words])];
    expect(built).toEqual({ ...sources, signal: null });
    expect(built.stdout + built.stderr).not.toBe("");
  },
);
