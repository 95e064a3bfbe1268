import { mkdtempSync, mkdirSync, openSync, closeSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const DSE = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dse-hostile-"));
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "file"), "");
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES: Readonly<Record<string, string>> = {
  "long.yaml": `kind: chip\nid: long\nname: long\nextends: bow\nclock: "= 1 GHz${" + 0 GHz".repeat(8000)}"\n`,
  "names.yaml": `kind: study\nid: names\nname: n\nquestion: q\nsystems: [bow-pod4]\nworkloads: [bert-base]\nbaseline: mk2-pod4\nmetrics: { __proto__: mfu, constructor: mfu }\nexpect: [{ name: e, that: 'mfu("bow-pod4", "bert-base") < 3 Bq' }]\n`,
  "separator.yaml": `kind: workload\nid: separator\nname: "a\\u2028b"\nextends: bert-base\n`,
  "arch-specs/other.arch.yaml": `kind: chip\nid: another\nname: n\nextends: bow\nclok: 2 GHz\nsramPerTile: 800\n`,
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `arch-specs/chain${index}.arch.yaml`,
      `kind: chip\nid: chain${index}\nname: n\nextends: ${index === 39 ? "bow" : `chain${index + 1}`}\n`,
    ]),
  ),
};

function dse(args: readonly string[], stdout: "pipe" | number = "pipe") {
  const {
    status,
    stderr,
    stdout: text,
  } = spawnSync(process.execPath, [DSE, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", stdout, "pipe"],
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  return { status, stderr, stdout: text };
}

const PLAN = ["tensorParallel=1", "pipelineParallel=4", "dataParallel=1"].flatMap((one) => [
  "--set",
  `plan.${one}`,
]);
const BERT = ["run", "--system", "bow-pod4", "--workload", "bert-base", ...PLAN];

/** What was an abort, an endless run or a stack trace; and what is told instead, with exit code 2. */
const REFUSED: readonly (readonly [string, readonly string[], string | RegExp])[] = [
  [
    "a budget beyond any law",
    ["optimum", "--system", "bow-pod4", "--flops", "1e308"],
    "--flops: expected from",
  ],
  [
    "a rate that never comes",
    ["serve", "--system", "bow-pod4", "--workload", "gpt2-s", "--rate", "1e-308"],
    "--rate: expected",
  ],
  [
    "a batch of a thousand million",
    ["serve", "--system", "bow-pod4", "--workload", "gpt2-s", "--batch", "1e9"],
    "--batch: expected",
  ],
  [
    "a prompt beyond learned positions",
    ["serve", "--system", "bow-pod4", "--workload", "gpt2-s", "--prompt", "5000"],
    "gpt2-s as served: expected at most 1024 tokens",
  ],
  [
    "arrivals that are a folder",
    ["serve", "--system", "bow-pod4", "--workload", "gpt2-s", "--arrivals", "folder"],
    "--arrivals: folder cannot be used: it is a folder",
  ],
  ["results on a file", [...BERT, "--fidelity", "analytic", "--out", "file"], /file/],
  [
    "a sweep on a file",
    ["sweep", ...BERT.slice(1), "--set", "chip.clock=1.3 GHz,1.4 GHz", "--out", "file"],
    "file is a file; expected a folder",
  ],
  ["a formula of 8,000 additions", ["check", "long.yaml"], "characters, of which at most 2000 can be read"],
  [
    "a separator of lines in a name",
    ["check", "separator.yaml"],
    "expected text without control characters, got U+2028",
  ],
  [
    "a chain of 40 specs",
    ["check", "arch-specs/chain0.arch.yaml"],
    "expected at most 32 specs that extend one another",
  ],
];

test.each(REFUSED)("%s is refused in words", (_, args, message) => {
  const { status, stderr } = dse(args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain("this is a bug");
  expect(status).toBe(2);
});

test("a full device under stdout is told without a stack", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = dse(["list"], full);
  closeSync(full);
  expect(stderr).toContain("dse: cannot write to stdout: ENOSPC: no space left on device, write\n");
  expect(stderr).not.toContain("    at ");
  expect(status).toBe(2);
});

test("as many tiles for I/O as a chip has are no plan, and it is said what would be", () => {
  const { status, stderr } = dse([...BERT, "--set", "plan.ioTiles=1472", "--out", "-", "--format", "json"]);
  expect(stderr).toContain("plan.ioTiles=1472: one tile at least computes, and bow has 1472");
  expect(stderr).toContain("legal: ioTiles of at most 1471");
  expect(status).toBe(2);
});

test("a study's names, baseline and units are all told at once, by check as by run", () => {
  const checked = dse(["check", "names.yaml"]);
  const ran = dse(["run", "names.yaml"]);
  for (const { status, stderr } of [checked, ran]) {
    expect(status).toBe(2);
    expect(stderr).toContain(`metrics: expected another name, got "__proto__"`);
    expect(stderr).toContain("metrics.constructor: expected a name that JavaScript has no meaning for");
    expect(stderr).toContain(`baseline: expected one of the study's systems (bow-pod4), got "mk2-pod4"`);
  }
});

test("a file is checked alike by its path and with its folder, and an id hides no other error", () => {
  const errors = (text: string) => text.split("\n").filter((line) => line.includes("other.arch.yaml:"));
  const alone = errors(dse(["check", "arch-specs/other.arch.yaml"]).stderr);
  expect(alone).toEqual([
    `arch-specs/other.arch.yaml:2:5  id: expected "other" as the file name says, got "another"`,
    `arch-specs/other.arch.yaml:5:1  unknown key "clok", did you mean "clock"?`,
    `arch-specs/other.arch.yaml:6:14  sramPerTile: expected bytes, such as "624 KiB", got 800 (no unit), did you mean "800 B"?`,
  ]);
  expect(errors(dse(["check"]).stderr)).toEqual(alone);
});
