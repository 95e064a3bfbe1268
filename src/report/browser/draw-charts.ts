/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { parse, View, Warn, type Spec, type TooltipHandler } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compiledConfig } from "../parts/charts/chart.ts";
import { pageTheme } from "../parts/charts/theme.ts";
import { unpacked } from "./unpacked.ts";

/** What all charts of a page have in common; a chart that differs brings its own. */
export const CONFIG = compiledConfig(pageTheme);

/** A chart's specification as it is to be drawn now: without a series, against another baseline. */
export type SpecEdit = (spec: Spec, figure: HTMLElement) => Spec;

export interface Drawing {
  readonly tooltip: TooltipHandler;
  readonly edits: readonly SpecEdit[];
  /** Told of every chart that is drawn, and again when it is drawn anew. */
  readonly onView: (view: View, figure: HTMLElement) => void;
}

/** A chart on the page: what it was made of, unedited, and what draws it. */
interface Drawn {
  readonly spec: Spec;
  readonly view: View;
}
const drawn = new WeakMap<HTMLElement, Drawn>();

/** Undefined until the chart is drawn. */
export const drawnChart = (figure: HTMLElement): Drawn | undefined => drawn.get(figure);

/** A view of a specification; expressions are interpreted, not compiled: the content security policy forbids eval. */
export function viewOf(spec: Spec, config = CONFIG): View {
  const runtime = parse(spec, config, { ast: true });
  return new View(runtime, { renderer: "svg", expr: expressionInterpreter, logLevel: Warn });
}

/** Draws every chart within `root` that is not folded away, in order, yielding between them. */
export async function drawCharts(root: ParentNode, drawing: Drawing): Promise<void> {
  for (const figure of root.querySelectorAll<HTMLElement>("figure.chart")) {
    await draw(figure, drawing);
    await new Promise((resume) => setTimeout(resume));
  }
}

async function draw(figure: HTMLElement, drawing: Drawing): Promise<void> {
  const plot = figure.querySelector<HTMLElement>(".plot");
  const packed = figure.querySelector("script")?.textContent;
  if (!plot || !packed || figure.dataset["state"] !== undefined || plot.clientWidth === 0) return;
  figure.dataset["state"] = "drawing";
  await drawSpec(figure, plot, (await unpacked(packed)) as Spec, drawing);
}

/** Draws a chart that is drawn already once more, for its edits have changed. */
export async function redraw(figure: HTMLElement, drawing: Drawing): Promise<void> {
  const [plot, known] = [figure.querySelector<HTMLElement>(".plot"), drawn.get(figure)];
  if (!plot || !known) return;
  known.view.finalize();
  await drawSpec(figure, plot, known.spec, drawing);
}

async function drawSpec(figure: HTMLElement, plot: HTMLElement, spec: Spec, drawing: Drawing): Promise<void> {
  try {
    const view = viewOf(drawing.edits.reduce((edited, edit) => edit(edited, figure), spec));
    view.tooltip(drawing.tooltip).hover();
    await view.initialize(plot).runAsync();
    drawn.set(figure, { spec, view });
    drawing.onView(view, figure);
    figure.dataset["state"] = "drawn";
  } catch (problem) {
    figure.dataset["state"] = "failed";
    throw problem;
  }
}
