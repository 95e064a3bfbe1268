import type { SavedOptimum } from "../../optimum/saved-optimum.ts";
import { formatCount } from "../../units/format-count.ts";
import { figure, NO_FIGURE, percent } from "../figures.ts";
import { inputsSection } from "../markdown-evidence.ts";
import { escaped, markdownTable } from "../markdown-table.ts";
import {
  askedAnswer,
  beyondText,
  doubtsOf,
  isFound,
  leewayText,
  lossText,
  missReason,
  missText,
  optimumRows,
  planText,
  questionText,
  spreadText,
  titleText,
} from "./optimum-words.ts";

/** `report.md` of an optimum: same findings, same bytes. */
export function markdownOptimum(optimum: SavedOptimum): string {
  const sections = [
    heading(optimum),
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
  const notes = [leewayText(optimum), spreadText(optimum), ...doubtsOf(asked)];
  return [
    ...title,
    ...markdownTable(["", "Optimum"], rows, 2),
    ...notes.flatMap((note) => (note === undefined ? [] : ["", escaped(note)])),
  ];
}

function lawsSection({ answers }: SavedOptimum): readonly string[] {
  const rows = answers.map((answer) => {
    const { label, dataset, source } = answer.law;
    if (!isFound(answer))
      return [label, dataset, source, missReason(answer), NO_FIGURE, NO_FIGURE, NO_FIGURE, NO_FIGURE];
    const { allocation, flops } = answer;
    return [
      label,
      dataset,
      source,
      beyondText(answer),
      formatCount(allocation.parameters),
      formatCount(allocation.tokens),
      lossText(allocation.loss),
      figure(flops, "FLOP"),
    ];
  });
  return [
    "## By law",
    "",
    "The same budget by each law: its own split and loss, in nats per token. Losses of different text do not compare.",
    "",
    ...markdownTable(
      ["Law", "Text", "Source", "Beyond its fit", "Parameters", "Tokens", "Loss", "Compute"],
      rows,
      4,
    ),
  ];
}

function sizesSection({ curves }: SavedOptimum): readonly string[] {
  if (curves === undefined) return [];
  const { unit, value } = curves.spending;
  const rows = curves.sizes.map(({ parameters, model, plan, mfu, secondsPerToken, dollarsPerToken }) => {
    const each = unit === "s" ? secondsPerToken : dollarsPerToken;
    return [
      model,
      planText(plan),
      formatCount(parameters),
      percent(mfu),
      figure(secondsPerToken * 1e9, "s"),
      figure(dollarsPerToken === null ? null : dollarsPerToken * 1e9, "USD"),
      each === null ? NO_FIGURE : formatCount(value / each),
    ];
  });
  return [
    "## Sizes that were planned",
    "",
    "An eighth to eight times the optimum, each on its fastest plan; those that do not fit are left out. Prices between them are interpolated.",
    "",
    ...markdownTable(
      [
        ...["Model", "Plan", "Parameters", "MFU", "Time per 10⁹ tokens", "Cost per 10⁹ tokens"],
        `Tokens for ${figure(value, unit)}`,
      ],
      rows,
      2,
    ),
  ];
}
