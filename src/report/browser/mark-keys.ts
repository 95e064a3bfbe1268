/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Tooltip } from "./tooltip.ts";

/** Vega keeps beside each element of a drawing what it is drawn from. */
type MarkElement = SVGElement & { readonly __data__?: { readonly tooltip?: unknown } };

/** By how many marks a key goes on. */
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Makes a chart one stop of the tab key, from which the arrows, Home and End go from mark to mark: the one that has the
 * focus tells its figures, to the eye and to a screen reader, as one under the pointer does.
 */
export function reachMarksByKeys(figure: HTMLElement, tooltip: Tooltip): void {
  const plot = figure.querySelector<HTMLElement>(".plot");
  if (!plot || plot.tabIndex === 0) return;
  const title = figure.querySelector("strong")?.textContent ?? "Chart";
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", `${title}: arrow keys go from mark to mark`);
  plot.addEventListener("keydown", (event) => {
    const marks = marksOf(plot);
    const now = marks.indexOf(event.target as MarkElement);
    if (event.key === "Escape" && now >= 0) plot.focus({ preventScroll: true });
    const next = placeAfter(event.key, now, marks.length);
    const mark = next === undefined ? undefined : marks[next];
    if (mark === undefined || (now < 0 && event.target !== plot)) return;
    event.preventDefault();
    mark.setAttribute("tabindex", "-1");
    mark.focus();
    tooltip.showBeside(mark, mark.__data__?.tooltip);
  });
  plot.addEventListener("focusout", () => tooltip.showBeside(plot, undefined));
}

function placeAfter(key: string, now: number, count: number): number | undefined {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = STEPS[key];
  if (step === undefined) return undefined;
  return now < 0 ? (step > 0 ? 0 : count - 1) : Math.min(count - 1, Math.max(0, now + step));
}

/** Marks that say something, one of those that say the same: a dot rather than its whisker or its text. */
function marksOf(plot: HTMLElement): readonly MarkElement[] {
  const byWords = new Map<string, MarkElement>();
  for (const mark of plot.querySelectorAll<MarkElement>("svg .role-mark [aria-label]")) {
    const said = mark.getAttribute("aria-label") ?? "";
    const known = byWords.get(said);
    if (known === undefined || (known.tagName !== "path" && mark.tagName === "path")) byWords.set(said, mark);
  }
  return [...byWords.values()];
}
