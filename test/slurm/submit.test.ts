import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dseProcess } from "../cli/dse-process.ts";
import { hasSlurm, processes, startCluster, type Cluster } from "./cluster.ts";

const SPACE = [
  ...["--system", "bow-pod16", "--workload", "bert-large", "--set", "chip.clock=1.3GHz..1.9GHz/32"],
  ...["--quiet"],
];
const MINUTES = 60_000;

const contentsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex"),
      ]),
  );

/** Tasks of the sweep into that folder, as they run now. */
const tasksOf = (folder: string): readonly number[] =>
  processes()
    .filter(({ words }) => words.includes("--shard") && words.includes(folder))
    .map(({ pid }) => pid);

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let waited = 0; waited < 600; waited++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("it did not happen within a minute");
}

/** A cluster takes more than a minute: in CI, or where it is asked for. */
const wanted = process.env["CI"] !== undefined || process.env["DSE_SLURM"] === "1";

describe.skipIf(!wanted || !hasSlurm())("on a real Slurm of two nodes", () => {
  const home = mkdtempSync(join(tmpdir(), "dse-on-slurm-"));
  const local = join(home, "local");
  let cluster: Cluster;
  const submit = (folder: string) =>
    dseProcess(
      [
        ...["submit", ...SPACE, "--out", folder, "--executor", "slurm", "--shards", "4", "--poll", "0.5"],
        ...["--attempts", "4"],
      ],
      { cwd: home, env: cluster.environment },
    );

  beforeAll(async () => {
    cluster = await startCluster();
    expect((await dseProcess(["sweep", ...SPACE, "--out", local])).code).toBe(0);
  }, 3 * MINUTES);
  afterAll(() => {
    cluster.stop();
    rmSync(home, { recursive: true, force: true });
  });

  test(
    "a task killed with -9 is submitted again; the result is that of a local run, byte by byte",
    async () => {
      const folder = join(home, "killed");
      const ended = submit(folder);
      process.kill(await until(() => tasksOf(folder)[0]), "SIGKILL");
      const { code, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(contentsOf(folder)).toEqual(contentsOf(local));
    },
    3 * MINUTES,
  );

  test(
    "a node that is lost loses no finished part, and its shards are done by the other",
    async () => {
      const folder = join(home, "lost");
      const ended = submit(folder);
      await until(() => (tasksOf(folder).length > 2 ? true : undefined));
      cluster.lose("n2");
      const { code, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(contentsOf(folder)).toEqual(contentsOf(local));
    },
    3 * MINUTES,
  );
});
