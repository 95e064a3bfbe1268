/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { View } from "vega";

/** By objective, the ends of what is selected, in ascending order. */
type Ranges = Readonly<Record<string, readonly [number, number]>>;

/** The signals of a brush that Vega-Lite compiles: what it covers, and its ends on the screen. */
const BRUSH = "brush";
const ENDS_ON_SCREEN = ["brush_x", "brush_y"];

/**
 * Joins the charts of a sweep and the table of its front: what is selected in one chart by a drag is shown in all of
 * its panel. Charts that have a signal `brushed` are told; rows that carry the objectives (`data-o0`…) are hidden or
 * shown. A page has a panel for each workload: what is near in one is not in another.
 */
export function startBrush(): (view: View) => void {
  const panels = [...document.querySelectorAll(".panel")].map((element) => ({
    element,
    join: joinedPanel(element),
  }));
  return (view) => panels.find(({ element }) => element.contains(view.container()))?.join(view);
}

function joinedPanel(panel: Element): (view: View) => void {
  const views: View[] = [];
  const brushes = new Map<View, Ranges>();
  const table = frontTable(panel);
  const apply = (): void => {
    const ranges = [...brushes.values()].reduce(intersection, {});
    table?.show(ranges);
    for (const view of views) view.signal("brushed", ranges).runAsync().catch(reportError);
  };
  // A chart that is being drawn cannot be told anything: the next frame is soon enough, and tells of many moves once.
  let isAwaited = false;
  const applySoon = (): void => {
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      apply();
    });
  };
  table?.onClear(() => {
    for (const view of brushes.keys()) {
      for (const name of ENDS_ON_SCREEN) view.signal(name, []);
      view.runAsync().catch(reportError);
    }
  });
  return (view) => {
    const { signals = {} } = view.getState({ signals: () => true, data: () => false }) as {
      signals?: Readonly<Record<string, unknown>>;
    };
    if ("brushed" in signals) views.push(view);
    if (BRUSH in signals)
      view.addSignalListener(BRUSH, (_, value: unknown) => {
        brushes.set(view, ordered(value as Ranges));
        applySoon();
      });
  };
}

/** A drag to the left or down gives its ends the other way round. */
function ordered(ranges: Ranges): Ranges {
  const entries = Object.entries(ranges).map(([field, [a, b]]) => [field, [Math.min(a, b), Math.max(a, b)]]);
  return Object.fromEntries(entries) as Ranges;
}

/** What is inside of both. */
function intersection(one: Ranges, other: Ranges): Ranges {
  const both = { ...one };
  for (const [field, [low, high]] of Object.entries(other)) {
    const [from, to] = one[field] ?? [low, high];
    both[field] = [Math.max(from, low), Math.min(to, high)];
  }
  return both;
}

interface FrontTable {
  readonly show: (ranges: Ranges) => void;
  readonly onClear: (clear: () => void) => void;
}

function frontTable(panel: Element): FrontTable | undefined {
  const form = panel.querySelector<HTMLFormElement>("form.selection");
  const output = form?.querySelector("output");
  const button = form?.querySelector("button");
  const rows = [...panel.querySelectorAll<HTMLElement>("table.front-table tbody tr")];
  if (!form || !output || !button) return undefined;
  const show = (ranges: Ranges): void => {
    for (const row of rows)
      row.hidden = !Object.entries(ranges).every(([field, [low, high]]) => {
        const value = Number(row.dataset[field]);
        return value >= low && value <= high;
      });
    const shown = rows.filter((row) => !row.hidden).length;
    const isSelected = Object.keys(ranges).length > 0;
    output.textContent = isSelected
      ? `${shown} of ${rows.length} points of the front are in the selection`
      : `${rows.length} points of the front`;
    button.disabled = !isSelected;
  };
  form.hidden = false;
  show({});
  return { show, onClear: (clear) => button.addEventListener("click", clear) };
}
