import type { Cell } from "../yaml/cell.ts";
import type { Sheet } from "../yaml/sheet.ts";

/** The bases of a spec, from the nearest on. */
export function basesOf(sheet: Sheet): readonly Sheet[] {
  const bases: Sheet[] = [];
  for (let { base } = sheet; base !== undefined; { base } = base) bases.push(base);
  return bases;
}

/**
 * The spec that a number was stated for, where that is another than the one at hand: the file in which it stands, as it
 * says itself. Undefined for a number of this very spec; one that was set for this run is stated for all that was set.
 */
export function statedElsewhere(sheet: Sheet, cell: Cell): Sheet | undefined {
  const owner = cell.value.place.source;
  if (owner === sheet.source) return sheet.declared?.();
  return basesOf(sheet).find(({ source }) => source === owner);
}
