import type * as LibraryModule from "../../index.ts";
import type { Findings, PartSummary, SavedSweep, SweepIdentity, SweepManifest } from "../../index.ts";
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
  /** Nobody else writes here: what killed runs left half written is removed. */
  readonly alone: boolean;
  readonly files?: FileSystem;
}

/** Writes what only the whole sweep knows: front, sample, bins, findings, and the manifest that says that it is complete. */
export async function finishFolder(input: FinishInput): Promise<SweepManifest> {
  const { library, folder, identity, findings, saved, alone, files = disk } = input;
  const encode = await library.loadParquetEncoder();
  const about = { sweep: folder.sweep };
  const shape = { axes: identity.axes, metrics: saved.metrics.map(({ id }) => id) };
  const made = [
    folder.write("front.parquet", encode(library.wideTable(findings.front, shape, about))),
    folder.write("sample.parquet", encode(library.wideTable(findings.sample, shape, about))),
    folder.write("bins.json", binsText(findings, library)),
    folder.write(FINDINGS_FILE, `${JSON.stringify(saved)}\n`),
  ];
  const records = partsOf(folder, identity, library);
  if (alone) removeUnfinished(files, folder.path, true);
  const manifest: SweepManifest = {
    ...identity,
    complete: true,
    feasible: findings.feasible,
    front: findings.front.length,
    files: [...made, ...records],
  };
  folder.write("manifest.json", manifestText(manifest));
  return manifest;
}

const binsText = ({ bins }: Findings, { BINS_PER_OCTAVE }: Library): string =>
  `${JSON.stringify({ schema: "dse.sweep-bins/v1", binsPerOctave: BINS_PER_OCTAVE, pairs: bins })}\n`;

function partsOf(
  folder: RunFolder,
  identity: SweepIdentity,
  { partCount }: Library,
): SweepManifest["files"] & {} {
  const parts = partCount(identity.points, identity.pointsPerPart);
  return Array.from({ length: parts }, (_, part) => {
    const record = folder.readPart(part);
    if (record === undefined) throw new Error(`part ${part} is gone`);
    return record.rows;
  });
}

/** Of some parts, the summaries of those that are finished and whole, and the numbers of those that are not. */
export function surveyParts(
  folder: RunFolder | undefined,
  parts: readonly number[],
): { readonly finished: readonly PartSummary[]; readonly missing: readonly number[] } {
  const finished: PartSummary[] = [];
  const missing: number[] = [];
  for (const part of parts) {
    const record = folder?.readPart(part);
    if (record === undefined) missing.push(part);
    else finished.push(record);
  }
  return { finished, missing };
}
