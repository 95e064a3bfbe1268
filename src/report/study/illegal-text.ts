import type { SavedIllegal } from "../../result/saved/result.ts";

/** "interleave 2: it has an effect on …; legal: leave interleave open". */
export function savedIllegalText({ choices, rule, legal }: SavedIllegal): string {
  const made = Object.entries(choices).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}`,
  );
  return `${made.length > 0 ? `${made.join(", ")}: ` : ""}${rule}; legal: ${legal.join(", or ")}`;
}
