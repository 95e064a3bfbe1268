import type { SavedOptimum } from "../../optimum/saved-optimum.ts";
import { indent, table, wrap } from "../parts/table.ts";
import {
  askedAnswer,
  beyondText,
  doubtsOf,
  FOUND_HEADINGS,
  foundFigures,
  isFound,
  leewayText,
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
  if (!isFound(asked)) return `${missText(asked)}\n`;
  const notes = [...doubtsOf(asked), spreadText(optimum), leewayText(optimum)].filter(
    (note) => note !== undefined,
  );
  return `${[
    `Compute-optimal training on ${optimum.system.name}, by ${asked.law.label} (FLOPs are ${optimum.flopsConvention})`,
    "",
    ...indent(optimumRows(asked).map(([term, value]) => `${term.padEnd(9)}${value}`)),
    "",
    "By law: the same budget, each law's own split and loss (losses of different text do not compare)",
    ...indent(byLaw(optimum)),
    ...notes.flatMap((note) => ["", ...wrap(note, width)]),
  ].join("\n")}\n`;
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
