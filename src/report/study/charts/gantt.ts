import { figure } from "../../parts/figures.ts";
import { feasibleOutcomes, words } from "../reading.ts";
import { linearAxis } from "../../parts/charts/axis.ts";
import { framed, legendColumns, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { inCategoryOrder } from "../../parts/charts/theme.ts";

/** More slots than this are not told apart, and slow the page. */
const MOST_SLOTS = 1500;

export const gantt: Chart = {
  id: "gantt",
  title: "One step, chip by chip",
  caption: "What each resource does over the step: one lane a resource, coloured by what takes most of it.",
  scope: "pair",
  spec: (results, theme) => {
    const [outcome] = feasibleOutcomes(results);
    const slots = outcome?.shown.gantt.filter((slot) => slot.end > slot.start) ?? [];
    if (!outcome || slots.length === 0) return undefined;
    const kept = slots.length <= MOST_SLOTS ? slots : longest(slots);
    const categories = inCategoryOrder(kept.map((slot) => slot.category));
    const lanes = [...new Set(kept.map((slot) => slot.lane))];
    const rows = kept.map((slot) => ({
      ...slot,
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
          ...linearAxis(Math.max(...kept.map((s) => s.end)), "s"),
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
