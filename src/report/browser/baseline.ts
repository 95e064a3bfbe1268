/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Spec } from "vega";
import type { PageFacts } from "../study/html/page-facts.ts";
import { ratioAxis } from "../parts/charts/axis.ts";
import { times } from "../parts/figures.ts";
import { BASIS_LABEL } from "../parts/footing-labels.ts";
import { factOf } from "./cell-facts.ts";

export interface Baseline {
  /** Divides the ratios of a part of the page that came to it just now. */
  readonly apply: (root: ParentNode) => void;
  /** The same of a chart of ratios. */
  readonly edit: (spec: Spec, figure: HTMLElement) => Spec;
}

/**
 * Lets the reader choose what machine multiples as built refer to: each ratio is divided by that machine's own. At equal
 * chips, power and money they stay over the printed baseline, which decides at which size each machine stands, and say so.
 */
export function startBaseline(
  { systems, baseline: printed }: PageFacts,
  onChange: (charts: readonly HTMLElement[]) => void,
): Baseline {
  const form = document.querySelector<HTMLFormElement>("#baseline");
  const select = form?.querySelector("select");
  let chosen = printed;
  const placeOf = (id: string | undefined): number => systems.findIndex((system) => system.id === id);
  const apply = (root: ParentNode): void => {
    if (chosen === printed && root !== document) return;
    for (const cell of root.querySelectorAll<HTMLTableCellElement>("td[data-ratio]")) {
      const over = (factOf(cell, "over") ?? "").split(",").map((text) => (text === "" ? NaN : Number(text)));
      const system = factOf(cell, "system");
      const ratio = cell.querySelector(".ratio");
      if (ratio === null) continue;
      const isBaseline = cell.dataset["ratio"] === "leader" && system === chosen;
      ratio.textContent = isBaseline ? "baseline" : times(over[placeOf(system)]! / over[placeOf(chosen)]!);
    }
    for (const note of root.querySelectorAll<HTMLElement>(".over-printed")) note.hidden = chosen === printed;
    for (const note of root.querySelectorAll<HTMLElement>(".is-baseline"))
      note.hidden = note.closest("th")?.dataset["system"] !== chosen;
    for (const name of root.querySelectorAll(".baseline-name"))
      name.textContent = systems[placeOf(chosen)]?.name ?? chosen;
  };
  if (form && select) {
    form.addEventListener("submit", (event) => event.preventDefault());
    select.addEventListener("change", () => {
      chosen = select.value;
      apply(document);
      const note = form.querySelector("output");
      if (note)
        note.textContent =
          chosen === printed
            ? ""
            : "Multiples as built. At equal chips, power and money, in sentences and in claims they stay as printed.";
      onChange([...document.querySelectorAll<HTMLElement>("figure.chart[data-chart=equal-footing]")]);
    });
    form.hidden = false;
  }
  return {
    apply,
    edit: (spec, figure) =>
      figure.dataset["chart"] === "equal-footing" && chosen !== printed
        ? rebased(spec, systems[placeOf(chosen)]?.name)
        : spec,
  };
}

interface RatioRow {
  readonly basis: string;
  readonly system: string;
  readonly ratio: number;
}
const isRatioRow = (row: unknown): row is RatioRow =>
  typeof row === "object" && row !== null && "ratio" in row;

/** The dots as built divided by that of another machine; where it has none, and at equal footing, no dots. */
function rebased(spec: Spec, baseline: string | undefined): Spec {
  const ratios: number[] = [];
  const data = (spec.data ?? []).map((one) => {
    const values: unknown = "values" in one ? one.values : undefined;
    if (!Array.isArray(values)) return one;
    const own = (basis: string): number | undefined =>
      values.filter(isRatioRow).find((row) => row.basis === basis && row.system === baseline)?.ratio;
    const moved = values.flatMap((row: unknown) => {
      if (!isRatioRow(row)) return [row];
      if (row.basis !== BASIS_LABEL["as-built"]) return [];
      const ratio = row.ratio / (own(row.basis) ?? Number.NaN);
      if (Number.isNaN(ratio)) return [];
      ratios.push(ratio);
      return [{ ...row, ratio, text: times(ratio) }];
    });
    return { ...one, values: moved };
  });
  const { scale, axis } = ratioAxis(Math.min(...ratios, 1), Math.max(...ratios, 1)) as {
    readonly scale: { readonly domain: readonly number[] };
    readonly axis: { readonly values: readonly number[] };
  };
  return {
    ...spec,
    data,
    scales: spec.scales?.map((one) => (one.name === "x" ? { ...one, domain: scale.domain } : one)),
    axes: spec.axes?.map((one) =>
      one.scale === "x" && one.values !== undefined ? { ...one, values: axis.values } : one,
    ),
  } as Spec;
}
