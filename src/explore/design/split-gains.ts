import type { Box } from "./boxes.ts";
import type { AxisKinds } from "./design-source.ts";

/** What is known of how much it tells to divide boxes along an axis. */
export interface SplitGains {
  /** The axis that a box is best divided along; undefined where it is one design. */
  readonly axisOf: (box: Box) => number | undefined;
  /** By what share of its bound the worse half of a box was worse than the whole; 1 where all of it was ruled out. */
  readonly learn: (axis: number, gain: number) => void;
}

/**
 * Boxes are divided along the axis that has told most so far: by the mean gain of its divisions, in proportion to how
 * often it can be halved yet. An axis that was not divided yet comes first. (Pseudo-costs of Benichou et al., 1971.)
 * Before all others come axes along which nothing is bounded, and then those that change memory: what is found out about
 * the plans of one size of memory is good for all rates of that size.
 */
export function splitGains(axes: number, { apart, memory }: AxisKinds): SplitGains {
  const sums = new Float64Array(axes);
  const counts = new Float64Array(axes);
  const promise = (axis: number, levels: number): number => {
    if (apart.has(axis)) return Infinity;
    if (memory.has(axis)) return MEMORY_FIRST * levels;
    const mean = counts[axis]! < LEARNT ? UNKNOWN : sums[axis]! / counts[axis]! + LEAST_GAIN;
    return mean * Math.log2(levels);
  };
  return {
    axisOf: ({ from, to }) => {
      let found: number | undefined;
      let most = 0;
      for (const [axis, least] of from.entries()) {
        const levels = to[axis]! - least + 1;
        const promised = levels > 1 ? promise(axis, levels) : 0;
        if (promised > most) [found, most] = [axis, promised];
      }
      return found;
    },
    learn: (axis, gain) => {
      sums[axis]! += Math.min(1, Math.max(0, gain));
      counts[axis]! += 1;
    },
  };
}

/** Divisions after which the mean is believed; before, an axis promises as much as if all of a half were ruled out. */
const LEARNT = 2;
const UNKNOWN = 1;
/** More than any axis of rates promises. */
const MEMORY_FIRST = 1e3;
/** An axis that told nothing is still divided, where it is the last or by far the longest. */
const LEAST_GAIN = 1e-6;
