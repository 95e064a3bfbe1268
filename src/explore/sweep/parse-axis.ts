import { BASE_UNIT, type Dimension } from "../../units/dimension.ts";
import { POWERS_OF, samePowers } from "../../units/powers.ts";
import { parseUnit, toBaseUnits } from "../../units/unit-table.ts";
import { roundedNumber } from "../../result/rounded.ts";

/** Values of one axis: numbers in the base unit `unit`, or names. */
export interface GridAxis {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly (string | number | boolean)[];
}

const RANGE = /^(.+?)\s*\.\.\s*(.+?)\s*\/\s*(\d+)\s*(log)?$/;
const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)$/s;
const MOST_VALUES = 1_000_000;

/** A text that is several values, not one: `1.3 GHz..1.9 GHz/7` (add ` log` for equal ratios) or `16,64`. */
export const isAxisText = (text: string): boolean => /,|\.\./.test(text);

/** The values that a text stands for, or in one sentence why it stands for none. */
export function parseAxis(name: string, text: string): GridAxis | string {
  if (text.includes("..")) return parseRange(name, text);
  const items = text.split(",").map((item) => item.trim());
  if (items.some((item) => item === "")) return `${name}=${text}: a value is missing between the commas`;
  const numbers = items.map(numberOf);
  const [first] = numbers;
  if (first === undefined || numbers.includes(undefined)) {
    const values = items.map((item) => (item === "true" ? true : item === "false" ? false : item));
    return { name, unit: "", values: unique(values) };
  }
  const unit = numbers.map((number) => number!.unit).find((one) => one !== first.unit);
  if (unit !== undefined) return `${name}=${text}: "${first.unit}" and "${unit}" are different kinds`;
  return { name, unit: first.unit, values: unique(numbers.map((number) => number!.value)) };
}

function parseRange(name: string, text: string): GridAxis | string {
  const expected = "expected from..to/steps, for example 1.3 GHz..1.9 GHz/7";
  const [, fromText = "", toText = "", stepsText = "", log] = RANGE.exec(text.trim()) ?? [];
  const [from, to, steps] = [numberOf(fromText), numberOf(toText), Number(stepsText)];
  if (stepsText === "" || from === undefined || to === undefined) return `${name}=${text}: ${expected}`;
  const open = from.unit === "" && to.unit !== "" ? numberOf(fromText + NUMBER.exec(toText)![2]!) : from;
  if (open === undefined || open.unit !== to.unit)
    return `${name}=${text}: from and to are different kinds of quantity`;
  if (steps < 1 || steps > MOST_VALUES) return `${name}=${text}: steps must lie in 1..${MOST_VALUES}`;
  if (log !== undefined && (open.value <= 0 || to.value <= 0))
    return `${name}=${text}: equal ratios need values above zero`;
  const at = (share: number): number =>
    log === undefined
      ? open.value + (to.value - open.value) * share
      : open.value * (to.value / open.value) ** share;
  const values = Array.from({ length: steps }, (_, step) =>
    roundedNumber(at(steps === 1 ? 0 : step / (steps - 1))),
  );
  return { name, unit: open.unit, values: unique(values) };
}

/** A number with a unit, in base units; a name is none, nor is a unit that we do not know. */
function numberOf(text: string): { readonly value: number; readonly unit: string } | undefined {
  const [, digits, unitText = ""] = NUMBER.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  if (unitText === "") return { value: Number(digits), unit: "" };
  const parsed = parseUnit(unitText);
  if ("unknown" in parsed) return undefined;
  const dimension = (Object.keys(POWERS_OF) as Dimension[]).find((one) =>
    samePowers(POWERS_OF[one], parsed.unit.powers),
  );
  if (dimension === undefined) return undefined;
  return { value: toBaseUnits(digits.replace(/^\+/, ""), parsed.unit), unit: BASE_UNIT[dimension] };
}

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
