import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { html, NOTHING, type Html } from "../parts/html/markup.ts";
import { objectiveField } from "./drawn-points.ts";
import { coordinateText, DEGREES_LABEL, degreesText, kneeOf, metricOf, metricText } from "./sweep-figures.ts";
import { detailedPoints, pointAnchor } from "./point-details.ts";

interface Shown {
  /** The whole front, sorted and filtered by the page; or its ends and its knee. */
  readonly kind: "all" | "notable";
}

/** Points of the front with coordinates and objectives; each cell carries the number it is sorted by. */
export function frontTable(sweep: SavedSweep, { kind }: Shown): Html {
  const notable = notablePoints(sweep);
  const shown = sweep.front.points.filter(({ index }) => kind === "all" || notable.has(index));
  const metrics = columnsOf(sweep).map((id) => metricOf(sweep, id));
  const header: readonly (readonly [string | Html, "text" | "figure"])[] = [
    ["Point", "text"],
    ...sweep.axes.map(({ name }) => [name, "figure"] as const),
    ...metrics.map(({ label }) => [label, "figure"] as const),
    [html`<abbr title="${DEGREES_LABEL}">Plan</abbr>`, "text"],
  ];
  const caption = kind === "all" ? "Points of the front" : "Best of each objective, and the knee";
  return html`${kind === "all" ? selectionBar() : NOTHING}
    <div class="scroll tall" tabindex="0" role="region" aria-label="${caption}">
      <table${kind === "all" ? html` class="sortable front-table"` : NOTHING}>
        <caption class="unseen">${caption}</caption>
        <thead>
          <tr>${header.map(([title, align]) => html`<th scope="col" class="${align}">${title}</th>`)}</tr>
        </thead>
        <tbody>
          ${shown.map((point) => frontRow(sweep, point, notable.get(point.index), metrics))}
        </tbody>
      </table>
    </div>`;
}

function selectionBar(): Html {
  return html`<form class="filter selection" hidden>
    <output aria-live="polite"></output>
    <button type="button" disabled>Clear the selection</button>
  </form>`;
}

function frontRow(
  sweep: SavedSweep,
  point: SavedPoint,
  why: string | undefined,
  metrics: readonly ReturnType<typeof metricOf>[],
): Html {
  const detailed = detailedPoints(sweep).includes(point);
  const name = detailed ? html`<a href="#${pointAnchor(point)}">${point.index}</a>` : html`${point.index}`;
  const objectives = sweep.objectives.map(
    ({ metric }, at) => [objectiveField(at), point.metrics[metric]] as const,
  );
  return html`<tr ${objectives.map(([field, value]) => html`data-${field}="${value}" `)}>
    <th scope="row" data-value="${point.index}">
      ${name}${why === undefined ? NOTHING : html` <span class="badge derived">${why}</span>`}
    </th>
    ${sweep.axes.map(
      (axis) =>
        html`<td class="figure" data-value="${sortValue(axis, point)}">${coordinateText(point, axis)}</td>`,
    )}
    ${metrics.map((metric) => html`<td class="figure" data-value="${point.metrics[metric.id]}">${metricText(point, metric)}</td>`)}
    <td class="degrees">${degreesText(sweep, point)}</td>
  </tr> `;
}

function sortValue(
  { name, levels }: SavedSweep["axes"][number],
  { coordinates }: SavedPoint,
): number | string {
  const value = coordinates[name];
  if (typeof value === "number") return value;
  return value === undefined || levels === undefined ? "" : levels.indexOf(value);
}

/** Objectives, then the other metrics that were stored of every point. */
export const columnsOf = ({ objectives, columns }: SavedSweep): readonly string[] => [
  ...new Set([...objectives.map(({ metric }) => metric), ...columns]),
];

/** The point that is best in each objective, and the knee, by index: why it is worth a look. */
export function notablePoints(sweep: SavedSweep): ReadonlyMap<number, string> {
  const notable = new Map<number, string>();
  const add = (index: number, why: string): void => {
    const known = notable.get(index);
    notable.set(index, known === undefined ? why : `${known}, ${why}`);
  };
  for (const { metric, better } of sweep.objectives) {
    const sign = better === "max" ? -1 : 1;
    const cost = ({ metrics }: SavedPoint): number => sign * (metrics[metric] ?? Number.NaN);
    const [first] = [...sweep.front.points].sort((a, b) => cost(a) - cost(b));
    if (first !== undefined) add(first.index, `best ${metricOf(sweep, metric).label}`);
  }
  const knee = kneeOf(sweep);
  if (knee !== undefined) add(knee, "knee");
  return notable;
}
