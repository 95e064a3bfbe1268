import { FINDINGS_SCHEMA, type SavedSweep } from "./saved-sweep.ts";

/** A text that is no saved sweep; the message is one sentence for the user. */
export class SweepError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SweepError";
  }
}

const LISTS = ["inputs", "axes", "objectives", "columns", "metrics", "lacks", "sample", "bins"] as const;

/** Read what a sweep found. Says in one sentence what is wrong with a text that is something else. */
export function parseSweep(text: string, file = "findings.json"): SavedSweep {
  let data: Partial<Record<keyof SavedSweep, unknown>> | null;
  try {
    data = JSON.parse(text) as Partial<Record<keyof SavedSweep, unknown>> | null;
  } catch (error) {
    throw new SweepError(`${file}: no JSON (${(error as Error).message})`);
  }
  if (typeof data !== "object" || data?.schema !== FINDINGS_SCHEMA)
    throw new SweepError(`${file}: no findings of a sweep (it has no "schema": "${FINDINGS_SCHEMA}")`);
  const broken = LISTS.find((key) => !Array.isArray(data[key]));
  const front = data.front as Partial<SavedSweep["front"]> | undefined;
  if (broken !== undefined || !Array.isArray(front?.points) || typeof data.question !== "object")
    throw new SweepError(`${file}: damaged findings: no ${broken ?? "front or question"}`);
  return data as unknown as SavedSweep;
}
