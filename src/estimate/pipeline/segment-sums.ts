import { segmentSeconds } from "./cycle-times.ts";
import { addJoules, addSegments, noJoules, type Joules } from "../power/joules.ts";
import type { Segment } from "../priced-plan.ts";

/** Segments in order that know what they were put together from: some, `times` times over, then others. */
export interface Sequence extends ReadonlyArray<Segment> {
  readonly parts?: readonly SequencePart[];
}

export interface SequencePart {
  readonly segments: readonly Segment[];
  readonly times: number;
}

/** The segments of all parts in order. */
export function sequence(parts: readonly SequencePart[]): Sequence {
  const segments: Segment[] = [];
  for (const part of parts)
    for (let time = 0; time < part.times; time++) for (const segment of part.segments) segments.push(segment);
  return Object.assign(segments, { parts });
}

/** Seconds and joules of segments run one after the other. */
export interface SegmentSum {
  readonly seconds: number;
  readonly joules: Joules;
}

export type SumSegments = (segments: Sequence) => SegmentSum;

/** Sums that outlive one account, as long as their segments: of segments that many accounts share. */
export type LastingSums = WeakMap<readonly Segment[], SegmentSum>;

/** Adds up segments: those of a sequence part by part, the same array once. */
export function segmentSums(lasting: LastingSums = new WeakMap()): SumSegments {
  const known = new Map<readonly Segment[], SegmentSum>();
  const sumOf: SumSegments = (segments) => {
    const before = lasting.get(segments) ?? known.get(segments);
    if (before !== undefined) return before;
    const sum = segments.parts === undefined ? addUpSegments(segments) : addedParts(segments.parts, sumOf);
    known.set(segments, sum);
    return sum;
  };
  return sumOf;
}

export function addUpSegments(segments: readonly Segment[]): SegmentSum {
  const joules = noJoules();
  addSegments(joules, segments);
  return { seconds: segmentSeconds(segments), joules };
}

function addedParts(parts: readonly SequencePart[], sumOf: SumSegments): SegmentSum {
  const joules = noJoules();
  let seconds = 0;
  for (const { segments, times } of parts) {
    const sum = sumOf(segments);
    seconds += times * sum.seconds;
    addJoules(joules, sum.joules, times);
  }
  return { seconds, joules };
}
