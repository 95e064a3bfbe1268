/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { parse, View, Warn, type Spec, type TooltipHandler } from "vega";
import { expressionInterpreter } from "vega-interpreter";

export interface Drawing {
  readonly tooltip: TooltipHandler;
  /** Told of every chart that is drawn. */
  readonly onView: (view: View) => void;
}

/**
 * Draws every chart of the page, in order, yielding between them; those in a closed `details` when it is opened.
 * Expressions are interpreted, not compiled: the content security policy forbids eval.
 */
export async function drawCharts(drawing: Drawing): Promise<void> {
  const figures = [...document.querySelectorAll<HTMLElement>("figure.chart")];
  for (const details of document.querySelectorAll("details"))
    details.addEventListener(
      "toggle",
      () => void drawAll([...details.querySelectorAll<HTMLElement>("figure.chart")], drawing),
    );
  window.addEventListener("beforeprint", () => {
    for (const figure of figures) void draw(figure, drawing);
  });
  await drawAll(figures, drawing);
  document.documentElement.dataset["charts"] = "drawn";
}

async function drawAll(figures: readonly HTMLElement[], drawing: Drawing): Promise<void> {
  for (const figure of figures) {
    await draw(figure, drawing);
    await new Promise((resume) => setTimeout(resume));
  }
}

async function draw(figure: HTMLElement, { tooltip, onView }: Drawing): Promise<void> {
  const plot = figure.querySelector<HTMLElement>(".plot");
  const spec = figure.querySelector("script")?.textContent;
  if (!plot || !spec || figure.dataset["state"] !== undefined || plot.clientWidth === 0) return;
  figure.dataset["state"] = "drawing";
  try {
    const runtime = parse(JSON.parse(spec) as Spec, {}, { ast: true });
    const view = new View(runtime, {
      renderer: "svg",
      expr: expressionInterpreter,
      logLevel: Warn,
      tooltip,
      hover: true,
    });
    await view.initialize(plot).runAsync();
    onView(view);
    figure.dataset["state"] = "drawn";
  } catch (problem) {
    figure.dataset["state"] = "failed";
    throw problem;
  }
}
