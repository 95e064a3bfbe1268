import type { SavedOptimum } from "../../optimum/saved-optimum.ts";
import { NO_FIGURE } from "../parts/figures.ts";
import { inputsSection } from "../study/markdown-evidence.ts";
import { escaped, markdownTable } from "../parts/markdown-table.ts";
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

/** `report.md` of an optimum: same findings, same bytes. */
export function markdownOptimum(optimum: SavedOptimum): string {
  const sections = [
    heading(optimum),
    besideSection(optimum),
    lawsSection(optimum),
    sizesSection(optimum),
    inputsSection({ systems: [optimum.system], workloads: [] }),
    ["## Assumptions", "", ...optimum.assumptions.map((text) => `- ${escaped(text)}`)],
    [
      "## Files read",
      "",
      ...markdownTable(
        ["File", "SHA-256"],
        optimum.inputs.map(({ file, sha256 }) => [file, sha256]),
        2,
      ),
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function heading(optimum: SavedOptimum): readonly string[] {
  const asked = askedAnswer(optimum);
  const title = [`# ${escaped(titleText(optimum))}`, "", escaped(questionText(optimum)), ""];
  if (!isFound(asked)) return [...title, escaped(missText(asked))];
  const rows = optimumRows(asked).map(([term, value]) => [term, value]);
  const notes = [limitText(optimum, asked), leewayText(optimum), spreadText(optimum), ...doubtsOf(asked)];
  return [
    ...title,
    ...markdownTable(["", "Optimum"], rows, 2),
    ...notes.flatMap((note) => (note === undefined ? [] : ["", escaped(note)])),
  ];
}

function besideSection(optimum: SavedOptimum): readonly string[] {
  const rows = besideRows(optimum);
  if (rows.length === 0) return [];
  const said = besideText(optimum);
  return [
    "## By system",
    "",
    ...markdownTable(["System", ...BESIDE_HEADINGS], rows, 1),
    ...(said === undefined ? [] : ["", escaped(said)]),
  ];
}

function lawsSection({ answers }: SavedOptimum): readonly string[] {
  const rows = answers.map((answer) => {
    const { label, dataset, source } = answer.law;
    return isFound(answer)
      ? [label, dataset, source, beyondText(answer), ...foundFigures(answer)]
      : [label, dataset, source, missReason(answer), ...FOUND_HEADINGS.map(() => NO_FIGURE)];
  });
  const header = ["Law", "Text", "Source", "Beyond its fit", ...FOUND_HEADINGS];
  return ["## By law", "", LAWS_NOTE, "", ...markdownTable(header, rows, 4)];
}

function sizesSection({ curves }: SavedOptimum): readonly string[] {
  if (curves === undefined) return [];
  const rows = sizeRows(curves).map(({ model, plan, parameters, figures }) => [
    ...[model, plan, parameters],
    ...figures,
  ]);
  const header = ["Model", "Plan", "Parameters", ...sizeHeadings(curves)];
  return ["## Sizes that were planned", "", SIZES_NOTE, "", ...markdownTable(header, rows, 2)];
}
