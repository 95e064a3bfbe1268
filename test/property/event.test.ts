import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimateAnalytic } from "../../src/estimate/analytic.ts";
import { estimateEvent } from "../../src/estimate/event/event.ts";
import { traceJoules } from "../estimate/trace-joules.ts";
import type { PhasedProgram, PipelineProgram, Segment } from "../../src/estimate/priced-plan.ts";
import { compute, copy, pipeline, pricedPlan, shared } from "../estimate/priced.ts";

const seconds = fc.double({ min: 1e-7, max: 1, noNaN: true });
const joules = fc.double({ min: 0, max: 10, noNaN: true });
const segment: fc.Arbitrary<Segment> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(seconds, joules).map(([time, energy]) => compute(time, energy)) },
  fc
    .tuple(
      fc.constantFrom("streaming", "gateway", "host"),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: 5, max: 100, noNaN: true }),
      joules,
    )
    .map(([part, bytes, bytesPerSecond, energy]) => shared(part, bytes, bytesPerSecond, energy)),
);
const segments = fc.array(segment, { maxLength: 4 });
const handOver = fc.option(
  fc
    .tuple(seconds, fc.boolean())
    .map(([time, far]): Segment =>
      far ? { ...copy(time), resource: "gateway", bytes: 100 * time } : copy(time),
    ),
  { nil: undefined },
);
const pipelined = (training: boolean): fc.Arbitrary<PipelineProgram> =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.array(
        fc.record({
          forward: segments,
          backward: training ? segments : fc.constant([]),
          copyForward: handOver,
          copyBackward: training ? handOver : fc.constant(undefined),
          update: segments,
          sharesChip: fc.boolean(),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    )
    .map(([microBatches, parts]) => {
      const last = parts.length - 1;
      const stages = parts.map(({ sharesChip, ...stage }, at) =>
        at > 0 && at === last && sharesChip ? { ...stage, chip: 0 } : stage,
      );
      return pipeline(microBatches, ...stages);
    });
const phased: fc.Arbitrary<PhasedProgram> = fc
  .record({
    phases: fc.array(
      fc.record({
        load: segments,
        body: segments,
        store: segments,
        repeat: fc.integer({ min: 1, max: 4 }),
        microBatches: fc.integer({ min: 1, max: 30 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    overlap: fc.boolean(),
    update: segments,
  })
  .map(({ phases, ...rest }) => ({
    ...rest,
    kind: "phased",
    phases: phases.map((phase, at) => ({ ...phase, label: `phase ${at}` })),
  }));
const plan = fc
  .tuple(
    fc.oneof(pipelined(true), pipelined(false), phased),
    fc.record({
      tensorParallel: fc.constantFrom(1, 2, 4, 8),
      dataParallel: fc.integer({ min: 1, max: 6 }),
      chipsPerMachine: fc.constantFrom(1, 2, 4, 8),
      repeats: fc.constantFrom(1, 3),
    }),
  )
  .map(([program, place]) => pricedPlan(program, place));
const total = (record: Readonly<Record<string, number>>): number =>
  Object.values(record).reduce((sum, value) => sum + value, 0);
const close = (left: number, right: number, relative: number): void => {
  expect(Math.abs(left - right)).toBeLessThanOrEqual(relative * Math.max(Math.abs(left), Math.abs(right)));
};

describe("the event simulation", () => {
  test("equals the closed form where nothing contends", () =>
    fc.assert(
      fc.property(plan, (priced) =>
        close(estimateEvent(priced, { contention: false }).seconds, estimateAnalytic(priced).seconds, 1e-9),
      ),
    ));

  test("is never faster than the closed form, with contention and jitter", () =>
    fc.assert(
      fc.property(plan, fc.constantFrom(0, 0.1), fc.nat(), (priced, jitter, seed) => {
        const analytic = estimateAnalytic(priced).seconds;
        expect(estimateEvent(priced, { jitter, seed }).seconds).toBeGreaterThanOrEqual(analytic * (1 - 1e-9));
      }),
    ));

  test("time by category sums to the step, energy by category to the integral of power", () =>
    fc.assert(
      fc.property(plan, fc.constantFrom(0, 0.2), (priced, jitter) => {
        const timing = estimateEvent(priced, { jitter });
        close(total(timing.time), timing.seconds, 1e-9);
        close(traceJoules(timing.powerTrace, timing.seconds), total(timing.energy), 1e-6);
        expect(timing.powerTrace.length).toBeLessThanOrEqual(400);
        // Of a short piece the seconds are rounded to whole ticks.
        for (const { watts } of timing.powerTrace)
          expect(watts).toBeLessThanOrEqual(timing.peakWatts * (1 + 1e-8));
      }),
    ));

  test("does not depend on the order of events of the same time", () =>
    fc.assert(
      fc.property(plan, fc.nat(), fc.constantFrom(0, 0.1), (priced, shuffleTies, jitter) => {
        const inOrder = estimateEvent(priced, { jitter });
        const shuffled = estimateEvent(priced, { jitter, shuffleTies });
        close(shuffled.seconds, inOrder.seconds, 1e-12);
        for (const [category, value] of Object.entries(inOrder.time))
          expect(Math.abs(shuffled.time[category as keyof typeof shuffled.time] - value)).toBeLessThan(1e-9);
      }),
    ));

  test("multiplying what repeats gives the same as simulating all of it", () =>
    fc.assert(
      fc.property(plan, (priced) => {
        const whole = estimateEvent(priced, { skipRepeats: false });
        const skipped = estimateEvent(priced);
        close(skipped.seconds, whole.seconds, 1e-12);
        close(skipped.peakWatts, whole.peakWatts, 1e-9);
        for (const [category, value] of Object.entries(whole.time))
          expect(Math.abs(skipped.time[category as keyof typeof skipped.time] - value)).toBeLessThan(1e-9);
      }),
    ));

  test("draws a chart of at most 600 slots that lie within the step", () =>
    fc.assert(
      fc.property(plan, (priced) => {
        const { gantt, seconds: step } = estimateEvent(priced);
        expect(gantt.length).toBeLessThanOrEqual(600);
        for (const { start, end } of gantt) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(step * (1 + 1e-9));
        }
      }),
    ));
});
