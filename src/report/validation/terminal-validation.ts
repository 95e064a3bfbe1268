import { NO_COLOURS, type Colours } from "../parts/colours.ts";
import { figure, percent } from "../parts/figures.ts";
import { table, wrap, type Cell, type Column } from "../parts/table.ts";
import { breakdownText } from "./breakdown-text.ts";
import { gateText, gateVerdict, judgeGates, type JudgedGate } from "./gates.ts";
import { memoryOfRuns, memoryOfRunsText } from "./memory-of-runs.ts";
import { reasonsNotModelled, worstRows, type ValidationView } from "./validation-view.ts";

export interface TerminalValidationOptions {
  readonly width: number;
  /** How many of the worst predictions are shown. */
  readonly worst: number;
  readonly colour?: Colours;
}

/** Coverage and error by group, gates, the predictions that are furthest off, and what is not modelled. */
export function terminalValidation(
  view: ValidationView,
  { width, worst, colour = NO_COLOURS }: TerminalValidationOptions,
): string {
  const blocks = [
    groupTable(view, colour),
    limitsTable(view, colour),
    worstBlock(view, worst, width, colour),
    memoryBlock(view, width),
    reasonsBlock(view, width, colour),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const left = (header: string): Column => ({ header, align: "left" });
const right = (header: string): Column => ({ header, align: "right" });
const COLUMNS = [
  left("group"),
  right("records"),
  right("modelled"),
  right("MAPE"),
  right("bias"),
  right("p90"),
  left("gate"),
  left("holds"),
];

function groupTable(view: ValidationView, colour: Colours): readonly string[] {
  const gates = judgeGates(view.rows);
  const rows = Object.entries(view.groups).flatMap(([name, group]) => {
    const [first, ...more] = gates.filter(({ gate }) => gate.group === name);
    const { count, modelled, mape, bias, p90 } = group;
    const figures = [percentText(mape), signedText(bias), percentText(p90)];
    const own = [name, `${count}`, `${modelled}`, ...figures].map((text) => ({ text }));
    const further = more.map((one) => [...Array<Cell>(6).fill({ text: "" }), ...gateCells(one, colour)]);
    return [[...own, ...(first ? gateCells(first, colour) : [])], ...further];
  });
  const { count, modelled, mape } = view.overall;
  const all = ["all", `${count}`, `${modelled}`, percentText(mape)].map((text) => ({
    text,
    paint: colour.bold,
  }));
  return table(COLUMNS, [...rows, all], colour.dim);
}

const LIMIT_COLUMNS = [
  left("trust A and B"),
  right("modelled"),
  right("median |error|"),
  right("signed"),
  right("p90"),
  right("limit"),
  left("met"),
];

/** Groups with an agreed limit of the median |error|: what they reach, and what they miss. */
function limitsTable({ groups }: ValidationView, colour: Colours): readonly string[] {
  const rows = Object.entries(groups).flatMap(([name, { trusted }]) => {
    if (trusted?.limit === undefined || trusted.count === 0) return [];
    const { count, modelled, medianAbsError, medianError, p90, limit, missed = [] } = trusted;
    const figures = [percentText(medianAbsError), signedText(medianError), percentText(p90)];
    const verdict =
      missed.length === 0
        ? { text: "met", paint: colour.green }
        : { text: `missed: ${missed.join(", ")}`, paint: colour.yellow };
    const share = percentText(modelled / count);
    return [[...[name, share, ...figures, percentText(limit)].map((text) => ({ text })), verdict]];
  });
  return rows.length === 0 ? [] : table(LIMIT_COLUMNS, rows, colour.dim);
}

function gateCells(judged: JudgedGate, colour: Colours): readonly Cell[] {
  const missed = judged.gate.binding ? colour.red : colour.yellow;
  return [
    { text: gateText(judged.gate) },
    { text: gateVerdict(judged), paint: judged.holds ? colour.green : missed },
  ];
}

const percentText = (share: number | null): string =>
  share === null ? "–" : `${(100 * share).toFixed(1)} %`;
const signedText = (share: number | null): string =>
  share === null ? "–" : `${share > 0 ? "+" : share < 0 ? "−" : ""}${(100 * Math.abs(share)).toFixed(1)} %`;

function worstBlock(view: ValidationView, most: number, width: number, colour: Colours): readonly string[] {
  const rows = worstRows(view.rows, most);
  if (rows.length === 0) return [];
  const lines = rows.flatMap(({ id, what, where, outcome }) => {
    const { predicted, measured, unit, error, breakdown } = outcome;
    const parts = breakdownText(breakdown);
    return [
      `  ${colour.bold(percent(error, true))}  ${id}`,
      ...wrap(
        `${[what, where].filter(Boolean).join(" · ")}: predicted ${figure(predicted, unit)}, measured ${figure(measured, unit)}`,
        width - 4,
      ).map((line) => `    ${line}`),
      ...wrap(parts, width - 4).map((line) => `    ${colour.dim(line)}`),
    ];
  });
  return [colour.bold("furthest off"), ...lines];
}

function memoryBlock({ rows }: ValidationView, width: number): readonly string[] {
  const memory = memoryOfRuns(rows);
  return memory === undefined ? [] : wrap(memoryOfRunsText(memory), width);
}

function reasonsBlock(view: ValidationView, width: number, colour: Colours): readonly string[] {
  const reasons = reasonsNotModelled(view.rows);
  if (reasons.length === 0) return [];
  const lines = reasons.flatMap(({ reason, groups, count }) =>
    wrap(`${reason} (${groups.join(", ")})`, width - 8).map(
      (line, index) => `  ${index === 0 ? String(count).padStart(4) : "    "}  ${line}`,
    ),
  );
  return [colour.bold("not modelled"), ...lines];
}
