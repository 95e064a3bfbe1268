import { nearestName } from "../../units/nearest-name.ts";
import type { Axis } from "./axis.ts";

/** What is wrong with a set of axes, in one sentence each. */
export type AxisProblems = readonly string[];

/** Names that are taken twice, conditions on axes that are not there or have no such value, conditions in a circle. */
export function axisProblems(axes: readonly Axis[]): AxisProblems {
  const byName = new Map(axes.map((axis) => [axis.name, axis]));
  return axes.flatMap((axis, at) => {
    const problems: string[] = [];
    if (axes.findIndex(({ name }) => name === axis.name) < at)
      problems.push(`two axes are called ${axis.name}`);
    if (axis.kind === "discrete" && axis.values.length === 0) problems.push(`${axis.name} has no values`);
    if (axis.when === undefined) return problems;
    const { axis: parentName, is } = axis.when;
    const parent = byName.get(parentName);
    const suggestion = nearestName(parentName, byName.keys());
    if (parent === undefined)
      problems.push(
        `${axis.name} applies when ${parentName} is something, but there is no such axis` +
          (suggestion === undefined ? "" : `, did you mean ${suggestion}?`),
      );
    else if (parent.kind !== "discrete")
      problems.push(
        `${axis.name} can only depend on an axis with a list of values, which ${parentName} is not`,
      );
    else
      for (const value of is)
        if (!parent.values.includes(value))
          problems.push(`${axis.name} applies when ${parentName} is ${value}, which it never is`);
    if (isCircular(axis, byName)) problems.push(`${axis.name} depends on itself through its condition`);
    return problems;
  });
}

function isCircular(axis: Axis, byName: ReadonlyMap<string, Axis>): boolean {
  const met = new Set<string>();
  for (let at: Axis | undefined = axis; at?.when !== undefined; at = byName.get(at.when.axis)) {
    if (met.has(at.name)) return true;
    met.add(at.name);
  }
  return false;
}

/** Indexes of the axes, each after the one that its condition asks about, otherwise as written. */
export function parentsFirst(axes: readonly Axis[]): readonly number[] {
  const order: number[] = [];
  const add = (at: number): void => {
    if (at < 0 || order.includes(at)) return;
    const parent = axes[at]?.when?.axis;
    if (parent !== undefined) add(axes.findIndex(({ name }) => name === parent));
    order.push(at);
  };
  for (const at of axes.keys()) add(at);
  return order;
}
