import { BASE_UNIT, type Dimension } from "../units/dimension.ts";
import { powersOfUnit } from "../units/powers-of-unit.ts";
import { INDEPENDENT, POWERS_OF, samePowers, type Powers } from "../units/powers.ts";
import { METRICS } from "./metrics/index.ts";

/** The unit of powers as base units write it: "W" where it has a name, else a product such as "B·s^-2". */
export function unitOf(powers: Powers): string {
  const named = (Object.keys(POWERS_OF) as Dimension[]).find((name) => samePowers(POWERS_OF[name], powers));
  if (named !== undefined) return BASE_UNIT[named];
  const known = Object.values(METRICS).find(({ unit }) => samePowers(powersOfUnit(unit), powers));
  if (known !== undefined) return known.unit;
  return INDEPENDENT.flatMap((symbol, index) => {
    const power = powers[index] ?? 0;
    return power === 0 ? [] : [power === 1 ? symbol : `${symbol}^${power}`];
  }).join("·");
}
