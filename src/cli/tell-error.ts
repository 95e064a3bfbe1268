import { BadInput, EXIT, type ExitCode } from "./exit-code.ts";
import { fileError } from "./file-error.ts";

/** What is wrong with the input, in words for the one who wrote it. */
export interface ToldError {
  readonly text: string;
  readonly code: ExitCode;
}

/** An error that the user can put right; undefined where it is a bug of this program. */
export async function toldError(error: unknown): Promise<ToldError | undefined> {
  if (error instanceof BadInput) return { text: `dse: ${error.message}\n`, code: EXIT.badInput };
  const [{ SpecProblems }, { renderSpecErrors }] = await Promise.all([
    import("../spec/yaml/spec-error.ts"),
    import("../spec/yaml/render-spec-errors.ts"),
  ]);
  if (error instanceof SpecProblems)
    return { text: `${renderSpecErrors(error.errors)}\n`, code: EXIT.badInput };
  const refused = fileError(error);
  return refused === undefined ? undefined : { text: `dse: ${refused}\n`, code: EXIT.badInput };
}
