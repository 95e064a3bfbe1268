import { describe, expect, test } from "vitest";
import { analyticSeconds, estimateAnalytic } from "../../src/estimate/analytic.ts";
import { bytesMoved } from "../../src/estimate/bytes-moved.ts";
import { dynamicEnergy, systemEnergy } from "../../src/estimate/power/system-energy.ts";
import type { PhasedProgram } from "../../src/estimate/priced-plan.ts";
import { compute, copy, pipeline, pricedPlan, shared } from "./priced.ts";

/** A quarter of compute is vector work; stage 1 is the busier: 4 s a micro-batch. */
const training = pipeline(
  3,
  {
    forward: [compute(1, 10)],
    backward: [compute(2, 20)],
    copyForward: copy(1, 1),
    update: [compute(8, 80)],
  },
  {
    forward: [compute(2, 30)],
    backward: [compute(2, 40)],
    copyBackward: copy(1, 2),
    update: [compute(4, 40)],
  },
);

describe("a training pipeline of two stages, 3 micro-batches", () => {
  const timing = estimateAnalytic(pricedPlan(training, { tensorParallel: 2, dataParallel: 3, repeats: 5 }));
  // cycles: 1 + 1, three of 4 + 1 (forward and backward of stage 1), 2; then 8 s of update
  const once = 1 + 1 + 3 * (4 + 1) + 2 + 8;
  test("takes the sum of its cycles and the slower update, for each repetition", () =>
    expect(timing.seconds).toBe(5 * once));
  test("is charged to the busiest chip's work, hand-overs, the update and waiting, which add up to it", () => {
    const { matmul, vector, pipelineCopy, bubble } = timing.time;
    expect([matmul, vector]).toEqual([5 * 0.75 * (3 * 4 + 8), 5 * 0.25 * (3 * 4 + 8)]);
    expect(pipelineCopy).toBe(5 * 4);
    expect(bubble).toBe(5 * (1 + 2));
    expect(Object.values(timing.time).reduce((sum, one) => sum + one, 0)).toBeCloseTo(timing.seconds, 9);
    expect(timing.bubbleFraction).toBeCloseTo(3 / once, 12);
  });
  test("is drawn cycle by cycle, hand-overs with the work before them, and then the update", () =>
    expect(timing.gantt.map(({ label, start, end }) => [label, start, end])).toEqual([
      ["pipeline cycle", 0, 2],
      ["pipeline cycle", 2, 7],
      ["pipeline cycle", 7, 12],
      ["pipeline cycle", 12, 17],
      ["pipeline cycle", 17, 19],
      ["update", 19, 27],
    ]));
});

describe("energy of a step", () => {
  const priced = pricedPlan(training, { tensorParallel: 2, dataParallel: 3, repeats: 5 });
  const joules = 3 * (10 + 20 + 30 + 40) + 80 + 40;
  test("is every segment's on every chip, as often as it runs", () =>
    expect(dynamicEnergy(priced)).toMatchObject({
      matmul: 2 * 3 * 5 * joules,
      links: 2 * 3 * 5 * 3 * (1 + 2),
      idle: 0,
    }));
  test("and standing power while it lasts: 12 chips of 1 W; 3 machines, a host, a network", () =>
    expect(systemEnergy(priced, 10)).toMatchObject({
      ...{ matmul: 2 * 3 * 5 * joules, idle: 12 * 10, machine: (3 * 10 + 5 + 2) * 10 },
    }));
});

test("bytes of rings are sent and received by every chip, those of hand-overs by neighbours, for each chunk", () => {
  const ring = { ...copy(1), bytes: 100 };
  const interleaved = {
    ...pipeline(
      3,
      { forward: [ring, compute(1)], copyForward: { ...copy(1), bytes: 7 }, update: [ring] },
      { backward: [ring], copyBackward: { ...copy(1), bytes: 5 } },
    ),
    interleave: 2,
  };
  const bytes = 3 * 100 + 100 + 3 * 100 + 3 * 2 * (7 + 5);
  expect(bytesMoved(interleaved)).toEqual({ sent: bytes, received: bytes });
  const phased: PhasedProgram = {
    ...{ kind: "phased", overlap: false, update: [ring] },
    phases: [
      {
        ...{ label: "layer", repeat: 4, microBatches: 3 },
        ...{ load: [ring, shared("streaming", 50)], body: [shared("gateway", 10)], store: [] },
      },
    ],
  };
  expect(bytesMoved(phased).sent).toBe(100 + 4 * (3 * 10 + 100));
});

describe("phases", () => {
  const phased = (overlap: boolean): PhasedProgram => ({
    ...{ kind: "phased", overlap, update: [compute(4)] },
    phases: [
      {
        ...{ label: "layer", repeat: 2, microBatches: 3, body: [compute(1)], store: [] },
        load: [shared("streaming", 500)],
      },
    ],
  });
  test("in turn are charged with all their transfers", () => {
    const { time, seconds, gantt } = estimateAnalytic(pricedPlan(phased(false)));
    expect(seconds).toBe(2 * (5 + 3) + 4);
    expect([time.streaming, time.matmul]).toEqual([10, 0.75 * (6 + 4)]);
    expect(gantt.map(({ label, category }) => [label, category])).toEqual([
      ["2 × layer", "streaming"],
      ["update", "optimizer"],
    ]);
  });
  test("that overlap, with what is not hidden: 5 s, then 5 − 3", () => {
    const { time, seconds } = estimateAnalytic(pricedPlan(phased(true)));
    expect(time.streaming).toBe(5 + 2);
    expect(seconds).toBe(7 + 6 + 4);
    expect(analyticSeconds(pricedPlan(phased(true), { repeats: 3 }))).toBe(3 * 17);
  });
});
