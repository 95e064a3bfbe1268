import { damageText } from "../../result/saved/damage-text.ts";
import { FINDINGS_SCHEMA, type SavedSweep } from "./saved-sweep.ts";
import { sweepSchema } from "./sweep-schema.ts";

/** A text that is no saved sweep; the message is one sentence for the user. */
export class SweepError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SweepError";
  }
}

/** Read what a sweep found. Says in one sentence what is wrong with a text that is something else. */
export function parseSweep(text: string, file = "findings.json"): SavedSweep {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new SweepError(`${file}: no JSON (${(error as Error).message})`);
  }
  if (typeof data !== "object" || (data as Partial<SavedSweep> | null)?.schema !== FINDINGS_SCHEMA)
    throw new SweepError(`${file}: no findings of a sweep (it has no "schema": "${FINDINGS_SCHEMA}")`);
  const parsed = sweepSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new SweepError(`${file}: damaged findings: ${damageText(parsed.error)}`);
}
