import { CONSTANTS_OF_CHIPS } from "../../silicon/constants-of-chips.ts";
import { asStated, type ReadConstant, type SiliconConstant } from "../../silicon/silicon-constants.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { parseInUnit } from "../../units/parse-in-unit.ts";
import { unknownOverride, type Override } from "../override.ts";
import type { Provenance } from "../yaml/provenance.ts";
import { errorAt } from "../yaml/spec-node.ts";
import type { SpecError } from "../yaml/spec-error.ts";

/** Constants of silicon that were told another value for this run, by id. */
export type ToldConstants = ReadonlyMap<string, number>;

/** `silicon.challengerMargin=2`, and what is wrong with it. */
export function toldConstants(overrides: readonly Override[], errors: SpecError[]): ToldConstants {
  const told = new Map<string, number>();
  for (const override of overrides) {
    const [root, id = "", ...rest] = override.path;
    if (root !== "silicon") continue;
    const constant = rest.length === 0 ? CONSTANTS_OF_CHIPS.get(id) : undefined;
    const value = constant && parseInUnit(String(override.written), constant.unit);
    if (constant === undefined)
      errors.push(
        unknownOverride(
          override,
          [...CONSTANTS_OF_CHIPS.keys()].map((known) => `silicon.${known}`),
        ),
      );
    else if (value === undefined || value < 0 || (constant.unit === "" && value === 0))
      errors.push(
        errorAt(override.place, {
          path: override.path,
          expected: constant.unit === "" ? "a number above 0" : `a quantity in ${constant.unit}`,
          message: String(override.written),
        }),
      );
    else told.set(id, value);
  }
  return told;
}

export const reads =
  (told: ToldConstants): ReadConstant =>
  (constant) =>
    told.get(constant.id) ?? asStated(constant);

/** Constants of a chip's laws that are known within a range alone, as inputs of its system. */
export function constantInputs(read: Iterable<SiliconConstant>, told: ToldConstants): readonly Provenance[] {
  return [...read].flatMap(({ id, value, unit, low, high, status, source }) => {
    if (low === undefined || high === undefined || told.has(id)) return [];
    const place = { file: `silicon/${id}`, line: 1, column: 1 };
    return [
      {
        path: `silicon.${id}`,
        value,
        unit,
        written: formatQuantity(value, unit),
        low,
        high,
        status,
        source,
        ...place,
      },
    ];
  });
}
