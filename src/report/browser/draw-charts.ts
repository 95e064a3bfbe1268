/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { parse, View, Warn, type Spec, type TooltipHandler } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compiledConfig } from "../parts/charts/chart.ts";
import { pageTheme } from "../parts/charts/theme.ts";

/** What all charts of a page have in common; a chart that differs brings its own. */
const CONFIG = compiledConfig(pageTheme);

export interface Drawing {
  readonly tooltip: TooltipHandler;
  /** Told of every chart that is drawn. */
  readonly onView: (view: View) => void;
}

/**
 * Draws every chart within `root` that is not folded away, in order, yielding between them. Expressions are
 * interpreted, not compiled: the content security policy forbids eval.
 */
export async function drawCharts(root: ParentNode, drawing: Drawing): Promise<void> {
  for (const figure of root.querySelectorAll<HTMLElement>("figure.chart")) {
    await draw(figure, drawing);
    await new Promise((resume) => setTimeout(resume));
  }
}

async function draw(figure: HTMLElement, { tooltip, onView }: Drawing): Promise<void> {
  const plot = figure.querySelector<HTMLElement>(".plot");
  const packed = figure.querySelector("script")?.textContent;
  if (!plot || !packed || figure.dataset["state"] !== undefined || plot.clientWidth === 0) return;
  figure.dataset["state"] = "drawing";
  try {
    const runtime = parse((await unpacked(packed)) as Spec, CONFIG, { ast: true });
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

/** JSON, deflated, in base64: see `dataBlock`. */
async function unpacked(text: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(plain).json();
}
