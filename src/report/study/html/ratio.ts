import type { SavedResults } from "../../../result/saved/result.ts";
import { times } from "../../parts/figures.ts";
import { html, type Html } from "../../parts/html/markup.ts";
import { sortValue } from "../../parts/html/parts.ts";

/** How many times better than the baseline, in an element that the page's script writes anew for another baseline. */
export const ratioText = (advantage: number | undefined): Html =>
  html`<span class="ratio">${times(advantage)}</span>`;

/**
 * Advantages of all machines over the baseline, in the order of the results, where the cell or row or table of a ratio
 * carries them: with another baseline each is divided by its own.
 */
export const advantagesFact = (
  { systems }: SavedResults,
  advantageOf: (system: string) => number | undefined,
): string => systems.map(({ id }) => sortValue(advantageOf(id)) ?? "").join();
