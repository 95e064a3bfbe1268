import { figure, percent } from "../parts/figures.ts";
import { html, type Html } from "../parts/html/markup.ts";
import type { ValidationRow, ValidationView } from "./validation-view.ts";

/** Every record with its error or why it has none; the page filters it by words, group, trust and outcome. */
export function recordTable({ rows }: ValidationView): Html {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const trusts = [...new Set(rows.map(({ trust }) => trust))].sort();
  return html`<section id="records">
    <h2>All records</h2>
    <form class="filter" id="record-filter" hidden>
      <input type="search" placeholder="words, for example bert bow" aria-label="Filter records by words" />
      <select aria-label="Group">
        <option value="">all groups</option>
        ${groups.map((group) => html`<option value="${group}">${group}</option>`)}
      </select>
      ${trusts.map((trust) => checkbox("trust", trust, `trust ${trust}`))}
      ${checkbox("outcome", "not-modelled", "not modelled")}
      <output aria-live="polite"></output>
    </form>
    <div class="scroll tall" tabindex="0" role="region" aria-label="All records">
      <table>
        <caption class="unseen">
          All records
        </caption>
        <thead>
          <tr>
            ${HEADER.map(([title, kind]) => html`<th scope="col" class="${kind}">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(recordRow)}
        </tbody>
      </table>
    </div>
  </section> `;
}

const HEADER = [
  ["Record", "text"],
  ["Group", "text"],
  ["Trust", "text"],
  ["Error", "figure"],
  ["Predicted", "figure"],
  ["Measured", "figure"],
  ["Source", "text"],
] as const;

const checkbox = (name: string, value: string, label: string): Html =>
  html`<label class="status"
    ><input type="checkbox" name="${name}" value="${value}" checked /> ${label}</label
  >`;

function recordRow({ id, group, trust, what, where, source, outcome }: ValidationRow): Html {
  const subject = [what, where].filter(Boolean).join(" · ");
  return html`<tr data-group="${group}" data-trust="${trust}" data-outcome="${outcome.kind}">
    <th scope="row">
      ${subject}<small><code>${id}</code></small>
    </th>
    <td>${group}</td>
    <td>${trust}</td>
    ${
      outcome.kind === "not-modelled"
        ? html`<td colspan="3">${outcome.reason}</td>`
        : html`<td class="figure">${percent(outcome.error, true)}</td>
            <td class="figure">${figure(outcome.predicted, outcome.unit)}</td>
            <td class="figure">${figure(outcome.measured, outcome.unit)}</td>`
    }
    <td>${source}</td>
  </tr> `;
}
