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

/** What the page's script knows of a cell, by the names of its `data-` attributes; absent ones are left out. */
export type CellFacts = Readonly<Record<string, string | number | undefined>>;

export interface Cell {
  readonly content: Html | string;
  readonly facts: CellFacts;
}

/** A cell that says more to the page's script than to the eye: the number behind a figure, which metric it is of. */
export const cell = (content: Html | string, facts: CellFacts): Cell => ({ content, facts });

/** A number as a cell carries it: to sort by and to compare, so six digits are enough. */
export const sortValue = (value: number | null | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value.toPrecision(6));

type CellContent = Html | string | Cell;

const contentOf = (content: CellContent): Html | string =>
  typeof content === "object" && "facts" in content ? content.content : content;

function factsOf(content: CellContent): Html {
  if (typeof content === "string" || !("facts" in content)) return NOTHING;
  const known = Object.entries(content.facts).filter(([, value]) => value !== undefined);
  return html`${known.map(([name, value]) => html` data-${name}="${value}"`)}`;
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

/** A table that scrolls within itself when the page is narrow; the first cell of each row is its header, and a column may have none. */
export function dataTable(
  caption: string,
  header: readonly CellContent[],
  rows: readonly (readonly CellContent[])[],
  textColumns: readonly number[] = [],
  facts: CellFacts = {},
): Html {
  const kind = (column: number): string => (column === 0 || textColumns.includes(column) ? "text" : "figure");
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table${factsOf(cell("", facts))}>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${header.map((one, i) => (one === "" ? html`<td></td>` : html`<th${factsOf(one)} scope="col" class="${kind(i)}">${contentOf(one)}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = "", ...rest]) =>
            html`<tr>
              <th${factsOf(first)} scope="row">${contentOf(first)}</th>
              ${rest.map((one, i) => html`<td${factsOf(one)} class="${kind(i + 1)}">${contentOf(one)}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
