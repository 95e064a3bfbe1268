import { allShards, indexList, quoted, taskCommand, type BatchJob } from "./batch-job.ts";

/** An sbatch script; `shards` are those that are still to be done. */
export function slurmScript(job: BatchJob, shards: readonly number[] = allShards(job)): string {
  return [
    "#!/bin/sh",
    `#SBATCH --job-name=${job.name}`,
    `#SBATCH --array=${indexList(shards)}`,
    "#SBATCH --ntasks=1",
    `#SBATCH --cpus-per-task=${job.cores}`,
    "#SBATCH --no-requeue",
    ...job.options.map((option) => `#SBATCH ${option}`),
    "# A task that fails is not lost: what it finished is kept, and submitting again does only the rest.",
    `cd ${quoted(job.folder)} || exit 1`,
    `exec ${taskCommand(job).map(quoted).join(" ")}`,
    "",
  ].join("\n");
}
