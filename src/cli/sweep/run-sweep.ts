import type { PartSummary, SweepQuestion } from "../../index.ts";
import { BadInput } from "../exit-code.ts";
import { progressLine } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { computeParts } from "./compute-parts.ts";
import { disk, removeUnfinished } from "./file-system.ts";
import { finishFolder, surveyParts } from "./finish.ts";
import { frontTable } from "./front-table.ts";
import { onInterrupt } from "./interruption.ts";
import { openJob, type JobDescription } from "./job.ts";
import { linesInOrder } from "./lines-in-order.ts";
import { rateText } from "./rate.ts";
import { openRunFolder, type RunFolder } from "./run-folder.ts";
import type { Shard } from "./shard.ts";

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
  const { identity, plan } = job.sweep;
  const folder =
    out === undefined ? undefined : openRunFolder({ library, path: out, identity, resume: order.resume });
  const parts = library.partCount(identity.points, identity.pointsPerPart);
  const before = surveyParts(folder, parts);
  const own = new Set(library.partsOfShard(parts, shard?.index ?? 0, shard?.count ?? 1));
  const wanted = before.missing.filter((part) => own.has(part));
  const summaries = [...before.finished];
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
        onPart({ summary, lines }) {
          summaries.push(summary);
          print(summary.part, lines);
        },
      }),
  );
  const left = surveyParts(folder, folder === undefined ? 0 : parts).missing.length;
  if (shard !== undefined && left > 0) {
    shell.err(`shard ${shard.index}/${shard.count} is done; ${left} of ${parts} parts are left to others\n`);
    return true;
  }
  const findings = library.gather(
    summaries.length === parts ? summaries : surveyed(folder, parts),
    identity.objectives,
  );
  const metrics = plan.evaluator.metrics.map(({ id }) => id);
  if (folder !== undefined) await finishFolder({ library, folder, identity, metrics, findings });
  if (!json) shell.out(await frontTable({ findings, axes: identity.axes, objectives: identity.objectives }));
  if (findings.feasible === 0) shell.err("dse: nothing was feasible\n");
  return findings.feasible > 0;
}

const surveyed = (folder: RunFolder | undefined, parts: number): readonly PartSummary[] =>
  surveyParts(folder, parts).finished;

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
