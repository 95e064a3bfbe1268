import { allShards, indexList, quoted, taskCommand, type BatchJob } from "./batch-job.ts";

/** A script for `bsub < script`; LSF counts tasks from 1. */
export function lsfScript(job: BatchJob): string {
  return [
    "#!/bin/sh",
    `#BSUB -J "${job.name}[${indexList(allShards(job), 1)}]"`,
    `#BSUB -n ${job.cores}`,
    '#BSUB -R "span[hosts=1]"',
    `#BSUB -o ${job.name}.%J.%I.log`,
    ...job.options.map((option) => `#BSUB ${option}`),
    "# A task that fails is not lost: what it finished is kept, and submitting again does only the rest.",
    `cd ${quoted(job.folder)} || exit 1`,
    `exec ${taskCommand(job).map(quoted).join(" ")}`,
    "",
  ].join("\n");
}
