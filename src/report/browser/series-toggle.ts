/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Spec } from "vega";
import { drawnChart } from "./draw-charts.ts";

type Tree = Readonly<Record<string, unknown>>;

/** What a legend tells apart: its names, and the field of the data that has them. */
interface Series {
  readonly field: string;
  readonly names: readonly string[];
}

const hiddenIn = new WeakMap<HTMLElement, ReadonlySet<string>>();

/** A chart without the rows of the series that are switched off; its legend and its axes stay. */
export function withoutHiddenSeries(spec: Spec, figure: HTMLElement): Spec {
  const hidden = hiddenIn.get(figure);
  const series = hidden?.size ? seriesOf(spec) : undefined;
  if (!series || !hidden) return spec;
  const shown = (row: unknown): boolean => !hidden.has(String((row as Tree)[series.field]));
  const kept = (spec.data ?? []).map((one) =>
    "values" in one && Array.isArray(one.values) ? { ...one, values: one.values.filter(shown) } : one,
  );
  return { ...spec, data: kept };
}

/** Names in a legend become switches, for pointer and keyboard; `redraw` draws the chart once more. */
export function startSeriesToggle(figure: HTMLElement, redraw: (figure: HTMLElement) => Promise<void>): void {
  const [plot, known] = [figure.querySelector<HTMLElement>(".plot"), drawnChart(figure)];
  const series = known && seriesOf(known.spec);
  if (!plot || !known || !series || series.names.length < 2) return;
  markSwitches(plot, hiddenIn.get(figure) ?? new Set());
  known.view.addResizeListener(() =>
    requestAnimationFrame(() => markSwitches(plot, hiddenIn.get(figure) ?? new Set())),
  );
  if (plot.dataset["switches"] !== undefined) return;
  plot.dataset["switches"] = "";
  const toggle = (label: Element | undefined): void => {
    const name = label?.textContent ?? "";
    const hidden = toggled(hiddenIn.get(figure) ?? new Set(), name, series.names);
    if (hidden === undefined) return;
    hiddenIn.set(figure, hidden);
    void redraw(figure).then(() =>
      labelsOf(plot)
        .find(({ textContent }) => textContent === name)
        ?.focus(),
    );
  };
  plot.addEventListener("click", ({ target }) => toggle(labelAt(plot, target)));
  plot.addEventListener("keydown", (event) => {
    const label = labelsOf(plot).find((one) => one === event.target);
    if (label === undefined || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    toggle(label);
  });
}

/** Undefined where nothing changes: the last series stays. */
function toggled(
  hidden: ReadonlySet<string>,
  name: string,
  names: readonly string[],
): ReadonlySet<string> | undefined {
  if (!names.includes(name)) return undefined;
  const next = new Set(hidden);
  if (!next.delete(name)) next.add(name);
  return next.size < names.length ? next : undefined;
}

const labelsOf = (plot: HTMLElement): readonly SVGElement[] => [
  ...plot.querySelectorAll<SVGElement>("svg .role-legend-label text"),
];

/** The name whose text or symbol was hit: both stand in one group. */
function labelAt(plot: HTMLElement, target: EventTarget | null): SVGElement | undefined {
  if (!(target instanceof Element)) return undefined;
  const entry = target.closest(".role-legend-label, .role-legend-symbol")?.parentElement;
  return labelsOf(plot).find((label) => entry?.contains(label));
}

function markSwitches(plot: HTMLElement, hidden: ReadonlySet<string>): void {
  const legend = plot.querySelector("svg .role-legend");
  legend?.setAttribute("role", "group");
  legend?.setAttribute("aria-label", "Series, each can be switched off");
  for (const label of labelsOf(plot)) {
    const isOn = !hidden.has(label.textContent);
    label.setAttribute("tabindex", "0");
    label.setAttribute("role", "button");
    label.setAttribute("aria-pressed", String(isOn));
  }
}

/** What the legend of a compiled chart tells apart, where its names do not depend on the data. */
function seriesOf(spec: Spec): Series | undefined {
  const legend = (spec.legends ?? [])[0] as Tree | undefined;
  const scaleName = legend?.["fill"] ?? legend?.["stroke"] ?? legend?.["shape"];
  const scale = spec.scales?.find(({ name }) => name === scaleName) as
    { readonly domain?: unknown } | undefined;
  const field = fieldOf(spec.marks, scaleName);
  if (!Array.isArray(scale?.domain) || field === undefined) return undefined;
  return { field, names: scale.domain.map(String) };
}

/** The field that a scale is given in the marks. */
function fieldOf(part: unknown, scale: unknown): string | undefined {
  if (typeof part !== "object" || part === null) return undefined;
  const { scale: own, field } = part as Tree;
  if (own === scale && typeof field === "string") return field;
  for (const inner of Object.values(part)) {
    const found = fieldOf(inner, scale);
    if (found !== undefined) return found;
  }
  return undefined;
}
