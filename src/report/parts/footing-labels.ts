import type { SavedComparison } from "../../result/saved/result.ts";

/** On which footing machines are compared, in words. */
export const BASIS_LABEL = {
  "as-built": "as built",
  "equal-chips": "at equal chips",
  "equal-power": "at equal power",
  "equal-money": "at equal money",
} as const satisfies Record<SavedComparison["basis"], string>;
