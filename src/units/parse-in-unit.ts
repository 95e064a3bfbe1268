import { BASE_UNIT, type Dimension } from "./dimension.ts";
import { parseQuantity } from "./parse-quantity.ts";
import { POWERS_OF, samePowers } from "./powers.ts";
import { powersOfUnit } from "./powers-of-unit.ts";

/**
 * A text as a number in `unit`: a number alone is in it, a quantity in a unit like it is converted. `mm2` is read as
 * `mm^2`. Undefined for what is neither.
 */
export function parseInUnit(written: string, unit: string): number | undefined {
  const plain = Number(written);
  if (Number.isFinite(plain)) return plain;
  if (unit === "") return undefined;
  const powers = powersOfUnit(unit);
  const dimension = (Object.keys(BASE_UNIT) as Dimension[]).find((name) =>
    samePowers(POWERS_OF[name], powers),
  );
  if (dimension === undefined) return undefined;
  const parsed = parseQuantity(written.replace(/\b([mckuμ]?m)([23])\b/, "$1^$2"), dimension);
  return parsed.ok ? parsed.value : undefined;
}
