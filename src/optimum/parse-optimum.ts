import { damageText } from "../result/saved/damage-text.ts";
import { optimumSchema } from "./optimum-schema.ts";
import { OPTIMUM_SCHEMA, type SavedOptimum } from "./saved-optimum.ts";

/** A saved optimum that is damaged; the message is one sentence for the user. */
export class OptimumError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OptimumError";
  }
}

/** Reads what `dse optimum` saved; undefined where the text is something else. */
export function parseOptimum(text: string, file = "results.json"): SavedOptimum | undefined {
  const data = jsonOf(text);
  if (typeof data !== "object" || (data as Partial<SavedOptimum> | null)?.schema !== OPTIMUM_SCHEMA)
    return undefined;
  const parsed = optimumSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new OptimumError(`${file}: damaged optimum: ${damageText(parsed.error)}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
