import type { SavedResults } from "../../../result/saved/result.ts";
import { html, NOTHING, type Html } from "./markup.ts";

/** Colours of machines that the page style knows; as many as charts have. */
const SYSTEM_COLOURS = 8;

/** A machine's name with its colour from the charts. */
export function systemName(results: SavedResults, id: string): Html {
  const index = results.systems.findIndex((s) => s.id === id);
  const name = results.systems[index]?.name ?? id;
  return html`<span class="system s${index % SYSTEM_COLOURS}">${name}</span>`;
}

/** A figure with its range in small type under it, which breaks between its ends where a column is narrow. */
export const withRange = (value: string, range: string | undefined): Html =>
  html`${value}${range === undefined ? NOTHING : html`<small>${unbroken(range)}</small>`}`;

const unbroken = (range: string): string => range.replaceAll(" ", "\u00a0").replace("–\u00a0", "– ");

/** Texts or figures, each under its name: what there is (`counts`), or what was chosen (`plan`). */
export const definitions = (
  look: "counts" | "plan",
  list: readonly (readonly [term: string, value: string])[],
): Html =>
  html`<dl class="${look}">
    ${list.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

export interface Cell {
  readonly content: Html | string;
  readonly kind?: "figure" | "text";
}

/** A table of texts; of more than `most` rows the first, and how many there are. */
export function plainTable(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
): Html {
  const shown = rows.slice(0, most);
  const rest = rows.length > most && html`<p class="note">The first ${most} of ${rows.length} rows.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <thead>
          <tr>
            ${header.map((text) => html`<th scope="col">${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (row) =>
              html`<tr>
                ${row.map((text) => html`<td>${text}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rest}`;
}

/** A table that scrolls within itself when the page is narrow; the first cell of each row is its header. */
export function dataTable(
  caption: string,
  header: readonly (Html | string)[],
  rows: readonly (readonly (Html | string)[])[],
  textColumns: readonly number[] = [],
): Html {
  const kind = (column: number): string => (column === 0 || textColumns.includes(column) ? "text" : "figure");
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${header.map((cell, i) => html`<th scope="col" class="${kind(i)}">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...rest]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${rest.map((cell, i) => html`<td class="${kind(i + 1)}">${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
