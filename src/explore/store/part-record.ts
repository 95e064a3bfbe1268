import type { BinnedPair } from "./bins.ts";

export const PART_SCHEMA = "dse.sweep-part/v1";

/** A point with all metrics, as `front.parquet` and `sample.parquet` hold it. */
export interface WideRow {
  readonly index: number;
  readonly coordinates: Readonly<Record<string, string | number | boolean>>;
  readonly feasible: boolean;
  readonly gap: number;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly plan?: Readonly<Record<string, unknown>>;
  readonly lacks?: string;
}

/** What is known of a part beside its rows: enough to finish the sweep without reading the rows again. */
export interface PartSummary {
  readonly part: number;
  readonly first: number;
  readonly count: number;
  readonly feasible: number;
  /** The part's own front: whatever is on the front of the sweep is on that of its part. */
  readonly front: readonly WideRow[];
  readonly sample: readonly WideRow[];
  readonly bins: readonly BinnedPair[];
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
