import { spawnSync } from "node:child_process";
import { BadInput } from "../../exit-code.ts";

/** What is asked of Slurm; a test has its own. */
export interface Slurm {
  /** Submits a script, returns the number of the job. */
  readonly submit: (script: string) => string;
  /** Tasks of a job that wait or run. */
  readonly active: (job: string) => number;
  readonly cancel: (job: string) => void;
}

export const slurm: Slurm = {
  submit(script) {
    const [id = ""] = command("sbatch", ["--parsable"], script).trim().split(";");
    return id;
  },
  active(job) {
    const { status, stdout, stderr } = spawnSync("squeue", ["-h", "-r", "-o", "%i", "-j", job], TEXT);
    if (status === 0) return stdout.split("\n").filter((line) => line.trim() !== "").length;
    if (/Invalid job id/i.test(stderr)) return 0;
    // The controller is busy or restarts: the job is asked for again later.
    return 1;
  },
  cancel: (job) => void spawnSync("scancel", [job], TEXT),
};

const TEXT = { encoding: "utf8" } as const;

function command(name: string, args: readonly string[], input: string): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, { ...TEXT, input });
  if (error !== undefined)
    throw new BadInput(
      `cannot start ${name}: ${error.message}. Is Slurm installed here? --emit slurm writes the script`,
    );
  if (status !== 0) throw new BadInput(`${name} refused the job: ${stderr.trim()}`);
  return stdout;
}
