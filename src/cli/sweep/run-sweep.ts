import type * as LibraryModule from "../../internal.ts";
import type { PartRecord, QuestionSource, SweepQuestion } from "../../internal.ts";
import { BadInput } from "../exit-code.ts";
import { progressLine } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { localServer, threadedServer } from "./batch-server.ts";
import { computeParts } from "./compute-parts.ts";
import { computeSearch } from "./compute-search.ts";
import { disk, removeUnfinished } from "./file-system.ts";
import { finishFolder, surveyParts } from "./finish.ts";
import { onInterrupt } from "./interruption.ts";
import { tellsNotes } from "../specs.ts";
import { openJob, type FinishedPart, type Job, type JobDescription } from "./job.ts";
import { linesInOrder } from "./lines-in-order.ts";
import { rateMeter } from "./rate.ts";
import { openRunFolder, type RunFolder } from "./run-folder.ts";
import type { Shard } from "./shard.ts";
import { SWEEP_FORMATS, writeSweepReports } from "./sweep-reports.ts";

export interface SweepOrder {
  readonly question: SweepQuestion;
  readonly named: readonly string[];
  readonly source?: QuestionSource;
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
 *   list:   parts not yet finished ─► threads ─► part files ─┐
 *   search: ask ─► threads ─► part file ─► tell ─► ask …    ─┴─► front, sample, findings, manifest
 *
 * Returns whether anything was feasible (a shard that is not the last: true).
 */
export async function runSweep(order: SweepOrder, shell: Shell): Promise<boolean> {
  const { question, named, out, shard, json } = order;
  if (out === undefined && (order.resume || shard !== undefined))
    throw new BadInput("--resume and --shard need the folder of the sweep: --out DIR");
  const library = await import("../../internal.ts");
  if (library.isSearch(question.strategy) && (shard?.count ?? 1) > 1) throw new BadInput(noShards(question));
  const description: JobDescription = {
    packageFolder: shell.packageFolder,
    named,
    question,
    wantsLines: json,
    ...(out === undefined ? {} : { out }),
  };
  const job = await openJob(description, order.source, tellsNotes(shell));
  const { identity, points } = job.sweep;
  const folder =
    out === undefined ? undefined : openRunFolder({ library, path: out, identity, resume: order.resume });
  const running = { library, order, job, description, folder, shell };
  const done = await (points.kind === "search" ? searchedParts(running) : listedParts(running));
  return done === undefined || finish(running, done);
}

/** Why a search is not cut into shards. */
export const noShards = ({ strategy }: Pick<SweepQuestion, "strategy">): string =>
  `${strategy} asks for points by what it was told of those before: it cannot be cut into shards. ` +
  "Give one machine more threads (--workers), or draw points with --strategy sobol";

interface Running {
  readonly library: typeof LibraryModule;
  readonly order: SweepOrder;
  readonly job: Job;
  readonly description: JobDescription;
  readonly folder: RunFolder | undefined;
  readonly shell: Shell;
}

/** All parts of a list; undefined where some are left to other shards. */
async function listedParts(running: Running): Promise<readonly FinishedPart[] | undefined> {
  const { library, order, job, description, folder, shell } = running;
  const { points, pointsPerPart } = job.sweep.identity;
  const perPart = pointsPerPart ?? points;
  const parts = library.partCount(points, perPart);
  const own = library.partsOfShard(parts, order.shard?.index ?? 0, order.shard?.count ?? 1);
  // Lines hold every metric of every point, which parts do not: for them all points are evaluated again.
  const { finished, missing: wanted } = surveyParts(order.json ? undefined : folder, own);
  const done = finished.map(finishedPart);
  const print = linesInOrder(wanted, (lines) => shell.out(lines));
  const onPart = (part: FinishedPart): void => {
    done.push({ ...part, lines: "" });
    print(part.summary.part, part.lines);
  };
  const total = Math.min(wanted.length * perPart, points);
  await watched(running, (show) => {
    const onProgress = (count: number): void => show(count, total);
    return computeParts({ description, job, parts: wanted, workers: order.workers, onProgress, onPart });
  });
  if (done.length === parts) return done;
  const { finished: found, missing } = surveyParts(folder, library.partsOfShard(parts, 0, 1));
  if (missing.length === 0) return found.map(finishedPart);
  shell.err(`this shard: ${own.length} of ${parts} parts done; ${missing.length} are left to other shards\n`);
  return undefined;
}

const finishedPart = ({ rows, ...summary }: PartRecord): FinishedPart => ({ summary, rows, lines: "" });

/** All parts that a search asks for, one after the other. */
async function searchedParts(running: Running): Promise<readonly FinishedPart[]> {
  const { library, order, job, description, folder, shell } = running;
  const done: FinishedPart[] = [];
  const onPart = (part: FinishedPart): void => {
    done.push({ ...part, lines: "" });
    if (part.lines !== "") shell.out(part.lines);
  };
  const { workers } = order;
  const server = workers > 1 ? threadedServer(description, workers, library) : localServer(job);
  try {
    await watched(running, (show) => {
      const onProgress = (count: number, found: number): void =>
        show(count - found, Math.max(0, job.sweep.identity.points - found));
      return computeSearch({
        ...{ library, job, server, onPart, onProgress },
        // As above: lines of every point.
        folder: order.json ? undefined : folder,
      });
    });
  } finally {
    await server.close();
  }
  return done;
}

/** Gathers all parts, writes what only the whole knows, and shows the front. */
async function finish(
  { library, order, job, folder, shell }: Running,
  done: readonly FinishedPart[],
): Promise<boolean> {
  const { identity, plan } = job.sweep;
  const { metrics } = plan.evaluators.at(-1)!;
  const summaries = done.map(({ summary }) => summary);
  const findings = await library.findingsOf(library.gather(summaries, identity.objectives), plan);
  const saved = library.saveSweep({ identity, findings, metrics });
  const rows = [...done].sort((a, b) => a.summary.part - b.summary.part).map((part) => part.rows!);
  const alone = order.shard === undefined;
  if (folder !== undefined) await finishFolder({ library, folder, identity, findings, saved, rows, alone });
  if (!order.json) shell.out(library.terminalSweep(saved));
  if (folder !== undefined) {
    const url = await writeSweepReports(saved, { out: folder.path, formats: SWEEP_FORMATS }, shell);
    if (url !== undefined && !order.quiet) shell.err(`${url}\n`);
  }
  if (findings.feasible === 0) shell.err("dse: nothing was feasible\n");
  return findings.feasible > 0;
}

/** Runs with progress on stderr, and an interrupt that says what is kept. */
async function watched(
  { order, folder, shell }: Running,
  run: (show: (done: number, total: number) => void) => Promise<void>,
): Promise<void> {
  const line = progressLine(shell, { quiet: order.quiet, guess: false });
  const began = performance.now();
  const rate = rateMeter();
  const restore = onInterrupt(() => {
    line.clear();
    if (folder !== undefined) removeUnfinished(disk, folder.path, false);
    shell.err(
      folder === undefined
        ? "\ndse: interrupted. With --out DIR, what is finished would have been kept\n"
        : `\ndse: interrupted; finished parts are kept in ${folder.path}. dse sweep --resume --out ${folder.path} goes on from there\n`,
    );
  });
  try {
    await run((done, total) => line.show(done, total, rate(done, total, (performance.now() - began) / 1000)));
  } finally {
    restore();
    line.clear();
  }
}
