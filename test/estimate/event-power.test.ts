import { describe, expect, test } from "vitest";
import { powerOfBlocks } from "../../src/estimate/event/power-blocks.ts";
import { createPowerMeter } from "../../src/estimate/event/power-meter.ts";
import { powerTrace } from "../../src/estimate/power/power-trace.ts";
import { traceJoules } from "./trace-joules.ts";

describe("the power meter of a round", () => {
  test("adds up what draws at the same time: 2 W for 10 ticks, 5 W for 10, 3 W for 20", () => {
    const meter = createPowerMeter();
    meter.change(0, 2);
    meter.change(10, 3);
    meter.change(20, -2);
    meter.change(40, -3);
    const joules = 0.5 * (2 * 10 + 5 * 10 + 3 * 20);
    expect(meter.spans(40, 0.5, joules, 10)).toEqual([
      { start: 0, end: 5, watts: 2 },
      { start: 5, end: 10, watts: 5 },
      { start: 10, end: 20, watts: 3 },
    ]);
    expect(meter.peakWatts()).toBe(5);
  });

  test("changes at one tick are one change: an end and a beginning make no peak", () => {
    const meter = createPowerMeter();
    meter.change(0, 4);
    meter.change(10, 3);
    meter.change(10, -4);
    expect(meter.peakWatts()).toBe(4);
  });

  test("in fewer pieces neighbours are averaged and the energy is kept", () => {
    const meter = createPowerMeter();
    for (let tick = 0; tick < 10; tick++) meter.change(tick, tick % 2 === 0 ? 4 : -4);
    expect(meter.spans(10, 1, 5 * 4, 5)).toEqual(
      [0, 2, 4, 6, 8].map((start) => ({ start, end: start + 2, watts: (4 + 0) / 2 })),
    );
  });

  test("energy of segments too short for a tick is not lost", () => {
    const meter = createPowerMeter();
    meter.change(0, 1);
    expect(meter.spans(10, 1, 15, 10)).toEqual([{ start: 0, end: 10, watts: 15 / 10 }]);
  });
});

describe("power of what repeats", () => {
  const block = { seconds: 1, count: 3, runs: [{ seconds: 1, power: [{ start: 0, end: 0.5, watts: 8 }] }] };
  test("each repetition is drawn where it can be seen", () =>
    expect(powerOfBlocks([block], 1, 400)).toEqual(
      [0, 1, 2].map((start) => ({ start, end: start + 0.5, watts: 8 })),
    ));
  test("repetitions shorter than a piece are averaged: 4 J in every second", () =>
    expect(powerOfBlocks([{ ...block, count: 1000 }], 1, 400)).toEqual([
      { start: 0, end: 1000, watts: 8 * 0.5 },
    ]));
  test("so are the runs of a program, token after token", () =>
    expect(powerOfBlocks([block], 512, 400)).toEqual([{ start: 0, end: 3 * 512, watts: (3 * 4) / 3 }]));
});

describe("the power trace", () => {
  test("with few edges is exact: standing power and what is active", () => {
    const trace = powerTrace([{ start: 1, end: 3, watts: 5 }], 4, 10);
    expect(trace).toEqual([
      { seconds: 0, watts: 10 },
      { seconds: 1, watts: 10 + 5 },
      { seconds: 3, watts: 10 },
    ]);
    expect(traceJoules(trace, 4)).toBe(4 * 10 + (3 - 1) * 5);
  });
  test("with many edges keeps each piece's energy", () => {
    const spans = Array.from({ length: 1000 }, (_, at) => ({ start: at, end: at + 0.5, watts: at }));
    const trace = powerTrace(spans, 1000, 1, 50);
    expect(trace.length).toBe(50);
    expect(traceJoules(trace, 1000)).toBeCloseTo(1000 * 1 + (0.5 * (999 * 1000)) / 2, 6);
  });
});
