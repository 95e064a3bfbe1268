import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";

/** The fidelity of the front, where the sweep has several; cheaper ones only screened. */
export const frontFidelity = ({ front }: SavedSweep): string | undefined => front.points[0]?.fidelity;

/** Points of the sample that may be held against the front: those evaluated at the fidelity that counts. */
export function countedSample(sweep: SavedSweep): readonly SavedPoint[] {
  const counts = frontFidelity(sweep);
  return counts === undefined ? sweep.sample : sweep.sample.filter(({ fidelity }) => fidelity === counts);
}
