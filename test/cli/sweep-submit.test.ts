import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { allShards, indexList, quoted, type BatchJob } from "../../src/cli/sweep/batch/batch-job.ts";
import { kubernetesManifest } from "../../src/cli/sweep/batch/kubernetes-manifest.ts";
import { lsfScript } from "../../src/cli/sweep/batch/lsf-script.ts";
import { pbsScript } from "../../src/cli/sweep/batch/pbs-script.ts";
import { slurmScript } from "../../src/cli/sweep/batch/slurm-script.ts";
import { watchSlurm, type WatchInput } from "../../src/cli/sweep/batch/watch-slurm.ts";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const job: BatchJob = {
  name: "dse-clocks",
  command: ["dse", "sweep", "--set", "chip.clock=1.3 GHz..1.9 GHz/7", "--out", "/share/runs/a"],
  shards: 8,
  cores: 2,
  isThreaded: true,
  options: ["--partition=long"],
  folder: "/share/it's mine",
};
const place = { image: "registry.example/dse:1", claim: "runs" };

/** Compares with the file; UPDATE_GOLDEN=1 writes it. */
function expectGolden(name: string, text: string): void {
  const file = fileURLToPath(new URL(`golden/${name}`, import.meta.url));
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

test("the script for Slurm", () => expectGolden("slurm.sh.txt", slurmScript(job)));
test("the script for Slurm when three shards are missing", () =>
  expectGolden("slurm-missing.sh.txt", slurmScript(job, [1, 3, 7])));
test("the script for LSF", () => expectGolden("lsf.sh.txt", lsfScript(job)));
test("the script for PBS", () => expectGolden("pbs.sh.txt", pbsScript(job)));
test("the manifest for Kubernetes", () =>
  expectGolden("kubernetes.yaml.txt", kubernetesManifest(job, place)));

test("the manifest is YAML, and an Indexed Job of as many tasks as there are shards", async () => {
  const { parse } = await import("yaml");
  const { spec } = parse(kubernetesManifest(job, place)) as {
    spec: {
      completionMode: string;
      completions: number;
      template: { spec: { containers: { command: string[] }[] } };
    };
  };
  expect([spec.completionMode, spec.completions]).toEqual(["Indexed", 8]);
  expect(spec.template.spec.containers[0]?.command).toEqual([
    ...job.command,
    ...["--shard", "/8", "--workers", "2", "--quiet"],
  ]);
});

test("words are quoted so that a shell reads them back", () => {
  expect(quoted("--out=/a/b-1.x")).toBe("--out=/a/b-1.x");
  expect(quoted("it's 1 GHz")).toBe("'it'\\''s 1 GHz'");
});

test("indexes as a run or a list, counted from where the batch system counts", () => {
  expect(indexList(allShards(job))).toBe("0-7");
  expect(indexList(allShards(job), 1)).toBe("1-8");
  expect(indexList([1, 3, 7])).toBe("1,3,7");
  expect(indexList([5])).toBe("5");
});

/** A Slurm whose tasks do their shard, unless they are among those that fail that time. */
function standIn(fails: readonly (readonly number[])[]) {
  const done = new Set<number>();
  const submitted: (readonly number[])[] = [];
  const input: Omit<WatchInput, "attempts"> = {
    scriptFor: (shards) => shards.join(" "),
    missing: () => [0, 1, 2, 3].filter((shard) => !done.has(shard)),
    pause: () => Promise.resolve(),
    say: () => undefined,
    onSubmit: () => undefined,
    onWait: () => undefined,
    slurm: {
      submit(script) {
        submitted.push(script.split(" ").map(Number));
        return String(submitted.length);
      },
      active() {
        const time = submitted.length - 1;
        const next = submitted[time]!.find((shard) => !done.has(shard) && !fails[time]?.includes(shard));
        if (next === undefined) return 0;
        done.add(next);
        return 1;
      },
      cancel: () => undefined,
    },
  };
  return { input, submitted };
}

test("shards 1 and 3 fail, then 3 again: only what is missing is submitted again", async () => {
  const { input, submitted } = standIn([[1, 3], [3]]);
  expect(await watchSlurm({ ...input, attempts: 3 })).toEqual([]);
  expect(submitted).toEqual([[0, 1, 2, 3], [1, 3], [3]]);
});

test("a shard that always fails is given up after the last attempt, and named", async () => {
  const { input, submitted } = standIn([[2], [2], [2]]);
  expect(await watchSlurm({ ...input, attempts: 3 })).toEqual([2]);
  expect(submitted).toEqual([[0, 1, 2, 3], [2], [2]]);
});

test("what is complete is not submitted", async () => {
  const { input, submitted } = standIn([]);
  expect(await watchSlurm({ ...input, missing: () => [], attempts: 3 })).toEqual([]);
  expect(submitted).toEqual([]);
});

const home = mkdtempSync(join(tmpdir(), "dse-submit-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const SPACE = [
  ...["--system", "bow-pod16", "--workload", "bert-large", "--set", "chip.clock=1.5GHz..1.8GHz/2"],
  ...["--set", "pipelineParallel=16", "--set", "tensorParallel=1", "--set", "microBatch=2"],
];

test("the emitted script runs the command that it stands for: each task one share, the last gathers", async () => {
  const { stdout, code } = await dseProcess(
    ["submit", ...SPACE, "--out", "runs", "--emit", "slurm", "--shards", "2"],
    { cwd: home },
  );
  expect(code).toBe(0);
  const script = join(home, "array.sh");
  writeFileSync(script, stdout);
  const { execFileSync } = await import("node:child_process");
  for (const index of ["1", "0"])
    execFileSync("sh", [script], {
      cwd: home,
      env: { ...process.env, SLURM_ARRAY_TASK_ID: index },
      stdio: "pipe",
    });
  const manifest = JSON.parse(readFileSync(join(home, "runs", "manifest.json"), "utf8")) as object;
  expect(manifest).toMatchObject({ complete: true, points: 2, feasible: 2 });
});

test.each([
  [["--executor", "slurm", "--emit", "slurm", "--out", "x"], "give either"],
  [["--out", "x"], "give either"],
  [["--emit", "slurm"], "--out DIR"],
  [["--emit", "kubernetes", "--out", "x"], "--image IMAGE"],
  [["--emit", "pbs", "--out", "x", "--shards", "1"], "no array of one task"],
  [["--emit", "lsf", "--out", "x", "--shards", "0"], "1 to 10000"],
] as const)("%j is bad input, told in words", async (args, why) => {
  const { code, stderr } = await dse(["submit", ...SPACE, ...args]);
  expect(stderr).toContain(why);
  expect(code).toBe(2);
});
