import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SavedDesign } from "../../src/explore/design/saved-design.ts";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-design-submit-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const DECIDED = [
  "tensorParallel=1",
  "pipelineParallel=4",
  "dataParallel=1",
  "microBatch=1",
  "recompute=layer",
];
const GRID = [
  ...["--system", "bow-pod4", "--workload", "bert-base", "--breadth", "usual"],
  ...DECIDED.flatMap((choice) => ["--set", choice]),
  ...["--set", "chip.sramPerTile=600KiB,624KiB", "--set", "chip.clock=1.6GHz,1.85GHz"],
  ...["--within", "chip.dieArea <= 815 mm2", "--objectives", "stepTimeSeconds:min,costDollars:min"],
];

/** Commands of Slurm that run the tasks of an array here, the last one first. */
function standInSlurm(): string {
  const bin = join(home, "bin");
  mkdirSync(bin);
  const commands = {
    sbatch:
      'script="$(mktemp)"; cat > "$script"; for i in 1 0; do SLURM_ARRAY_TASK_ID=$i sh "$script" >&2; done; echo 7',
    squeue: "exit 0",
  };
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

test("shares of a design run as tasks of an array and join to the answer of one process", async () => {
  const env = { PATH: `${standInSlurm()}:${process.env["PATH"]}` };
  const submit = ["submit", "--design", ...GRID, "--out", "runs"];
  const { stdout, stderr, code } = await dseProcess(
    [...submit, "--executor", "slurm", "--shards", "2", "--poll", "0", "--json"],
    { cwd: home, env },
  );
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("job 7: 2 shards, attempt 1 of 3");
  const joined = JSON.parse(stdout) as SavedDesign;
  const whole = JSON.parse((await dse(["design", ...GRID, "--json"])).stdout) as SavedDesign;
  expect(joined).toMatchObject({ designs: 4, unseen: 0, gap: 0 });
  expect(joined.best).toEqual(whole.best);
  expect(joined.best.length).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(join(home, "runs", "design.json"), "utf8"))).toEqual(joined);

  // A share that is answered is not answered again; that of another limit is.
  const share = ["design", ...GRID, "--out", join(home, "runs"), "--shard", "0/2", "--json"];
  expect(JSON.parse((await dse(share)).stdout)).toEqual(joined);
  const wider = await dse(share.map((word) => word.replace("815", "830")));
  expect(JSON.parse(wider.stdout)).toEqual({
    ...{ schema: "dse.design-share/v1", share: 0, shares: 2, missing: 1 },
  });
});

test("each task of the script takes a share, and no number of threads, of which a design has one", async () => {
  const { stdout } = await dse([
    "submit",
    "--design",
    ...GRID,
    "--out",
    "x",
    "--emit",
    "lsf",
    "--shards",
    "8",
  ]);
  expect(stdout).toContain('#BSUB -J "dse-design-bow-pod4[1-8]"');
  expect(stdout).toContain(
    "--within 'chip.dieArea <= 815 mm2' --objectives stepTimeSeconds:min,costDollars:min ",
  );
  expect(stdout).toMatch(/--breadth usual --out x --shard \/8 --quiet\n$/);
});

test.each([
  [["submit", ...GRID, "--out", "x", "--emit", "lsf"], "--within is for a design: add --design"],
  [
    ["submit", "--design", ...GRID, "--out", "x", "--emit", "lsf", "--workers", "2"],
    "--workers is for a sweep",
  ],
  [["submit", "--design", ...GRID, "--out", "x", "--emit", "lsf", "--seed", "2"], "--seed is for a sweep"],
  [["design", ...GRID, "--shard", "0/2"], "--shard needs a folder"],
  [["design", ...GRID, "--shard", "2/2", "--out", "x"], "the index must lie in 0..1"],
  [["design", ...GRID, "--shard", "0/2", "--out", "x", "--resume"], "leave one of the two out"],
] as const)("%j is bad input, told in words", async (args, why) => {
  const { code, stderr } = await dse(args);
  expect(stderr).toContain(why);
  expect(code).toBe(2);
});
