import type { SavedDesign } from "../../explore/design/saved-design.ts";
import { formatCount } from "../../units/format-count.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { html, NOTHING, type Html } from "../parts/html/markup.ts";
import { navigationBar, navigationLink, selfContainedPage } from "../parts/html/page.ts";
import { dataTable, definitions } from "../parts/html/parts.ts";
import {
  askedText,
  bestTable,
  bindingText,
  countedText,
  limitTable,
  moverTable,
  planTable,
  rangesText,
  removedTable,
  titleOf,
  type DesignTable,
} from "./design-words.ts";

export interface PageOf {
  readonly tool: { readonly name: string; readonly version: string };
  /** dist/report-runtime.js */
  readonly runtime: string;
}

/** The answer to a design question as one file that asks nothing of the network. */
export function htmlDesign(design: SavedDesign, { tool, runtime }: PageOf): string {
  const title = titleOf(design);
  const isFront = design.question.objectives.length > 1;
  const hasBest = design.best.length > 0;
  return selfContainedPage({
    title,
    tool,
    skip: { to: "summary", says: "Skip to the findings" },
    navigation: navigationBar(title, [
      navigationLink("summary", "Key findings"),
      hasBest && navigationLink("best", isFront ? "Front" : "Best designs"),
      navigationLink("removed", "What removed the rest"),
      design.limits.length > 0 && navigationLink("limits", "What each limit costs"),
      design.ranges !== undefined && navigationLink("ranges", "How far the answer moves"),
      navigationLink("grid", "The grid"),
    ]),
    runtime,
    main: html`<header>
        <h1>${title}</h1>
        <p class="question">${askedText(design)}</p>
      </header>
      ${summarySection(design)} ${hasBest ? bestSection(design, isFront) : NOTHING}
      ${tableSection("removed", "What removed the rest", removedTable(design))}
      ${tableSection("limits", "What each limit costs", limitTable(design), LIMITS_NOTE)}
      ${rangesSection(design)} ${gridSection(design)}
      <footer>Made by ${tool.name} ${tool.version}.</footer>`,
  });
}

const LIMITS_NOTE =
  "The question asked again with one limit a tenth wider, all others as they are: the worth of a limit is what the answer gains.";

function summarySection(design: SavedDesign): Html {
  const { best, designs, priced, gap, question } = design;
  const binding = bindingText(design);
  const counts: readonly (readonly [string, string])[] = [
    ["Designs", formatCount(designs)],
    ["Priced", formatCount(priced)],
    ["Gap", `${Number((100 * gap).toPrecision(3))} %`],
    ...(best[0]?.objectives ?? []).map((value, at): readonly [string, string] => {
      const { label, unit } = question.objectives[at]!;
      return [label, formatQuantity(value, unit)];
    }),
  ];
  return html`<section id="summary">
    <h2>Key findings</h2>
    ${definitions("counts", counts)}
    <p>${countedText(design)}</p>
    ${binding === undefined ? NOTHING : html`<p>${binding}</p>`}
  </section> `;
}

function bestSection(design: SavedDesign, isFront: boolean): Html {
  const title = isFront ? "Front" : "Best designs";
  return html`<section id="best">
    <h2>${title}</h2>
    ${tableOf(title, bestTable(design))}
    <h3>Their plans</h3>
    ${tableOf("Their plans", planTable(design))}
  </section> `;
}

function rangesSection(design: SavedDesign): Html {
  const { ranges } = design;
  if (ranges === undefined) return NOTHING;
  const movers = moverTable(design, ranges);
  return html`<section id="ranges">
    <h2>How far the answer moves</h2>
    <p>${rangesText(design)}</p>
    ${movers.rows.length === 0 ? NOTHING : tableOf("What moves it most", movers)}
  </section> `;
}

function gridSection({ question }: SavedDesign): Html {
  const level = (value: unknown, unit: string): string =>
    typeof value === "number" ? formatQuantity(value, unit, 4) : String(value);
  const rows = question.axes.map(({ name, unit, values }) => [
    name,
    String(values.length),
    values.length > MOST_LISTED
      ? `${level(values[0], unit)} to ${level(values.at(-1), unit)}`
      : values.map((value) => level(value, unit)).join(", "),
  ]);
  return html`<section id="grid">
    <h2>The grid</h2>
    ${dataTable("The grid", ["Free parameter", "Levels", "Values"], rows, [2])}
  </section> `;
}

/** Levels of an axis that are listed one by one. */
const MOST_LISTED = 8;

function tableSection(id: string, title: string, table: DesignTable, note?: string): Html {
  if (table.rows.length === 0) return NOTHING;
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${note === undefined ? NOTHING : html`<p class="note">${note}</p>`} ${tableOf(title, table)}
  </section> `;
}

function tableOf(caption: string, { header, rows, textColumns }: DesignTable): Html {
  return dataTable(
    caption,
    header,
    rows,
    Array.from({ length: textColumns }, (_, column) => column),
  );
}
