/** One thing wrong in a spec: where, what was expected, and what was probably meant. */
export interface SpecError {
  readonly file: string;
  /** Absent where the file could not be read at all. */
  readonly line?: number;
  readonly column?: number;
  /** Characters to underline. */
  readonly length?: number;
  /** The line itself, for the code frame. */
  readonly sourceLine?: string;
  /** Dotted path in the spec; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly expected?: string;
  readonly suggestion?: string;
}
