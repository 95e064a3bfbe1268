import { fullPath } from "./axis-target.ts";
import type { Batch } from "./batch-evaluator.ts";

/** Numbers by which rows are told apart, from 0 on: rows with the same number have the same values. */
export interface RowKeys {
  /** Of all that makes a machine or a workload. */
  readonly question: (row: number) => number;
  /** Of the choices of the plan. */
  readonly plan: (row: number) => number;
}

/** Numbers the rows of batches, one batch after the other: the same values of the same axes have the same number in all. */
export function rowKeys(): (batch: Batch) => RowKeys {
  const [questions, plans] = [numbered(), numbered()];
  return (batch) => {
    const isChoice = batch.axes.map(({ name }) => fullPath(name).startsWith("plan."));
    return {
      question: questions(batch, (axis) => !isChoice[axis]),
      plan: plans(batch, (axis) => isChoice[axis]!),
    };
  };
}

/** Values of some columns down a tree, one column a level; at its leaves the number. */
type Branch = Map<number, Branch | number>;

/** Neighbours mostly share their slow axes: only what has changed since the last row is looked up. */
function numbered(): (batch: Batch, has: (axis: number) => boolean) => (row: number) => number {
  const roots = new Map<string, Branch>();
  let count = 0;
  return ({ axes, coordinates, count: rows }, has) => {
    const names = axes.filter((_, axis) => has(axis)).map(({ name }) => name);
    // The first column is the same everywhere: rows of no axes have a number too.
    const columns = [new Float64Array(rows), ...coordinates.filter((_, axis) => has(axis))];
    const depth = columns.length;
    const root = roots.get(names.join("|")) ?? new Map<number, Branch | number>();
    roots.set(names.join("|"), root);
    const path: Branch[] = [root];
    const last = new Float64Array(depth);
    let number = -1;
    return (row) => {
      let at = 0;
      if (number >= 0) while (at < depth && Object.is(columns[at]![row], last[at])) at++;
      for (; at < depth; at++) {
        const value = columns[at]![row]!;
        last[at] = value;
        let next = path[at]!.get(value);
        if (next === undefined) path[at]!.set(value, (next = at + 1 < depth ? new Map() : count++));
        if (typeof next === "number") number = next;
        else path[at + 1] = next;
      }
      return number;
    };
  };
}
