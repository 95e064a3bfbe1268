/// <reference lib="dom" />
import { element } from "../report/browser/element.ts";
import { metricFigure, percent } from "../report/parts/figures.ts";
import type { AskablePage } from "../report/study/html/ask-section.ts";
import { choiceText } from "../report/study/plan-summary.ts";
import { words } from "../report/study/reading.ts";
import type { PlanChoice } from "../plan/plan.ts";
import { savedChoice } from "../spec/kinds/plan-choices.ts";
import type { Priced } from "./answerer.ts";

/** A state of the page with what it comes to; without a price while its plan is searched. */
export interface Column {
  readonly name: string;
  readonly priced: Priced | undefined;
  readonly plan: PlanChoice | undefined;
}

export interface AnswerTable {
  readonly page: AskablePage;
  readonly pair: AskablePage["pairs"][string];
  /** The printed plan. */
  readonly printed: PlanChoice;
  readonly now: Column;
  /** States that were put aside to be compared with, with their plans. */
  readonly kept: readonly Column[];
}

type Metrics = Readonly<Record<string, number | null>>;

/** The figures as printed, now and as held, and the choices in which the plans differ. */
export function answerTable({ page, pair, printed, now, kept }: AnswerTable): HTMLElement {
  const scroll = element("div", { className: "scroll" });
  const table = element("table", {});
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "Figures as printed and now");
  const head = table.createTHead().insertRow();
  for (const name of ["", "Printed", "Now", "Difference", ...kept.map((one) => one.name)])
    head.append(element("th", { scope: "col", className: name === "" ? "text" : "figure" }, name));
  const body = table.createTBody();
  const metricsOf = ({ priced }: Column): Metrics => (priced?.kind === "priced" ? priced.metrics : {});
  for (const id of pair.shown) {
    const metric = page.metrics.find((one) => one.id === id);
    if (metric === undefined) continue;
    const [before, value] = [pair.metrics[id], metricsOf(now)[id]];
    const row = body.insertRow();
    row.dataset["metric"] = id;
    row.append(element("th", { scope: "row" }, metric.label));
    row.append(figureCell(metricFigure(before, metric)));
    row.append(figureCell(now.priced === undefined ? "…" : metricFigure(value, metric)));
    row.append(figureCell(difference(before, value)));
    for (const one of kept) row.append(figureCell(metricFigure(metricsOf(one)[id], metric)));
  }
  for (const [name = "", ...choices] of planRows([savedChoice(printed), saved(now), ...kept.map(saved)])) {
    const row = body.insertRow();
    const [before = "", mine = "", ...held] = choices;
    row.append(element("th", { scope: "row" }, `Plan: ${words(name)}`));
    for (const text of [before, mine, before === mine || mine === "–" ? "" : "differs", ...held])
      row.append(figureCell(text));
  }
  scroll.append(table);
  return scroll;
}

const figureCell = (text: string): HTMLElement => element("td", { className: "figure" }, text);

function difference(printed: number | null | undefined, now: number | null | undefined): string {
  if (typeof printed !== "number" || typeof now !== "number" || printed === 0) return "–";
  return percent(now / printed - 1, true);
}

const saved = ({ plan }: Column): Readonly<Record<string, unknown>> =>
  plan === undefined ? {} : savedChoice(plan);

/** Choices in which the plans are not all alike, and the degrees of parallelism. */
function planRows(plans: readonly Readonly<Record<string, unknown>>[]): readonly (readonly string[])[] {
  const names = [...new Set(plans.flatMap(Object.keys))];
  return names.flatMap((name) => {
    const texts = plans.map((plan) => (Object.hasOwn(plan, name) ? choiceText(plan[name]) : "–"));
    const isAlways = /Parallel$|^microBatch/.test(name) && name !== "sequenceParallel";
    return isAlways || new Set(texts).size > 1 ? [[name, ...texts]] : [];
  });
}
