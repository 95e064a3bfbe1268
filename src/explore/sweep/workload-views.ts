import { isWorkloadAxis } from "./peers.ts";
import type { SavedPoint, SavedSweep } from "./saved-sweep.ts";

/**
 * A sweep as its parts that can be read alone, each with one front: one a workload, or the sweep itself. A sweep of
 * several workloads that was saved with one front over all of them (up to 0.1.0) is one part still.
 */
export function workloadViews(sweep: SavedSweep): readonly SavedSweep[] {
  const { workloads, ...whole } = sweep;
  if (workloads === undefined) return [sweep];
  return workloads.map(({ workload, front, ...own }) => {
    const isOwn = ({ coordinates }: SavedPoint): boolean => coordinates["workload"] === workload;
    return {
      ...whole,
      ...own,
      question: { ...whole.question, workloads: [workload] },
      axes: whole.axes.filter((axis) => !isWorkloadAxis(axis)),
      front: { ...front, points: whole.front.points.filter(isOwn) },
      sample: whole.sample.filter(isOwn),
    };
  });
}
