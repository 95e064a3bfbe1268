import type { Batch } from "./batch-evaluator.ts";

/** The coordinate that says what a machine is to do. */
const WORKLOAD = "workload";

/** Which points are held against one another. */
export interface Peers {
  /** What each kind of point works on; undefined: all points are of one kind. */
  readonly workloads: readonly (string | undefined)[];
  /** By row, the place of its workload among them; absent where there is one kind. */
  readonly of?: Float64Array;
}

/**
 * A step of one workload says nothing of a step of another: where a sweep goes over several, a point is held only
 * against points of its own. Weights make one number of all workloads, and all points peers: see weighted-evaluator.ts.
 */
export function peersOf({ axes, coordinates }: Pick<Batch, "axes" | "coordinates">): Peers {
  const at = axes.findIndex(({ name }) => name === WORKLOAD);
  const [levels, of] = [axes[at]?.levels, coordinates[at]];
  return levels === undefined || of === undefined
    ? { workloads: [undefined] }
    : { workloads: levels.map(String), of };
}

/** Whether a coordinate is the one that makes points peers. */
export const isWorkloadAxis = ({ name }: { readonly name: string }): boolean => name === WORKLOAD;
