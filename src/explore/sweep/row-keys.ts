import { fullPath } from "./axis-target.ts";
import type { Batch } from "./batch-evaluator.ts";

/** Texts by which rows of a batch are told apart: rows with the same text have the same values. */
export interface RowKeys {
  /** Of all that makes a machine or a workload. */
  readonly question: (row: number) => string;
  /** Of the choices of the plan. */
  readonly plan: (row: number) => string;
}

export function rowKeys({ axes, coordinates }: Batch): RowKeys {
  const isChoice = axes.map(({ name }) => fullPath(name).startsWith("plan."));
  const columns = (wanted: boolean): readonly Float64Array[] =>
    coordinates.filter((_, axis) => isChoice[axis] === wanted);
  return { question: keyOf(columns(false)), plan: keyOf(columns(true)) };
}

/** Neighbours mostly share their slow axes: what has not changed is not written again. */
function keyOf(columns: readonly Float64Array[]): (row: number) => string {
  const last = new Float64Array(columns.length);
  let text: string | undefined;
  return (row) => {
    let changed = text === undefined;
    for (let at = 0; at < columns.length; at++) {
      const value = columns[at]![row]!;
      if (Object.is(value, last[at])) continue;
      last[at] = value;
      changed = true;
    }
    return changed || text === undefined ? (text = last.join()) : text;
  };
}
