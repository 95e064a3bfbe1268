/** How far a number can be trusted. `derived` follows from others by a formula; `assumed` is a judgement. */
export const STATUSES = ["published", "measured", "derived", "calibrated", "assumed"] as const;
export type Status = (typeof STATUSES)[number];

/** Where one number of a spec came from. Every quantity of a loaded spec has one, in file order. */
export interface Provenance {
  /** Dotted path in the normalized spec, for example `chip.clock` or `chip.arithmetic.fp16_16.macsPerCycle`. */
  readonly path: string;
  /** In base units (see units/dimension.ts). */
  readonly value: number;
  readonly unit: string;
  /** As written in the file: `1.85 GHz`, or the text of a formula. */
  readonly written: string;
  readonly status?: Status;
  readonly source?: string;
  /** Range of an uncertain value, base units. */
  readonly low?: number;
  readonly high?: number;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A validated, normalized spec: a plain tree of SI numbers, and where each number came from. */
export interface Loaded<T> {
  readonly spec: T;
  readonly provenance: readonly Provenance[];
  /** Every file that was read for it (extends chain, referenced chip and machine), with its hash. */
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
  /** Where the value at a dotted path (such as `claims.3.that`) is written, for errors found after loading. */
  readonly placeOf?: (path: string) => TextPlace | undefined;
}

/** A place in a spec file: 1-based, with the line itself. */
export interface TextPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly sourceLine: string;
}
