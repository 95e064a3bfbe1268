import { DIMENSIONLESS, type Powers } from "./powers.ts";
import { parseUnit } from "./unit-table.ts";

/** Powers of a unit as metrics and axes name it: `W`, `1/s`, nothing for a pure number. */
export function powersOfUnit(unit: string): Powers {
  const parsed = unit.startsWith("1/") ? parseUnit(unit.slice(1)) : parseUnit(unit);
  if ("unknown" in parsed) throw new Error(`metric unit ${unit} is no unit`);
  return unit === "" ? DIMENSIONLESS : parsed.unit.powers;
}
