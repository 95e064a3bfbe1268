import type { SavedDesign } from "../../explore/design/saved-design.ts";
import { escaped, markdownTable, titled } from "../parts/markdown-table.ts";
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

/** The answer to a design question as Markdown: best designs, what removed the rest, what each limit costs. */
export function markdownDesign(design: SavedDesign): string {
  const { question, ranges } = design;
  const binding = bindingText(design);
  const moved = rangesText(design);
  const movers = ranges === undefined ? [] : tableOf(moverTable(design, ranges));
  const lines = [
    `# ${titleOf(design)}`,
    "",
    askedText(design),
    "",
    countedText(design),
    ...(binding === undefined ? [] : ["", escaped(binding)]),
    ...titled(question.objectives.length > 1 ? "Front" : "Best designs", tableOf(bestTable(design))),
    ...titled("Their plans", tableOf(planTable(design))),
    ...titled("What removed the rest", tableOf(removedTable(design))),
    ...titled("What each limit costs", tableOf(limitTable(design))),
    ...titled(
      "How far the answer moves",
      moved === undefined ? [] : [moved, ...(movers.length > 0 ? ["", ...movers] : [])],
    ),
  ];
  return `${lines.join("\n")}\n`;
}

const tableOf = ({ header, rows, textColumns }: DesignTable): readonly string[] =>
  rows.length === 0 ? [] : markdownTable(header, rows, textColumns);
