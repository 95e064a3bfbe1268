import { DIE_QUANTITIES, type SavedDieValidation, type ValidatedDie } from "../../validate/validation.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { NO_COLOURS, type Colours } from "../parts/colours.ts";
import { percent } from "../parts/figures.ts";
import { table, type Cell, type Column } from "../parts/table.ts";

/** Above this size of error a die's line says what was assumed for it. */
const TOLD_ABOVE = 0.35;

const left = (header: string): Column => ({ header, align: "left" });
const right = (header: string): Column => ({ header, align: "right" });
const GROUP_COLUMNS = [
  left("group"),
  right("dies"),
  right("modelled"),
  right("MAPE"),
  right("bias"),
  right("p90"),
];
const DIE_COLUMNS = [left("die"), right("predicted"), right("published"), right("error"), left("")];

/** Error by quantity, then every die whose quantity is published: what is not counted says why. */
export function terminalDies(validation: SavedDieValidation, colour: Colours = NO_COLOURS): string {
  const blocks = [
    groupLines(validation, colour),
    ...DIE_QUANTITIES.map((group) => dieLines(validation, group, colour)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function groupLines({ groups }: SavedDieValidation, colour: Colours): readonly string[] {
  const rows = Object.entries(groups).map(([name, { count, modelled, mape, bias, p90 }]) =>
    [name, `${count}`, `${modelled}`, share(mape), signed(bias), share(p90)].map((text) => ({ text })),
  );
  return table(GROUP_COLUMNS, rows, colour.dim);
}

function dieLines({ records }: SavedDieValidation, group: string, colour: Colours): readonly string[] {
  const published = records.filter((one) => one.group === group && one.measured !== undefined);
  if (published.length === 0) return [];
  return [
    colour.bold(group),
    ...table(
      DIE_COLUMNS,
      published.map((one) => dieCells(one, colour)),
      colour.dim,
    ),
  ];
}

function dieCells(one: ValidatedDie, colour: Colours): readonly Cell[] {
  const { id, predicted, measured, error, unit } = one;
  const amount = (value: number | undefined): string =>
    value === undefined ? "–" : formatQuantity(value, unit);
  const far = error !== undefined && Math.abs(error) > TOLD_ABOVE && one.notCounted === undefined;
  return [
    { text: id },
    { text: amount(predicted) },
    { text: amount(measured) },
    { text: signed(error ?? null), ...(far ? { paint: colour.yellow } : {}) },
    { text: remarkOn(one), paint: colour.dim },
  ];
}

/** Why a die is not counted or modelled; else, where it is far off, what had to be assumed. */
export function remarkOn({ notCounted, notModelled, error, assumed = [] }: ValidatedDie): string {
  if (notCounted !== undefined) return `not counted: ${notCounted}`;
  if (notModelled !== undefined) return notModelled;
  if (Math.abs(error ?? 0) <= TOLD_ABOVE) return "";
  return assumed.length === 0 ? "nothing had to be assumed" : assumed.join("; ");
}

const share = (value: number | null): string => (value === null ? "–" : percent(value));
const signed = (value: number | null): string =>
  value === null ? "–" : `${value > 0 ? "+" : value < 0 ? "−" : ""}${percent(Math.abs(value))}`;
