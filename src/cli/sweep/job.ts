import type * as LibraryModule from "../../internal.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  EvaluatedBatch,
  PartSummary,
  PreparedSweep,
  QuestionSource,
  StoredFile,
  SweepQuestion,
} from "../../internal.ts";
import { openShell } from "../shell.ts";
import { openAllSpecs, type NotesHeard } from "../specs.ts";
import { runFolder, sha256, type RunFolder } from "./run-folder.ts";

/** The bundled thread, in the package. */
export const WORKER_SCRIPT = join("dist", "cli", "sweep-worker.js");

/** A sweep as it is handed to a thread: plain data. */
export interface JobDescription {
  readonly packageFolder: string;
  /** Files that the user named; specs are looked for beside them too. */
  readonly named: readonly string[];
  readonly question: SweepQuestion;
  /** Folder of the parts; without one nothing is written. */
  readonly out?: string;
  /** Every point as a line of JSON too. */
  readonly wantsLines: boolean;
}

/** A finished part. */
export interface FinishedPart {
  readonly summary: PartSummary;
  /** The file of its rows, where they are stored. */
  readonly rows?: StoredFile;
  /** One line of JSON a point. */
  readonly lines: string;
}

/** Points to evaluate at one fidelity. */
export type AskedBatch = Pick<EvaluatedBatch, "batch" | "rung">;
type OnPoint = () => void | Promise<void>;

export interface Job {
  readonly sweep: PreparedSweep;
  /** Evaluates points, wherever they come from. */
  readonly evaluate: (asked: AskedBatch, onPoint?: OnPoint) => Promise<EvaluatedBatch>;
  /** Picks out of evaluated points what the sweep needs, and stores them as a part. */
  readonly finish: (evaluated: EvaluatedBatch, part: number) => Promise<FinishedPart>;
  /** Both, for a part of a list. */
  readonly compute: (part: number, onPoint?: OnPoint) => Promise<FinishedPart>;
}

/**
 * The sweep, ready to compute parts. Every thread opens its own; all of them agree on every byte. The command that
 * starts them has `source`, whose words the question is, and tells the notes of its specs; threads are silent.
 */
export async function openJob(
  description: JobDescription,
  source?: QuestionSource,
  onNotes: NotesHeard = () => undefined,
): Promise<Job> {
  const { packageFolder, named, question, out, wantsLines } = description;
  const library = await import("../../internal.ts");
  const shell = openShell(pathToFileURL(packageFolder), []);
  const specs = await openAllSpecs(shell, named, { onNotes });
  const tool = { name: "dse", version: shell.version, build: buildOf(packageFolder) };
  const sweep = await library.prepareSweep({
    question,
    specs,
    tool,
    ...(source === undefined ? {} : { source }),
  });
  const { identity, plan, points } = sweep;
  const folder = out === undefined ? undefined : runFolder({ library, path: out, identity });
  const store = folder && (await storeInto(folder, sweep, library));
  const evaluate: Job["evaluate"] = (asked, onPoint) => library.evaluateBatch(plan, asked, onPoint);
  const finish: Job["finish"] = async (evaluated, part) => {
    const lines: string[] = [];
    for (let row = 0; wantsLines && row < evaluated.batch.count; row++)
      lines.push(JSON.stringify(await library.wideRow(plan, evaluated, row)) + "\n");
    const { objectives, columns } = plan;
    const told =
      points.kind === "search" ? { told: library.toldOutcomes(evaluated, objectives, columns) } : {};
    const summary = { ...library.summarize(plan, evaluated, part), ...told };
    const rows = store?.(evaluated, summary);
    return { summary, lines: lines.join(""), ...(rows === undefined ? {} : { rows }) };
  };
  return {
    sweep,
    evaluate,
    finish,
    async compute(part, onPoint) {
      if (points.kind === "search") throw new Error("a search has no list of parts");
      const range = library.partRange(part, identity.points, identity.pointsPerPart ?? 1);
      const asked = { batch: library.listBatch(points.design, range), rung: plan.evaluators.length - 1 };
      return finish(await evaluate(asked, onPoint), part);
    },
  };
}

/** Which code computes: parts of two builds are never mixed. The worker names every other file by its content. */
const buildOf = (packageFolder: string): string =>
  sha256(readFileSync(join(packageFolder, WORKER_SCRIPT))).slice(0, 16);

type Library = typeof LibraryModule;

async function storeInto(
  folder: RunFolder,
  { plan }: PreparedSweep,
  { loadParquetEncoder, narrowTable }: Library,
): Promise<(evaluated: EvaluatedBatch, summary: PartSummary) => StoredFile> {
  const encode = await loadParquetEncoder();
  const about = { sweep: folder.sweep };
  return ({ batch, outcomes, rung }, summary) => {
    const { columns, fidelities } = plan;
    const rows = encode(narrowTable(batch, outcomes, { columns, about, fidelity: fidelities?.[rung] }));
    return folder.writePart(summary, rows).rows;
  };
}
