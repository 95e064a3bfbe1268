import type * as LibraryModule from "../../index.ts";
import type { SweepQuestion } from "../../index.ts";
import { BadInput } from "../exit-code.ts";
import { progressLine } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { computeParts } from "./compute-parts.ts";
import { disk, removeUnfinished } from "./file-system.ts";
import { finishFolder, surveyParts } from "./finish.ts";
import { onInterrupt } from "./interruption.ts";
import { openJob, type FinishedPart, type Job, type JobDescription } from "./job.ts";
import { linesInOrder } from "./lines-in-order.ts";
import { rateText } from "./rate.ts";
import { openRunFolder, type RunFolder } from "./run-folder.ts";
import type { Shard } from "./shard.ts";
import { SWEEP_FORMATS, writeSweepReports } from "./sweep-reports.ts";

export interface SweepOrder {
  readonly question: SweepQuestion;
  readonly named: readonly string[];
  readonly out?: string;
  readonly resume: boolean;
  readonly workers: number;
  readonly shard?: Shard;
  readonly json: boolean;
  readonly quiet: boolean;
}

/**
 * A sweep from question to answer.
 *
 *   question ─► parts not yet finished ─► threads ─► part files ─► front, sample, bins, manifest
 *
 * Returns whether anything was feasible (a shard that is not the last: true).
 */
export async function runSweep(order: SweepOrder, shell: Shell): Promise<boolean> {
  const { question, named, out, shard, json } = order;
  if (out === undefined && (order.resume || shard !== undefined))
    throw new BadInput("--resume and --shard need the folder of the sweep: --out DIR");
  const library = await import("../../index.ts");
  const description: JobDescription = {
    packageFolder: shell.packageFolder,
    named,
    question,
    wantsLines: json,
    ...(out === undefined ? {} : { out }),
  };
  const job = await openJob(description);
  const { identity } = job.sweep;
  const folder =
    out === undefined ? undefined : openRunFolder({ library, path: out, identity, resume: order.resume });
  const parts = library.partCount(identity.points, identity.pointsPerPart);
  const all = library.partsOfShard(parts, 0, 1);
  const own = library.partsOfShard(parts, shard?.index ?? 0, shard?.count ?? 1);
  const { finished, missing: wanted } = surveyParts(folder, own);
  const done: FinishedPart[] = finished.map(({ rows, ...summary }) => ({ summary, rows, lines: "" }));
  const print = linesInOrder(wanted, (lines) => shell.out(lines));
  await watched(
    order,
    shell,
    { folder, parts: wanted, pointsPerPart: identity.pointsPerPart },
    (onProgress) =>
      computeParts({
        description,
        job,
        parts: wanted,
        workers: order.workers,
        onProgress,
        onPart(part) {
          done.push({ ...part, lines: "" });
          print(part.summary.part, part.lines);
        },
      }),
  );
  if (done.length < parts) {
    const { finished: found, missing } = surveyParts(folder, all);
    if (missing.length > 0) {
      shell.err(
        `this shard: ${own.length} of ${parts} parts done; ${missing.length} are left to other shards\n`,
      );
      return true;
    }
    done.splice(0, done.length, ...found.map(({ rows, ...summary }) => ({ summary, rows, lines: "" })));
  }
  return finish({ library, order, job, done, folder, alone: shard === undefined }, shell);
}

interface Finishing {
  readonly library: typeof LibraryModule;
  readonly order: SweepOrder;
  readonly job: Job;
  readonly done: readonly FinishedPart[];
  readonly folder: RunFolder | undefined;
  readonly alone: boolean;
}

/** Gathers all parts, writes what only the whole knows, and shows the front. */
async function finish(
  { library, order, job, done, folder, alone }: Finishing,
  shell: Shell,
): Promise<boolean> {
  const { identity, plan } = job.sweep;
  const { objectives } = identity;
  const evaluator = plan.evaluators.at(-1)!;
  const gathered = library.gather(
    done.map(({ summary }) => summary),
    objectives,
  );
  const findings = await library.findingsOf(gathered, evaluator);
  const saved = library.saveSweep({ identity, findings, metrics: evaluator.metrics });
  const rows = [...done].sort((a, b) => a.summary.part - b.summary.part).map((part) => part.rows!);
  if (folder !== undefined) await finishFolder({ library, folder, identity, findings, saved, rows, alone });
  if (!order.json) shell.out(library.terminalSweep(saved));
  if (folder !== undefined) {
    const url = await writeSweepReports(saved, { out: folder.path, formats: SWEEP_FORMATS }, shell);
    if (url !== undefined && !order.quiet) shell.err(`${url}\n`);
  }
  if (findings.feasible === 0) shell.err("dse: nothing was feasible\n");
  return findings.feasible > 0;
}

interface Watched {
  readonly folder: RunFolder | undefined;
  readonly parts: readonly number[];
  readonly pointsPerPart: number;
}

/** Runs with progress on stderr, and an interrupt that says what is kept. */
async function watched(
  { quiet, question }: SweepOrder,
  shell: Shell,
  { folder, parts, pointsPerPart }: Watched,
  run: (onProgress: (done: number) => void) => Promise<void>,
): Promise<void> {
  const line = progressLine(shell, { quiet });
  const total = Math.min(parts.length * pointsPerPart, question.limit ?? Number.POSITIVE_INFINITY);
  const began = performance.now();
  const restore = onInterrupt(() => {
    line.clear();
    if (folder !== undefined) removeUnfinished(disk, folder.path, false);
    shell.err(
      folder === undefined
        ? "\ndse: interrupted. With --out DIR, what is finished would have been kept\n"
        : `\ndse: interrupted; finished parts are kept in ${folder.path}. The same command with --resume goes on from there\n`,
    );
  });
  try {
    await run((done) => line.show(done, total, rateText(done, total, (performance.now() - began) / 1000)));
  } finally {
    restore();
    line.clear();
  }
}
