import { BASE_UNIT, type Dimension } from "../../units/dimension.ts";
import { POWERS_OF, samePowers } from "../../units/powers.ts";
import { parseUnit, toBaseUnits } from "../../units/unit-table.ts";

/** A number in its base unit, and how the text went on after the digits. */
export interface ParsedNumber {
  readonly value: number;
  readonly unit: string;
  readonly written: string;
}

const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)$/s;

/** `1.85 GHz` in its base unit. A name is no number, nor is a number with a unit that we do not know. */
export function parseNumber(text: string): ParsedNumber | undefined {
  const [, digits, written = ""] = NUMBER.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  if (written === "") return { value: Number(digits), unit: "", written };
  const parsed = parseUnit(written);
  if ("unknown" in parsed) return undefined;
  const dimension = (Object.keys(POWERS_OF) as Dimension[]).find((one) =>
    samePowers(POWERS_OF[one], parsed.unit.powers),
  );
  if (dimension === undefined) return undefined;
  return { value: toBaseUnits(digits.replace(/^\+/, ""), parsed.unit), unit: BASE_UNIT[dimension], written };
}
