import type { Trust } from "../../../result/saved/trust.ts";

/** A sentence of an answer, generated from the saved figures, and how far those can be trusted. */
export interface Said {
  readonly text: string;
  readonly trust?: Trust;
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

/** "1 claim", "3 claims". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
