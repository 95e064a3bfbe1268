import type { SavedResults } from "../../../result/saved/result.ts";
import { times } from "../../parts/figures.ts";
import { html, type Html } from "../../parts/html/markup.ts";
import { sortValue } from "../../parts/html/parts.ts";
import { nameOf } from "../reading.ts";

/** How many times better than the baseline, in an element that the page's script writes anew for another baseline. */
export const ratioText = (advantage: number | undefined): Html =>
  html`<span class="ratio">${times(advantage)}</span>`;

/**
 * What a multiple on an equal footing refers to, shown when the page's script divides the others anew: at which size a
 * machine stands beside the baseline depends on the baseline, so that no division leads from one to another.
 */
export const printedBaseline = (results: SavedResults): Html =>
  html` <span class="over-printed" hidden>over ${nameOf(results, results.study.baseline)}</span>`;

/**
 * Advantages of all machines over the baseline, in the order of the results, where the cell or row or table of a ratio
 * carries them: with another baseline each is divided by its own.
 */
export const advantagesFact = (
  { systems }: SavedResults,
  advantageOf: (system: string) => number | undefined,
): string => systems.map(({ id }) => sortValue(advantageOf(id)) ?? "").join();
