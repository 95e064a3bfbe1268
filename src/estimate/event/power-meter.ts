import type { PowerSpan } from "../power/power-trace.ts";

/** Watts over time of one round, built up from the changes that events make. */
export interface PowerMeter {
  change(tick: number, watts: number): void;
  /** Largest power so far. */
  peakWatts(): number;
  /**
   * Power up to `endTick` as at most `pieces` spans (neighbours are averaged), in seconds from the start of the
   * round, scaled to `joules` in all: what rounding to ticks lost is given back.
   */
  spans(endTick: number, tickSeconds: number, joules: number, pieces: number): readonly PowerSpan[];
}

export function createPowerMeter(): PowerMeter {
  const ticks: number[] = [];
  const levels: number[] = [];
  let level = 0;
  let peak = 0;
  const record = (tick: number): void => {
    if (ticks.at(-1) === tick) levels[levels.length - 1] = level;
    else {
      peak = Math.max(peak, levels.at(-1) ?? 0);
      ticks.push(tick);
      levels.push(level);
    }
  };
  return {
    change: (tick, watts) => {
      level += watts;
      record(tick);
    },
    peakWatts: () => Math.max(peak, levels.at(-1) ?? 0),
    spans: (endTick, tickSeconds, joules, pieces) => {
      const ends = ticks.map((_, index) => ticks[index + 1] ?? endTick);
      const stride = Math.max(1, Math.ceil(ticks.length / pieces));
      const spans: PowerSpan[] = [];
      for (let first = 0; first < ticks.length; first += stride) {
        const last = Math.min(first + stride, ticks.length) - 1;
        let wattTicks = 0;
        for (let at = first; at <= last; at++) wattTicks += levels[at]! * (ends[at]! - ticks[at]!);
        const start = ticks[first]!;
        const end = ends[last]!;
        if (end > start)
          spans.push({
            start: start * tickSeconds,
            end: end * tickSeconds,
            watts: wattTicks / (end - start),
          });
      }
      return scaled(spans, joules, endTick * tickSeconds);
    },
  };
}

function scaled(spans: readonly PowerSpan[], joules: number, seconds: number): readonly PowerSpan[] {
  const sum = spans.reduce((total, { start, end, watts }) => total + watts * (end - start), 0);
  if (sum > 0) return spans.map((span) => ({ ...span, watts: span.watts * (joules / sum) }));
  return seconds > 0 ? [{ start: 0, end: seconds, watts: joules / seconds }] : [];
}
