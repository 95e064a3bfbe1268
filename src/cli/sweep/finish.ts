import type * as LibraryModule from "../../internal.ts";
import type {
  Findings,
  PartRecord,
  SavedSweep,
  StoredFile,
  SweepIdentity,
  SweepManifest,
} from "../../internal.ts";
import { removeUnfinished, disk, type FileSystem } from "./file-system.ts";
import { manifestText, type RunFolder } from "./run-folder.ts";

type Library = typeof LibraryModule;

/** What reports and comparisons of a sweep read. */
export const FINDINGS_FILE = "findings.json";

export interface FinishInput {
  readonly library: Library;
  readonly folder: RunFolder;
  readonly identity: SweepIdentity;
  readonly findings: Findings;
  /** The findings as they are saved. */
  readonly saved: SavedSweep;
  /** Files of the rows of all parts, in their order. */
  readonly rows: readonly StoredFile[];
  /** Nobody else writes here: what killed runs left half written is removed. */
  readonly alone: boolean;
  readonly files?: FileSystem;
}

/** Writes what only the whole sweep knows: front, sample, findings, and the manifest that says that it is complete. */
export async function finishFolder(input: FinishInput): Promise<SweepManifest> {
  const { library, folder, identity, findings, saved, rows, alone, files = disk } = input;
  const encode = await library.loadParquetEncoder();
  const about = { sweep: folder.sweep };
  const front = findings.peers.flatMap((peers) => peers.front);
  const shape = { axes: identity.axes, metrics: saved.metrics.map(({ id }) => id) };
  const made = [
    folder.write("front.parquet", encode(library.wideTable(front, shape, about))),
    folder.write("sample.parquet", encode(library.wideTable(findings.sample, shape, about))),
    folder.write(FINDINGS_FILE, `${JSON.stringify(saved)}\n`),
  ];
  if (alone) removeUnfinished(files, folder.path, true);
  const manifest: SweepManifest = {
    ...identity,
    complete: true,
    evaluated: findings.points,
    feasible: findings.feasible,
    front: saved.front.size,
    files: [...made, ...rows],
  };
  folder.write("manifest.json", manifestText(manifest));
  return manifest;
}

/** Of some parts, the summaries of those that are finished and whole, and the numbers of those that are not. */
export function surveyParts(
  folder: RunFolder | undefined,
  parts: readonly number[],
): { readonly finished: readonly PartRecord[]; readonly missing: readonly number[] } {
  const finished: PartRecord[] = [];
  const missing: number[] = [];
  for (const part of parts) {
    const record = folder?.readPart(part);
    if (record === undefined) missing.push(part);
    else finished.push(record);
  }
  return { finished, missing };
}

/** The parts of a sweep that are finished and whole; of a search, those up to the first that is not. */
export function finishedParts(
  folder: RunFolder,
  { points, pointsPerPart }: SweepIdentity,
  { partCount, partsOfShard }: Library,
): readonly PartRecord[] {
  if (pointsPerPart !== null)
    return surveyParts(folder, partsOfShard(partCount(points, pointsPerPart), 0, 1)).finished;
  const found: PartRecord[] = [];
  for (let record = folder.readPart(0); record !== undefined; record = folder.readPart(found.length))
    found.push(record);
  return found;
}
