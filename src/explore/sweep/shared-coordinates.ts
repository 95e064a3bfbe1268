import { BASE_UNIT, type Dimension } from "../../units/dimension.ts";
import { parseQuantity } from "../../units/parse-quantity.ts";
import type { SavedPoint, SavedSweep } from "./saved-sweep.ts";

type Value = string | number | boolean;

/** The coordinates of a point as one text: equal for points of two sweeps that are the same design. */
export type KeyOf = (point: SavedPoint) => string;

/**
 * Keys by which points of two sweeps are matched. What is an axis of either is a coordinate of both: in a sweep in
 * which it does not vary it has the value that was set, or that was asked for as the only system or workload. What
 * neither varies is no coordinate, so that two sweeps under different conditions can be held against each other.
 */
export function sharedKeys(a: SavedSweep, b: SavedSweep): readonly [KeyOf, KeyOf] {
  const units = new Map([...a.axes, ...b.axes].map(({ path, unit }) => [path, unit]));
  return [keyOf(a, units), keyOf(b, units)];
}

function keyOf(sweep: SavedSweep, units: ReadonlyMap<string, string>): KeyOf {
  const paths = [...units.keys()].sort();
  const nameOf = new Map(sweep.axes.map(({ path, name }) => [path, name]));
  const fixed = fixedValues(sweep);
  return ({ coordinates }) =>
    JSON.stringify(
      paths.map((path) => {
        const name = nameOf.get(path);
        const value = name === undefined ? fixed.get(path) : coordinates[name];
        return comparable(value, units.get(path) ?? "");
      }),
    );
}

function fixedValues({ question }: SavedSweep): ReadonlyMap<string, Value> {
  const only = (path: string, names: readonly string[]): readonly (readonly [string, Value])[] =>
    names.length === 1 ? [[path, names[0]!]] : [];
  return new Map<string, Value>([
    ...only("system", question.systems),
    ...only("workload", question.workloads),
    ...Object.entries(question.set),
    ...Object.entries(question.plan).map(([name, value]) => [`plan.${name}`, value as Value] as const),
  ]);
}

/** A value in base units, to nine digits: "16 GB/s" is 16e9. */
function comparable(value: Value | undefined, unit: string): string | null {
  if (value === undefined) return null;
  const dimension = (Object.keys(BASE_UNIT) as Dimension[]).find((name) => BASE_UNIT[name] === unit);
  const parsed =
    typeof value === "string" && dimension !== undefined ? parseQuantity(value, dimension) : undefined;
  const known = parsed?.ok === true ? parsed.value : value;
  return typeof known === "number" ? known.toPrecision(9) : String(known);
}
