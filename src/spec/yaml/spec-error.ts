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

/** One error in one line: `file:line:column  path: expected X, got Y, did you mean "Z"?` */
export function headline(error: SpecError): string {
  const place = error.line === undefined ? error.file : `${error.file}:${error.line}:${error.column ?? 1}`;
  const path = error.path === "" ? "" : `${error.path}: `;
  const expected = error.expected === undefined ? "" : `expected ${error.expected}, got `;
  const suggestion = error.suggestion === undefined ? "" : `, did you mean ${quoted(error.suggestion)}?`;
  return `${place}  ${path}${expected}${error.message}${suggestion}`;
}

function quoted(text: string): string {
  return /^[{["]/.test(text) ? text : `"${text}"`;
}

/** Everything that is wrong with the specs of one request; `renderSpecErrors` shows it with source lines. */
export class SpecProblems extends Error {
  readonly errors: readonly SpecError[];
  constructor(errors: readonly SpecError[]) {
    super(errors.map(headline).join("\n"));
    this.name = "SpecProblems";
    this.errors = errors;
  }
}

/** Throws what was found wrong, each error once. */
export function assertNoErrors(errors: readonly SpecError[]): void {
  const unique = withoutRepeats(errors);
  if (unique.length > 0) throw new SpecProblems(unique);
}

/** A file that several specs share is wrong once. */
export function withoutRepeats(errors: readonly SpecError[]): readonly SpecError[] {
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()];
}
