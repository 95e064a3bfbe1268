import { figure } from "../../parts/figures.ts";
import { feasibleOutcomes, words } from "../reading.ts";
import { linearAxis } from "../../parts/charts/axis.ts";
import { framed, legendColumns, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { inCategoryOrder } from "../../parts/charts/theme.ts";

/** More slots than this are not told apart, and slow the page. */
const MOST_SLOTS = 800;
/** Places that a slot can begin and end at: finer ones no screen shows. */
const SHARP = 5_000;

export const gantt: Chart = {
  id: "gantt",
  title: "One step, chip by chip",
  caption: "What each resource does over the step: one lane a resource, coloured by what takes most of it.",
  scope: "pair",
  topic: "plan",
  spec: (results, theme) => {
    const [outcome] = feasibleOutcomes(results);
    const slots = outcome?.shown.gantt.filter((slot) => slot.end > slot.start) ?? [];
    if (!outcome || slots.length === 0) return undefined;
    const kept = slots.length <= MOST_SLOTS ? slots : longest(slots);
    const categories = inCategoryOrder(kept.map((slot) => slot.category));
    const lanes = [...new Set(kept.map((slot) => slot.lane))];
    const end = Math.max(...kept.map((slot) => slot.end));
    const drawn = (seconds: number): number => (Math.round((seconds / end) * SHARP) / SHARP) * end;
    const rows = kept.map((slot) => ({
      lane: slot.lane,
      label: slot.label,
      start: Number(drawn(slot.start).toPrecision(6)),
      end: Number(drawn(slot.end).toPrecision(6)),
      category: words(slot.category),
      from: figure(slot.start, "s"),
      duration: figure(slot.end - slot.start, "s"),
    }));
    return framed(theme, `Gantt chart of one step on ${outcome.system.name}: ${lanes.length} lanes`, {
      height: 22 * lanes.length,
      data: { values: rows },
      mark: { type: "bar", height: { band: 0.8 } },
      encoding: {
        y: { field: "lane", type: "nominal", sort: lanes, title: null },
        x: {
          field: "start",
          type: "quantitative",
          title: "Time in the step",
          ...linearAxis(end, "s"),
        },
        x2: { field: "end" },
        color: {
          field: "category",
          type: "nominal",
          title: null,
          scale: { domain: categories.map(words), range: categories.map(theme.category) },
          legend: legendColumns(6),
        },
        tooltip: tooltip(
          ["lane", "Lane"],
          ["label", "Doing"],
          ["category", "Category"],
          ["from", "From"],
          ["duration", "For"],
        ),
      },
    });
  },
};

/** The slots that last longest, in their order. */
function longest<S extends { readonly start: number; readonly end: number }>(
  slots: readonly S[],
): readonly S[] {
  const lengths = slots.map((slot) => slot.end - slot.start).sort((a, b) => b - a);
  const least = lengths[MOST_SLOTS - 1] ?? 0;
  return slots.filter((slot) => slot.end - slot.start >= least).slice(0, MOST_SLOTS);
}
