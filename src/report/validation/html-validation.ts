import { pageTheme } from "../parts/charts/theme.ts";
import type { VegaLiteSpec } from "../parts/charts/chart.ts";
import { figure, percent } from "../parts/figures.ts";
import { plotFigure, vegaLiteCompiler, type Compile } from "../parts/html/chart-figure.ts";
import { anchor, html, NOTHING, type Html } from "../parts/html/markup.ts";
import { navigationBar, navigationLink, NO_SCRIPT_NOTE, selfContainedPage } from "../parts/html/page.ts";
import { dataTable } from "../parts/html/parts.ts";
import { breakdownText } from "./breakdown-text.ts";
import { errorHistogram } from "./error-histogram.ts";
import { gateText, gateVerdict, judgeGates, type JudgedGate } from "./gates.ts";
import { WORST_SHOWN } from "./markdown-validation.ts";
import { recordTable } from "./record-table.ts";
import { quantityName, scatterChart } from "./scatter-chart.ts";
import { predictedRows, reasonsNotModelled, worstRows, type ValidationView } from "./validation-view.ts";

const TITLE = "Predictions against measurements";

/** The validation as one file: charts, groups with gates, worst records, coverage, all records with a filter. */
export async function htmlValidation(
  view: ValidationView,
  { runtime }: { readonly runtime: string },
): Promise<string> {
  const compile = await vegaLiteCompiler();
  const { count, modelled, mape } = view.overall;
  return selfContainedPage({
    title: TITLE,
    tool: view.tool,
    skip: { to: "groups", says: "Skip to the figures" },
    navigation: navigation(),
    runtime,
    main: html`<header>
        <h1>${TITLE}</h1>
        <p class="question">
          ${modelled} of ${count} measured records of ${view.data} are predicted from their configuration
          alone; mean absolute error ${percent(mape)}.
        </p>
      </header>
      ${NO_SCRIPT_NOTE} ${groupsSection(view)} ${chartsSection(view, compile)} ${worstSection(view)}
      ${coverageSection(view)} ${recordTable(view)}
      <footer>Made by ${view.tool.name} ${view.tool.version}.</footer>`,
  });
}

function navigation(): Html {
  return navigationBar(TITLE, [
    navigationLink("groups", "Groups and gates"),
    navigationLink("charts", "Predicted against measured"),
    navigationLink("worst", "Furthest off"),
    navigationLink("coverage", "Not modelled"),
    navigationLink("records", "All records"),
  ]);
}

function groupsSection(view: ValidationView): Html {
  const gates = judgeGates(view.rows);
  const rows = Object.entries(view.groups).map(([name, { count, modelled, mape, bias, p90 }]) => {
    const own = gates.filter(({ gate }) => gate.group === name);
    return [
      name,
      `${count}`,
      `${modelled}`,
      percent(mape),
      percent(bias, true),
      percent(p90),
      html`${own.map(({ gate }) => html`<div>${gateText(gate)}</div>`)}`,
      html`${own.map(gateBadge)}`,
    ];
  });
  return html`<section id="groups">
    <h2>Groups and gates</h2>
    <p class="note">
      Error = predicted / measured − 1. MAPE: mean of its size; bias: its mean; p90: nine of ten keep to it. A
      gate in brackets is an aim.
    </p>
    ${dataTable("Error by group", ["Group", "Records", "Modelled", "MAPE", "Bias", "p90", "Gate", "Holds"], rows, [6, 7])}
  </section> `;
}

function gateBadge(judged: JudgedGate): Html {
  const state = judged.holds ? "held" : judged.gate.binding ? "refuted" : "undecided";
  return html`<div><span class="badge ${state}">${gateVerdict(judged)}</span></div>`;
}

function chartsSection(view: ValidationView, compile: Compile): Html {
  const rows = predictedRows(view.rows);
  if (rows.length === 0) return NOTHING;
  const units = [...new Set(rows.map(({ outcome }) => outcome.unit))];
  const scatters = units.map((unit) => {
    const spec = scatterChart(
      rows.filter(({ outcome }) => outcome.unit === unit),
      pageTheme,
    );
    const title = `Predicted against measured: ${quantityName(unit)}`;
    return figureOf(
      { id: anchor("scatter", quantityName(unit)), title, caption: SCATTER_CAPTION, spec },
      compile,
    );
  });
  const histogram = {
    id: "errors",
    title: "Error distribution",
    caption: "Records by relative error, a histogram a group; bars of a group are scaled to its tallest.",
    spec: errorHistogram(rows, pageTheme),
  };
  return html`<section id="charts">
    <h2>Predicted against measured</h2>
    <div class="charts">${scatters} ${figureOf(histogram, compile)}</div>
  </section> `;
}

const SCATTER_CAPTION =
  "On the line a prediction is exact; the bands are ±10 % and ±25 %. Both axes are logarithmic.";

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly spec: VegaLiteSpec | undefined;
}

function figureOf({ id, title, caption, spec }: Figure, compile: Compile): Html {
  return spec === undefined ? NOTHING : plotFigure({ id, kind: id, title, caption, spec }, compile);
}

function worstSection(view: ValidationView): Html {
  const rows = worstRows(view.rows, WORST_SHOWN).map(({ id, what, where, group, trust, outcome }) => [
    percent(outcome.error, true),
    html`${[what, where].filter(Boolean).join(" · ")}<small><code>${id}</code></small>`,
    group,
    trust,
    figure(outcome.predicted, outcome.unit),
    figure(outcome.measured, outcome.unit),
    breakdownText(outcome.breakdown),
  ]);
  return html`<section id="worst">
    <h2>Furthest off</h2>
    <p class="note">By the logarithm of predicted to measured, so that half and double are alike.</p>
    ${dataTable("Furthest off", ["Error", "Record", "Group", "Trust", "Predicted", "Measured", "Made of"], rows, [1, 2, 3, 6])}
  </section> `;
}

function coverageSection(view: ValidationView): Html {
  const rows = reasonsNotModelled(view.rows).map(({ reason, groups, count }) => [
    reason,
    `${count}`,
    groups.join(", "),
  ]);
  return html`<section id="coverage">
    <h2>Not modelled</h2>
    ${rows.length === 0 ? html`<p>Every measured record is modelled.</p>` : dataTable("Not modelled", ["Reason", "Records", "Groups"], rows, [2])}
  </section> `;
}
