import { allShards, indexList, quoted, taskCommand, type BatchJob } from "./batch-job.ts";

/** A script for `qsub script` (PBS Professional, OpenPBS). An array of one task is no array there: two at least. */
export function pbsScript(job: BatchJob): string {
  return [
    "#!/bin/sh",
    `#PBS -N ${job.name.slice(0, 15)}`,
    `#PBS -J ${indexList(allShards(job))}`,
    `#PBS -l select=1:ncpus=${job.cores}`,
    "#PBS -j oe",
    ...job.options.map((option) => `#PBS ${option}`),
    "# A task that fails is not lost: what it finished is kept, and submitting again does only the rest.",
    `cd ${quoted(job.folder)} || exit 1`,
    `exec ${taskCommand(job).map(quoted).join(" ")}`,
    "",
  ].join("\n");
}
