export type AxisValue = string | number | boolean;

/** Values of axes by name, and of whatever is computed from them. An axis that does not apply is left out. */
export type Coordinates = Readonly<Record<string, AxisValue>>;

/** The axis applies only to points where another axis is one of some values. */
export interface Condition {
  readonly axis: string;
  readonly is: readonly AxisValue[];
}

interface NamedAxis {
  /** Path of what it sets: `chip.clock`, `plan.microBatch`, `system`. */
  readonly name: string;
  /** Base unit of its numbers; "" for counts, shares and names. */
  readonly unit: string;
  readonly when?: Condition;
}

/** Some values. Ordered ones are numbers, ascending: a neighbour is more alike than a stranger. */
export interface DiscreteAxis extends NamedAxis {
  readonly kind: "discrete";
  readonly isOrdered: boolean;
  readonly values: readonly AxisValue[];
}

/** Every number from `from` to `to`; only samples can be drawn from it. */
export interface ContinuousAxis extends NamedAxis {
  readonly kind: "continuous";
  readonly from: number;
  readonly to: number;
  readonly scale: "linear" | "log";
}

/** A number that follows from other axes. */
export interface DerivedAxis extends NamedAxis {
  readonly kind: "derived";
  readonly formula: string;
}

export type Axis = DiscreteAxis | ContinuousAxis | DerivedAxis;

/** An axis with those values, ordered if they are all numbers; each value counts once. */
export function discreteAxis(
  head: { readonly name: string; readonly unit?: string; readonly when?: Condition },
  values: readonly AxisValue[],
): DiscreteAxis {
  const different = [...new Set(values)];
  const isOrdered = different.every((value) => typeof value === "number");
  if (isOrdered) different.sort((a, b) => Number(a) - Number(b));
  return { unit: "", ...head, kind: "discrete", isOrdered, values: different };
}
