import { damageText } from "./damage-text.ts";
import { resultsSchema } from "./results-schema.ts";
import { RESULTS_SCHEMA, type SavedResults } from "./result.ts";

/** A text that is no saved result; the message is one sentence for the user. */
export class ResultsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ResultsError";
  }
}

/** Read saved results. Says in one sentence what is wrong with a text that is something else. */
export function parseResults(text: string, file = "results.json"): SavedResults {
  const data = parseJson(text, file);
  const kind: unknown =
    typeof data === "object" && data !== null ? (data as { schema?: unknown }).schema : undefined;
  if (typeof kind !== "string" || !kind.startsWith("dse."))
    throw new ResultsError(`${file}: no dse result (it has no "schema": "${RESULTS_SCHEMA}")`);
  if (kind !== RESULTS_SCHEMA) throw new ResultsError(`${file}: ${otherKind(kind)}`);
  const parsed = resultsSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ResultsError(`${file}: damaged result: ${damageText(parsed.error)}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ResultsError(`${file}: no JSON (${reason})`);
  }
}

/** `dse.results/v2`: another version; `dse.validation/v1`: another kind. */
function otherKind(kind: string): string {
  const [name, version] = kind.split("/");
  const [wanted, known] = RESULTS_SCHEMA.split("/");
  if (name === wanted) return `results of format ${version}; this version of dse reads ${known}`;
  return `a ${kind} file; expected ${RESULTS_SCHEMA}`;
}
