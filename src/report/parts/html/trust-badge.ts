import type { Trust } from "../../../result/saved/trust.ts";
import { html, NOTHING, type Html } from "./markup.ts";

/** How far a figure can be trusted, in a word beside it; all that is known of it under the pointer. */
export function trustBadge(trust: Trust | undefined): Html {
  if (trust === undefined) return NOTHING;
  const word = {
    validated: `validated ±${trust.error}`,
    extrapolated: "extrapolated",
    unvalidated: "not validated",
  };
  return html`<abbr class="badge trust ${trust.kind}" title="${trust.says}">${word[trust.kind]}</abbr>`;
}
