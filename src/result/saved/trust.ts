import type { SavedResult } from "./result.ts";

/**
 * The words in which a result says how far its numbers can be trusted. They stand in its diagnostics, for people; who
 * writes them and who reads them again take them from here.
 */
export const TRUST_WORDS = {
  validated: "validated: step time ±",
  outside: "outside the validated range: ",
  unvalidated: "not validated: ",
} as const;

export interface Trust {
  /** `validated`: alike runs were measured. `extrapolated`: beyond those. `unvalidated`: none of the kind was. */
  readonly kind: "validated" | "extrapolated" | "unvalidated";
  /** By how much nine of ten step times of alike runs are off at most, in words: "12 %"; absent where none was measured. */
  readonly error?: string;
  /** All that is said of it. */
  readonly says: string;
}

/** How far a result can be trusted; undefined where it was made without knowing what to expect. */
export function trustOf({ diagnostics }: Pick<SavedResult, "diagnostics">): Trust | undefined {
  const saying = (words: string): string | undefined =>
    diagnostics.find(({ text }) => text.startsWith(words))?.text;
  const unvalidated = saying(TRUST_WORDS.unvalidated);
  if (unvalidated !== undefined) return { kind: "unvalidated", says: unvalidated };
  const validated = saying(TRUST_WORDS.validated);
  if (validated === undefined) return undefined;
  const error = validated.slice(TRUST_WORDS.validated.length, validated.indexOf("%") + 1);
  const outside = saying(TRUST_WORDS.outside);
  if (outside === undefined) return { kind: "validated", error, says: validated };
  return { kind: "extrapolated", error, says: `${outside}. Within it, ${validated}` };
}
