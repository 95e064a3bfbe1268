import type * as LibraryModule from "../../index.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PartSummary, PreparedSweep, StoredFile, SweepQuestion } from "../../index.ts";
import { openShell } from "../shell.ts";
import { openAllSpecs } from "../specs.ts";
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

export interface Job {
  readonly sweep: PreparedSweep;
  readonly compute: (part: number, onPoint: () => void | Promise<void>) => Promise<FinishedPart>;
}

/** The sweep, ready to compute parts. Every thread opens its own; all of them agree on every byte. */
export async function openJob(description: JobDescription): Promise<Job> {
  const { packageFolder, named, question, out, wantsLines } = description;
  const library = await import("../../index.ts");
  const shell = openShell(pathToFileURL(packageFolder), []);
  const specs = await openAllSpecs(shell, named);
  const tool = { name: "dse", version: shell.version, build: buildOf(packageFolder) };
  const sweep = await library.prepareSweep({ question, specs, tool });
  const { identity, plan } = sweep;
  const folder = out === undefined ? undefined : runFolder({ library, path: out, identity });
  const store = folder && (await storeInto(folder, sweep, library));
  return {
    sweep,
    async compute(part, onPoint) {
      const range = library.partRange(part, identity.points, identity.pointsPerPart);
      const evaluated = await library.evaluatePart(plan, range, onPoint);
      const lines: string[] = [];
      for (let row = 0; wantsLines && row < range.count; row++)
        lines.push(JSON.stringify(await library.wideRow(plan, evaluated, row)) + "\n");
      const rows = store?.(evaluated);
      return {
        summary: evaluated.summary,
        lines: lines.join(""),
        ...(rows === undefined ? {} : { rows }),
      };
    },
  };
}

/** Which code computes: parts of two builds are never mixed. The worker names every other file by its content. */
const buildOf = (packageFolder: string): string =>
  sha256(readFileSync(join(packageFolder, WORKER_SCRIPT))).slice(0, 16);

type Library = typeof LibraryModule;
type Evaluated = Awaited<ReturnType<Library["evaluatePart"]>>;

async function storeInto(
  folder: RunFolder,
  { plan }: PreparedSweep,
  { loadParquetEncoder, narrowTable }: Library,
): Promise<(evaluated: Evaluated) => StoredFile> {
  const encode = await loadParquetEncoder();
  return ({ batch, outcomes, summary }) => {
    const rows = encode(narrowTable(batch, outcomes, plan.columns, { sweep: folder.sweep }));
    return folder.writePart(summary, rows).rows;
  };
}
