import type { FullOutcome } from "../sweep/batch-evaluator.ts";
import type { Coordinates } from "../sweep/design.ts";
import type { BinnedPair } from "./bins.ts";

export const PART_SCHEMA = "dse.sweep-part/v1";

/** A point with all metrics, as `front.parquet`, `sample.parquet` and `findings.json` hold it. */
export interface WideRow extends FullOutcome {
  readonly index: number;
  readonly coordinates: Coordinates;
}

/** A point that nothing in its part beats: it may be on the front of the sweep. */
export interface FrontCandidate {
  readonly index: number;
  readonly coordinates: Coordinates;
  /** Of the objectives, in their order. */
  readonly values: readonly number[];
  /** Everything about the point, where it cost nothing to keep; otherwise asked for when the front is known. */
  readonly outcome?: FullOutcome;
}

/** Lowest and highest value of a stored metric over the points that fit; null where none does. */
export interface MetricRange {
  readonly metric: string;
  readonly low: number | null;
  readonly high: number | null;
}

/** What a search was told of the points of a part, one entry a point; it is told so again when it is resumed. */
export interface ToldOutcomes {
  readonly rung: number;
  readonly feasible: readonly number[];
  readonly gap: readonly number[];
  /** One list for each objective. Null where a value is unknown. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Where a sweep goes over several workloads, the place of each point's among them. */
  readonly peers?: readonly number[];
}

/** Points that are held against one another: those of one workload, where a sweep goes over several. */
export interface PeerSummary {
  /** Absent where all points are peers. */
  readonly workload?: string;
  readonly points: number;
  readonly feasible: number;
  /** Their own front: whatever is on the front of the sweep is on that of its part. */
  readonly front: readonly FrontCandidate[];
  readonly bins: readonly BinnedPair[];
  readonly ranges: readonly MetricRange[];
}

/** What is known of a part beside its rows: enough to finish the sweep without reading the rows again. */
export interface PartSummary {
  readonly part: number;
  readonly first: number;
  readonly count: number;
  /** The same workloads in the same order in every part. */
  readonly peers: readonly PeerSummary[];
  readonly sample: readonly WideRow[];
  /** Only of a part that a search asked for. */
  readonly told?: ToldOutcomes;
}

/** A file as it was written. */
export interface StoredFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The summary as it lies beside the rows. It is written last: a part without it is not finished. */
export interface PartRecord extends PartSummary {
  readonly schema: typeof PART_SCHEMA;
  /** Hash of the manifest it belongs to: parts of another sweep are not taken for one's own. */
  readonly sweep: string;
  readonly rows: StoredFile;
}

/**
 * A record as text: its hash stands in the first line, so that a damaged record is told from a whole one.
 */
export function recordText(record: PartRecord, sha256: (text: string) => string): string {
  const text = JSON.stringify(record);
  return `${sha256(text)}\n${text}\n`;
}

/** The record in a text, or undefined where it is damaged, cut off or no record of this sweep. */
export function parseRecord(
  text: string,
  sweep: string,
  sha256: (text: string) => string,
): PartRecord | undefined {
  const [hash, body, rest] = text.split("\n");
  if (body === undefined || rest !== "" || hash !== sha256(body)) return undefined;
  const record = JSON.parse(body) as Partial<PartRecord>;
  return record.schema === PART_SCHEMA && record.sweep === sweep ? (record as PartRecord) : undefined;
}
