import { resolve } from "node:path";
import type { Arguments } from "../command.ts";
import { BadInput } from "../exit-code.ts";
import { stringOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import { askedSweep, workersOf, type AskedSweep } from "./ask.ts";
import type { BatchJob } from "./batch/batch-job.ts";
import { kubernetesManifest } from "./batch/kubernetes-manifest.ts";
import { lsfScript } from "./batch/lsf-script.ts";
import { pbsScript } from "./batch/pbs-script.ts";
import { slurmScript } from "./batch/slurm-script.ts";
import { slurm } from "./batch/slurm.ts";
import { watchSlurm } from "./batch/watch-slurm.ts";
import { surveyParts } from "./finish.ts";
import { onInterrupt } from "./interruption.ts";
import { openJob } from "./job.ts";
import { openRunFolder } from "./run-folder.ts";
import { noShards, runSweep } from "./run-sweep.ts";
import { sweepWords } from "./sweep-words.ts";

const DEFAULT_SHARDS = 16;

/** Writes the script of a batch system, or submits it to Slurm and gathers what comes back. */
export async function runSubmit(args: Arguments, shell: Shell): Promise<boolean> {
  const out = stringOf(args, "out");
  const emit = stringOf(args, "emit");
  if (out === undefined)
    throw new BadInput("a sweep on a cluster needs a folder that all tasks share: --out DIR");
  if ((emit === undefined) === (args["executor"] === undefined))
    throw new BadInput("give either --executor slurm, to submit and wait, or --emit, to write the script");
  const asked = await askedSweep(args, shell);
  const { isSearch } = await import("../../explore/sweep/search-points.ts");
  if (isSearch(asked.question.strategy)) throw new BadInput(noShards(asked.question));
  const job = batchJob(args, asked, shell);
  if (emit === undefined) return submitted({ args, asked, job, out, shell });
  const script = scriptOf(emit, job, args);
  const answer = { schema: "dse.submission/v1", emit, shards: job.shards, folder: out, script };
  shell.out(args["json"] === true ? `${JSON.stringify(answer, null, 2)}\n` : script);
  return true;
}

function batchJob(args: Arguments, { question }: AskedSweep, shell: Shell): BatchJob {
  const shards = (args["shards"] as number | undefined) ?? DEFAULT_SHARDS;
  if (!Number.isInteger(shards) || shards < 1 || shards > 10_000)
    throw new BadInput("--shards: expected a whole number from 1 to 10000");
  const inContainer = args["emit"] === "kubernetes";
  const dse = inContainer ? ["dse"] : [process.execPath, resolve(shell.packageFolder, "bin", "dse.js")];
  return {
    name: jobName(question.id),
    command: [...dse, "sweep", ...sweepWords(args)],
    shards,
    cores: workersOf(args, 1),
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
  readonly asked: AskedSweep;
  readonly job: BatchJob;
  readonly out: string;
  readonly shell: Shell;
}

/** Submits, watches, submits again what is missing, and gathers here. */
async function submitted({ args, asked, job, out, shell }: Submission): Promise<boolean> {
  const library = await import("../../internal.ts");
  const { packageFolder } = shell;
  const { question, named, source } = asked;
  const { sweep } = await openJob({ packageFolder, question, named, out, wantsLines: false }, source);
  const { identity } = sweep;
  const folder = openRunFolder({ library, path: out, identity, resume: true });
  const parts = library.partCount(identity.points, identity.pointsPerPart ?? identity.points);
  const shards = Math.min(job.shards, parts);
  const missing = (): readonly number[] =>
    [
      ...new Set(surveyParts(folder, library.partsOfShard(parts, 0, 1)).missing.map((part) => part % shards)),
    ].sort((a, b) => a - b);
  const quiet = args["quiet"] === true;
  const say = (text: string): void => (quiet ? undefined : shell.err(`${text}\n`));
  let current: string | undefined;
  const restore = onInterrupt(() => {
    if (current !== undefined) slurm.cancel(current);
    shell.err(
      `\ndse: interrupted, job cancelled; finished parts are kept in ${out}. The same command goes on from there\n`,
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
  if (args["json"] !== true)
    return runSweep({ ...asked, out, resume: true, workers: 1, json: false, quiet }, shell);
  const feasible = await runSweep(
    { ...asked, out, resume: true, workers: 1, json: false, quiet },
    { ...shell, out: () => undefined },
  );
  const { readSavedSweep } = await import("./saved-sweep.ts");
  shell.out(`${JSON.stringify(await readSavedSweep(out))}\n`);
  return feasible;
}
