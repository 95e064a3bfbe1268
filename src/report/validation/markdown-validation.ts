import { figure, percent } from "../parts/figures.ts";
import { breakdownText } from "./breakdown-text.ts";
import { gateText, gateVerdict, judgeGates } from "./gates.ts";
import { reasonsNotModelled, worstRows, type ValidationView } from "./validation-view.ts";

/** How many of the worst predictions a page shows. */
export const WORST_SHOWN = 20;

/** A validation as Markdown: groups with their gates, worst records with breakdown, coverage. */
export function markdownValidation(view: ValidationView): string {
  const { count, modelled, mape } = view.overall;
  return [
    "# Validation",
    `${modelled} of ${count} measured records of \`${view.data}\` are predicted from their configuration alone; ` +
      `mean absolute error ${percent(mape)}. Error = predicted / measured − 1. A gate in brackets is an aim.`,
    "## Groups",
    groupsMarkdown(view),
    "## Furthest off",
    worstMarkdown(view),
    "## Not modelled",
    reasonsMarkdown(view),
    "",
  ].join("\n\n");
}

/** A row a group, and one more for each further gate of a group. */
export function groupsMarkdown(view: ValidationView): string {
  const gates = judgeGates(view.rows);
  const rows = Object.entries(view.groups).flatMap(([name, { count, modelled, mape, bias, p90 }]) => {
    const [first, ...more] = gates.filter(({ gate }) => gate.group === name);
    const figures = [`${count}`, `${modelled}`, share(mape), share(bias, true), share(p90)];
    const own = [name, ...figures, ...(first ? [gateText(first.gate), gateVerdict(first)] : ["", ""])];
    return [own, ...more.map((one) => ["", "", "", "", "", "", gateText(one.gate), gateVerdict(one)])];
  });
  return markdownTable(["group", "records", "modelled", "MAPE", "bias", "p90", "gate", "holds"], rows, 6);
}

function worstMarkdown(view: ValidationView): string {
  const rows = worstRows(view.rows, WORST_SHOWN).map(({ id, group, trust, outcome }) => [
    percent(outcome.error, true),
    `\`${id}\``,
    group,
    trust,
    figure(outcome.predicted, outcome.unit),
    figure(outcome.measured, outcome.unit),
    breakdownText(outcome.breakdown),
  ]);
  if (rows.length === 0) return "Nothing is modelled.";
  return markdownTable(["error", "record", "group", "trust", "predicted", "measured", "made of"], rows, 0);
}

function reasonsMarkdown(view: ValidationView): string {
  const rows = reasonsNotModelled(view.rows).map(({ reason, groups, count }) => [
    `${count}`,
    reason,
    groups.join(", "),
  ]);
  return rows.length === 0
    ? "Every measured record is modelled."
    : markdownTable(["records", "reason", "groups"], rows, 0);
}

/** A table whose columns from the second to the `figures`th are aligned to the right. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  figures: number,
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  const rule = header.map((_, i) => (i > 0 && i < figures ? "---:" : "---"));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}

const share = (value: number | null, signed = false): string =>
  value === null
    ? "–"
    : `${signed && value > 0 ? "+" : value < 0 ? "−" : ""}${(100 * Math.abs(value)).toFixed(1)} %`;
