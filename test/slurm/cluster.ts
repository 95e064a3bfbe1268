import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Slurm of two nodes on this machine, for the time of a test. Needs root, slurm-wlm and munge. */
export interface Cluster {
  /** What a client of this cluster has in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes a node away as a crash does: its daemon and all that runs on it. */
  readonly lose: (node: string) => void;
  readonly stop: () => void;
}

const NODES = ["n1", "n2"];

export const hasSlurm = (): boolean =>
  process.getuid?.() === 0 &&
  ["slurmctld", "slurmd", "sbatch", "munged"].every(
    (program) => spawnSync("which", [program], { stdio: "ignore" }).status === 0,
  );

export async function startCluster(): Promise<Cluster> {
  const base = mkdtempSync(join(tmpdir(), "dse-slurm-"));
  for (const folder of ["etc", "state", "log", "run", ...NODES.map((node) => `spool/${node}`)])
    mkdirSync(join(base, folder), { recursive: true });
  const port = 20_000 + (process.pid % 10_000);
  writeFileSync(join(base, "etc", "slurm.conf"), configuration(base, port));
  writeFileSync(join(base, "etc", "cgroup.conf"), CGROUP);
  const environment = { SLURM_CONF: join(base, "etc", "slurm.conf") };
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { env: { ...process.env, ...environment }, stdio: "ignore", cwd: base });
  };
  startMunge();
  run("slurmctld");
  for (const node of NODES) run("slurmd", "-N", node);
  const idle = (): boolean =>
    spawnSync("sinfo", ["-h", "-N", "-t", "idle", "-o", "%N"], {
      env: { ...process.env, ...environment },
      encoding: "utf8",
    }).stdout.split("\n").length > NODES.length;
  for (let waited = 0; !idle(); waited++) {
    if (waited > 100) throw new Error(`the cluster does not come up; see ${base}/log`);
    await new Promise((next) => setTimeout(next, 200));
  }
  return {
    environment,
    lose: (node) => killNode(base, node),
    stop() {
      for (const node of NODES) killNode(base, node);
      kill(join(base, "run", "slurmctld.pid"));
      rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function startMunge(): void {
  if (spawnSync("munge", ["-n"], { stdio: "ignore" }).status === 0) return;
  mkdirSync("/run/munge", { recursive: true });
  const id = (flag: string): number => Number(execFileSync("id", [flag, "munge"], { encoding: "utf8" }));
  chownSync("/run/munge", id("-u"), id("-g"));
  execFileSync("runuser", ["-u", "munge", "--", "/usr/sbin/munged"], { stdio: "ignore" });
}

function kill(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  spawnSync("kill", ["-9", String(pid)], { stdio: "ignore" });
}

/** The daemon, the steps that name its spool folder's node, and their children. */
function killNode(base: string, node: string): void {
  kill(join(base, "run", `slurmd.${node}.pid`));
  for (const { pid, words } of processes())
    if (words[0]?.startsWith("slurmstepd") && environmentOf(pid).includes(base) && runsOn(pid, node))
      killTree(pid);
}

export interface Process {
  readonly pid: number;
  readonly words: readonly string[];
}

export function processes(): readonly Process[] {
  return execFileSync("ps", ["-eo", "pid="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const pid = Number(line);
      const file = `/proc/${pid}/cmdline`;
      try {
        return pid > 0 ? [{ pid, words: readFileSync(file, "utf8").split("\0") }] : [];
      } catch {
        return [];
      }
    });
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}

/** A child of the step was told by Slurm which node it is on. */
function runsOn(step: number, node: string): boolean {
  return childrenOf(step).some((child) =>
    environmentOf(child).split("\0").includes(`SLURMD_NODENAME=${node}`),
  );
}

const childrenOf = (pid: number): readonly number[] =>
  spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
    .stdout.split("\n")
    .filter((line) => line.trim() !== "")
    .map(Number);

function killTree(pid: number): void {
  for (const child of childrenOf(pid)) killTree(child);
  spawnSync("kill", ["-9", String(pid)], { stdio: "ignore" });
}

const CGROUP = "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\nConstrainCores=no\nConstrainRAMSpace=no\n";

function configuration(base: string, port: number): string {
  return [
    "ClusterName=dse",
    "SlurmctldHost=localhost",
    "SlurmUser=root",
    "SlurmdUser=root",
    "AuthType=auth/munge",
    `StateSaveLocation=${base}/state`,
    `SlurmdSpoolDir=${base}/spool/%n`,
    `SlurmctldPidFile=${base}/run/slurmctld.pid`,
    `SlurmdPidFile=${base}/run/slurmd.%n.pid`,
    `SlurmctldLogFile=${base}/log/slurmctld.log`,
    `SlurmdLogFile=${base}/log/slurmd.%n.log`,
    `SlurmctldPort=${port}`,
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "AccountingStorageType=accounting_storage/none",
    "SchedulerType=sched/backfill",
    "SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0,bf_interval=1",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_Core",
    "ReturnToService=2",
    "KillWait=2",
    "SlurmdTimeout=5",
    "MpiDefault=none",
    ...NODES.map(
      (node, at) =>
        `NodeName=${node} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${port + 1 + at} CPUs=2 RealMemory=1000 State=UNKNOWN`,
    ),
    "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
    "",
  ].join("\n");
}
