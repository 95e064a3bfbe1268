import type { SavedOptimum } from "../../optimum/saved-optimum.ts";
import { formatCount } from "../../units/format-count.ts";
import { pageTheme } from "../parts/charts/theme.ts";
import { figure, NO_FIGURE } from "../parts/figures.ts";
import { plotFigure, vegaLiteCompiler, type Compile } from "../parts/html/chart-figure.ts";
import { filesRead, inputsSection } from "../study/html/evidence.ts";
import { html, NOTHING, type Html } from "../parts/html/markup.ts";
import { navigationBar, navigationLink, NO_SCRIPT_NOTE, selfContainedPage } from "../parts/html/page.ts";
import { dataTable, definitions } from "../parts/html/parts.ts";
import { OPTIMUM_CHARTS } from "./charts/index.ts";
import {
  askedAnswer,
  BESIDE_HEADINGS,
  besideRows,
  besideText,
  beyondText,
  doubtsOf,
  FOUND_HEADINGS,
  foundFigures,
  isFound,
  LAWS_NOTE,
  leewayText,
  limitText,
  lossText,
  missReason,
  missText,
  optimumRows,
  questionText,
  SIZES_NOTE,
  sizeHeadings,
  sizeRows,
  spreadText,
  titleText,
} from "./optimum-words.ts";

/** An optimum as one file that asks nothing of the network. `runtime` is dist/report-runtime.js. */
export async function htmlOptimum(
  optimum: SavedOptimum,
  { runtime }: { readonly runtime: string },
): Promise<string> {
  const compile = await vegaLiteCompiler();
  const title = titleText(optimum);
  const drawn = optimum.curves !== undefined;
  return selfContainedPage({
    title,
    tool: optimum.tool,
    skip: { to: "summary", says: "Skip to the findings" },
    navigation: navigationBar(title, [
      navigationLink("summary", "Key findings"),
      drawn && navigationLink("curves", "Loss and spending"),
      optimum.beside !== undefined && navigationLink("systems", "By system"),
      navigationLink("laws", "By law"),
      drawn && navigationLink("sizes", "Sizes that were planned"),
      navigationLink("inputs", "Inputs and assumptions"),
      navigationLink("notes", "Assumptions"),
    ]),
    runtime,
    main: html`<header>
        <h1>${title}</h1>
        <p class="question">${questionText(optimum)}</p>
      </header>
      ${NO_SCRIPT_NOTE} ${summarySection(optimum)} ${chartsSection(optimum, compile)}
      ${besideSection(optimum)} ${lawsSection(optimum)} ${sizesSection(optimum)}
      ${inputsSection({ systems: [optimum.system], workloads: [] })} ${notesSection(optimum)}
      <footer>Made by ${optimum.tool.name} ${optimum.tool.version}.</footer>`,
  });
}

function summarySection(optimum: SavedOptimum): Html {
  const asked = askedAnswer(optimum);
  if (!isFound(asked))
    return html`<section id="summary">
      <h2>Key findings</h2>
      <p class="misfit">${missText(asked)}</p>
    </section> `;
  const { allocation, metrics } = asked;
  const counts: readonly (readonly [string, string])[] = [
    ["Parameters", formatCount(allocation.parameters)],
    ["Tokens", formatCount(allocation.tokens)],
    ["Loss", lossText(allocation.loss)],
    ["Time", figure(metrics["timeToTrainSeconds"], "s")],
    ["Cost", figure(metrics["costDollars"], "USD")],
    ["Energy", figure(metrics["energyJoules"], "J")],
    ["Carbon", figure(metrics["co2Kilograms"], "kg")],
  ];
  const findings = [limitText(optimum, asked), leewayText(optimum), spreadText(optimum)].filter(
    (text) => text !== undefined,
  );
  return html`<section id="summary">
    <h2>Key findings</h2>
    ${definitions("counts", counts)} ${findings.map((text) => html`<p>${text}</p>`)}
    ${doubtsOf(asked).map((text) => html`<p class="note">${text}</p>`)}
    ${dataTable(
      "The optimum",
      ["", "By the law that was asked"],
      optimumRows(asked).map(([term, value]) => [term, value]),
      [1],
    )}
  </section> `;
}

function chartsSection(optimum: SavedOptimum, compile: Compile): Html {
  const figures = OPTIMUM_CHARTS.flatMap(({ id, title, caption, spec }) => {
    const drawn = spec(optimum, pageTheme);
    return drawn === undefined ? [] : [plotFigure({ id, kind: id, title, caption, spec: drawn }, compile)];
  });
  if (figures.length === 0) return NOTHING;
  return html`<section id="curves">
    <h2>Loss and spending</h2>
    <div class="charts">${figures}</div>
  </section> `;
}

function besideSection(optimum: SavedOptimum): Html {
  const rows = besideRows(optimum);
  if (rows.length === 0) return NOTHING;
  const said = besideText(optimum);
  return html`<section id="systems">
    <h2>By system</h2>
    ${said === undefined ? NOTHING : html`<p>${said}</p>`}
    ${dataTable("The budget by system", ["System", ...BESIDE_HEADINGS], rows)}
  </section> `;
}

function lawsSection({ answers }: SavedOptimum): Html {
  const asked = answers[0]?.law;
  const rows = answers.map((answer) => {
    const { label, source, dataset, caveat } = answer.law;
    const name = html`${label}<small>${source}</small>`;
    const text = html`${dataset}<small>${dataset === asked?.dataset ? "same text" : "other text"}</small>`;
    if (!isFound(answer)) return [name, text, ...FOUND_HEADINGS.map(() => NO_FIGURE), missReason(answer)];
    const beyond = html`${beyondText(answer)}${caveat === undefined ? NOTHING : html`<small>${caveat}</small>`}`;
    return [name, text, ...foundFigures(answer), beyond];
  });
  return html`<section id="laws">
    <h2>By law</h2>
    <p class="note">${LAWS_NOTE}</p>
    ${dataTable("The budget by law", ["Law", "Text", ...FOUND_HEADINGS, "Beyond its fit"], rows, [1, 6])}
  </section> `;
}

function sizesSection({ curves }: SavedOptimum): Html {
  if (curves === undefined) return NOTHING;
  const rows = sizeRows(curves).map(({ parameters, model, plan, figures }) => [
    html`${parameters}<small>${model}</small>`,
    plan,
    ...figures,
  ]);
  return html`<section id="sizes">
    <h2>Sizes that were planned</h2>
    <p class="note">${SIZES_NOTE}</p>
    ${dataTable("Sizes that were planned", ["Parameters", "Plan", ...sizeHeadings(curves)], rows, [1])}
  </section> `;
}

function notesSection({ assumptions, inputs }: SavedOptimum): Html {
  return html`<section id="notes">
    <h2>Assumptions</h2>
    <ul>
      ${assumptions.map((text) => html`<li>${text}</li>`)}
    </ul>
    ${filesRead(inputs)}
  </section> `;
}
