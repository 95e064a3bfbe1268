import type { SavedOptimum } from "../../optimum/saved-optimum.ts";
import { indent, table, wrap } from "../parts/table.ts";
import {
  askedAnswer,
  BESIDE_HEADINGS,
  besideRows,
  besideText,
  beyondText,
  budgetText,
  doubtsOf,
  FOUND_HEADINGS,
  foundFigures,
  isFound,
  leewayText,
  limitText,
  missReason,
  missText,
  optimumRows,
  spreadText,
} from "./optimum-words.ts";

/** The optimum for a person: what to train, what it takes, and what other laws say. */
export function terminalOptimum(
  optimum: SavedOptimum,
  { width = 110 }: { readonly width?: number } = {},
): string {
  const asked = askedAnswer(optimum);
  const beside = besideTable(optimum);
  if (!isFound(asked)) return `${[missText(asked), ...beside].join("\n")}\n`;
  const notes = [
    limitText(optimum, asked),
    ...doubtsOf(asked),
    spreadText(optimum),
    leewayText(optimum),
  ].filter((note) => note !== undefined);
  return `${[
    ...wrap(
      `Compute-optimal training on ${optimum.system.name} for ${budgetText(optimum.question.budget)}, by ${asked.law.label} (FLOPs are ${optimum.flopsConvention})`,
      width,
    ),
    "",
    ...indent(optimumRows(asked).map(([term, value]) => `${term.padEnd(9)}${value}`)),
    ...beside,
    "",
    "By law: the same budget, each law's own split and loss (losses of different text do not compare)",
    ...indent(byLaw(optimum)),
    ...notes.flatMap((note) => ["", ...wrap(note, width)]),
  ].join("\n")}\n`;
}

/** The same budget on each system that was asked about. */
function besideTable(optimum: SavedOptimum): readonly string[] {
  const rows = besideRows(optimum);
  if (rows.length === 0) return [];
  const lines = table(
    ["", ...BESIDE_HEADINGS].map((header, at) => ({
      header: header.toLowerCase(),
      align: at === 0 ? "left" : "right",
    })),
    rows.map((row) => row.map((text) => ({ text }))),
  );
  const said = besideText(optimum);
  return ["", "By system: the same budget", ...indent(lines), ...(said === undefined ? [] : ["", said])];
}

function byLaw({ answers }: SavedOptimum): readonly string[] {
  const right = { align: "right" } as const;
  const rows = answers.map((answer) =>
    isFound(answer)
      ? [answer.law.label, ...foundFigures(answer), beyondText(answer)]
      : [answer.law.label, ...FOUND_HEADINGS.map(() => ""), missReason(answer)],
  );
  return table(
    [
      { header: "", align: "left" },
      ...FOUND_HEADINGS.map((heading) => ({ header: heading.toLowerCase(), ...right })),
      { header: "beyond its fit", align: "left" },
    ],
    rows.map((row) => row.map((text) => ({ text }))),
  );
}
