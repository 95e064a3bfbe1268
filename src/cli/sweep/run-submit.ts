import { resolve } from "node:path";
import type { Arguments } from "../command.ts";
import { BadInput } from "../exit-code.ts";
import { stringOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import type { BatchJob } from "./batch/batch-job.ts";
import { kubernetesManifest } from "./batch/kubernetes-manifest.ts";
import { lsfScript } from "./batch/lsf-script.ts";
import { pbsScript } from "./batch/pbs-script.ts";
import { slurmScript } from "./batch/slurm-script.ts";
import { slurm } from "./batch/slurm.ts";
import type { Submittable } from "./batch/submittable.ts";
import { watchSlurm } from "./batch/watch-slurm.ts";
import { onInterrupt } from "./interruption.ts";
import { submittableSweep } from "./submit-sweep.ts";

const DEFAULT_SHARDS = 16;

/** Writes the script of a batch system, or submits it to Slurm and gathers what comes back. */
export async function runSubmit(args: Arguments, shell: Shell): Promise<boolean> {
  const out = stringOf(args, "out");
  const emit = stringOf(args, "emit");
  if (out === undefined)
    throw new BadInput("what runs on a cluster needs a folder that all tasks share: --out DIR");
  if ((emit === undefined) === (args["executor"] === undefined))
    throw new BadInput("give either --executor slurm, to submit and wait, or --emit, to write the script");
  const work = await submittable(args, out, shell);
  const job = batchJob(args, work, shell);
  if (emit === undefined) return submitted({ args, work, job, out, shell });
  const script = scriptOf(emit, job, args);
  const answer = { schema: "dse.submission/v1", emit, shards: job.shards, folder: out, script };
  shell.out(args["json"] === true ? `${JSON.stringify(answer, null, 2)}\n` : script);
  return true;
}

/** Options that only a design knows. */
const OF_DESIGNS = ["within", "top", "breadth"] as const;

async function submittable(args: Arguments, out: string, shell: Shell): Promise<Submittable> {
  if (args["design"] === true)
    return (await import("../design/submit-design.ts")).submittableDesign(args, out, shell);
  const extra = OF_DESIGNS.find((name) => args[name] !== undefined);
  if (extra !== undefined) throw new BadInput(`--${extra} is for a design: add --design`);
  return submittableSweep(args, out, shell);
}

function batchJob(args: Arguments, work: Submittable, shell: Shell): BatchJob {
  const shards = (args["shards"] as number | undefined) ?? DEFAULT_SHARDS;
  if (!Number.isInteger(shards) || shards < 1 || shards > 10_000)
    throw new BadInput("--shards: expected a whole number from 1 to 10000");
  const inContainer = args["emit"] === "kubernetes";
  const dse = inContainer ? ["dse"] : [process.execPath, resolve(shell.packageFolder, "bin", "dse.js")];
  return {
    name: jobName(work.id),
    command: [...dse, ...work.words],
    shards,
    cores: work.cores,
    isThreaded: work.isThreaded,
    options: optionsOf(args),
    folder: inContainer ? "/runs" : process.cwd(),
  };
}

/** Options of the batch system, each one line of the script: more lines would be commands. */
function optionsOf(args: Arguments): readonly string[] {
  const options = (args["option"] as string[] | undefined) ?? [];
  for (const option of options)
    if ([...option].some((character) => character < " " || character === "\u007f"))
      throw new BadInput(
        `--option ${JSON.stringify(option)}: expected one line, got a control character in it`,
      );
  return options;
}

/** A name that every batch system takes: small letters, digits and single dashes. */
const jobName = (id: string): string =>
  `dse-${id.toLowerCase()}`
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/-$/, "");

function scriptOf(emit: string, job: BatchJob, args: Arguments): string {
  switch (emit) {
    case "slurm":
      return slurmScript(job);
    case "lsf":
      return lsfScript(job);
    case "pbs":
      if (job.shards < 2) throw new BadInput("PBS has no array of one task: --shards 2 or more");
      return pbsScript(job);
    default: {
      const [image, claim] = [stringOf(args, "image"), stringOf(args, "claim")];
      if (image === undefined || claim === undefined)
        throw new BadInput("--emit kubernetes needs --image IMAGE, with dse in it, and --claim VOLUME-CLAIM");
      return kubernetesManifest(job, { image, claim });
    }
  }
}

interface Submission {
  readonly args: Arguments;
  readonly work: Submittable;
  readonly job: BatchJob;
  readonly out: string;
  readonly shell: Shell;
}

/** Submits, watches, submits again what is missing, and gathers here. */
async function submitted({ args, work, job, out, shell }: Submission): Promise<boolean> {
  const { shards, missing } = await work.open(job.shards);
  const quiet = args["quiet"] === true;
  const say = (text: string): void => (quiet ? undefined : shell.err(`${text}\n`));
  let current: string | undefined;
  const restore = onInterrupt(() => {
    if (current !== undefined) slurm.cancel(current);
    shell.err(
      `\ndse: interrupted, job cancelled; what is finished is kept in ${out}. The same command goes on from there\n`,
    );
  });
  const seconds = args["poll"] as number;
  const left = await watchSlurm({
    slurm,
    missing,
    scriptFor: (some) => slurmScript({ ...job, shards }, some),
    attempts: args["attempts"] as number,
    pause: () => new Promise((next) => setTimeout(next, 1000 * seconds)),
    say,
    onSubmit: (id) => (current = id),
    onWait: () => undefined,
  });
  restore();
  if (left.length > 0)
    throw new BadInput(
      `${left.length} of ${shards} shards failed every time: ${left.join(", ")}. Their logs say why (slurm-*.out); ` +
        "what is finished is kept, and the same command goes on from there",
    );
  return work.gather(shards);
}
