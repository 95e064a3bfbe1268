import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { fold } from "../parts/html/fold.ts";
import { html, NOTHING, type Html } from "../parts/html/markup.ts";
import { definitions } from "../parts/html/parts.ts";
import { choiceText } from "../study/plan-summary.ts";
import { words } from "../study/reading.ts";
import { pointCommand } from "./point-command.ts";
import { FLOPS_CONVENTION } from "./provenance.ts";
import { coordinateText, metricOf, metricText } from "./sweep-figures.ts";

/** A longer front would make the page slow; the others are in the files, and a command each away. */
const MOST_DETAILED = 300;

/** More folded points than these scroll within themselves. */
const MOST_IN_THE_OPEN = 25;

export const pointAnchor = ({ index }: SavedPoint): string => `point-${index}`;

/** The points of the front that are told in full: all, or so many spread evenly over it. */
export function detailedPoints({ front: { points } }: SavedSweep): readonly SavedPoint[] {
  if (points.length <= MOST_DETAILED) return points;
  const step = (points.length - 1) / (MOST_DETAILED - 1);
  return Array.from({ length: MOST_DETAILED }, (_, at) => points[Math.round(at * step)]!);
}

/** Each point of the front, folded: the command that evaluates it again, its plan, and every metric. */
export function pointDetails(
  sweep: SavedSweep,
  { id, title }: { readonly id: string; readonly title: string },
): Html {
  const points = detailedPoints(sweep);
  if (points.length === 0) return NOTHING;
  const utilisation = metricOf(sweep, "mfu");
  return html`<section id="${id}">
    <h2>${title}</h2>
    <p class="note">
      Each point of the front with the command that evaluates it again (with ranges, memory and timeline), its
      plan and all metrics. ${FLOPS_CONVENTION} ${utilisation.label}: ${utilisation.formula}
    </p>
    <div class="${points.length > MOST_IN_THE_OPEN ? "tall" : ""}">
      ${points.map((point) => pointSection(sweep, point))}
    </div>
  </section> `;
}

function pointSection(sweep: SavedSweep, point: SavedPoint): Html {
  const place = sweep.axes.map((axis) => `${axis.name} ${coordinateText(point, axis)}`);
  const reached = sweep.objectives.map(({ metric }) => metricText(point, metricOf(sweep, metric)));
  const told = sweep.metrics.filter(
    ({ id }) => point.metrics[id] !== null && point.metrics[id] !== undefined,
  );
  const summary = html`Point ${point.index} <small>${[...place, ...reached].join(" · ")}</small>`;
  return fold(
    { id: pointAnchor(point), class: "point", summary },
    html`<pre tabindex="0"><code>${pointCommand(sweep, point)}</code></pre>
      ${pairs(Object.entries(point.plan ?? {}).map(([name, value]) => [words(name), choiceText(value)]))}
      ${pairs(told.map((metric) => [metric.label, metricText(point, metric)]))}`,
  );
}

const pairs = (list: readonly (readonly [string, string])[]): Html =>
  list.length === 0 ? NOTHING : definitions("plan", list);
