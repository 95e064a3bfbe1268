import type { PlanTiming } from "../priced-plan.ts";

/** Dynamic power of some part of the system between two times. */
export interface PowerSpan {
  readonly start: number;
  readonly end: number;
  readonly watts: number;
}

type Trace = PlanTiming["powerTrace"];

/**
 * Piecewise-constant system power over [0, seconds): standing power plus the spans that are active. At most
 * `points` pieces; where there are more edges, equal-width pieces keep each one's energy. The integral of the
 * trace over the step is standingWatts · seconds + Σ span energy.
 */
export function powerTrace(
  spans: readonly PowerSpan[],
  seconds: number,
  standingWatts: number,
  points = 160,
): Trace {
  if (seconds <= 0) return [];
  const edges = [...new Set([0, ...spans.flatMap(({ start, end }) => [start, end])])]
    .filter((time) => time >= 0 && time < seconds)
    .sort((a, b) => a - b);
  if (edges.length > points) return binned(spans, seconds, standingWatts, points);
  return edges.map((time, index) => {
    const until = edges[index + 1] ?? seconds;
    const middle = (time + until) / 2;
    const active = spans.reduce(
      (sum, span) => sum + (span.start <= middle && middle < span.end ? span.watts : 0),
      0,
    );
    return { seconds: time, watts: standingWatts + active };
  });
}

function binned(spans: readonly PowerSpan[], seconds: number, standingWatts: number, points: number): Trace {
  const width = seconds / points;
  const joules = new Float64Array(points);
  for (const { start, end, watts } of spans) {
    const last = Math.min(points - 1, Math.floor(end / width));
    for (let bin = Math.max(0, Math.floor(start / width)); bin <= last; bin++) {
      const inside = Math.min(end, (bin + 1) * width) - Math.max(start, bin * width);
      if (inside > 0) joules[bin] = (joules[bin] ?? 0) + watts * inside;
    }
  }
  return Array.from(joules, (value, bin) => ({ seconds: bin * width, watts: standingWatts + value / width }));
}
