import { describe, expect, test } from "vitest";
import { estimateAnalytic } from "../../../src/estimate/analytic.ts";
import { estimateEvent } from "../../../src/estimate/event/event.ts";
import { traceJoules } from "../trace-joules.ts";
import type { PhasedProgram, PlanTiming, PricedPlan } from "../../../src/estimate/priced-plan.ts";
import { compute, copy, pipeline, pricedPlan, shared } from "../priced.ts";

const total = (record: Readonly<Record<string, number>>): number =>
  Object.values(record).reduce((sum, value) => sum + value, 0);
const inference = pipeline(5, { forward: [compute(1)] });
const training = pipeline(
  5,
  { forward: [compute(1, 3)], backward: [compute(2, 4)], copyForward: copy(0.5, 1), update: [compute(7, 5)] },
  { forward: [compute(2)], backward: [compute(3)], copyForward: copy(0.25), copyBackward: copy(0.125) },
  { forward: [compute(1)], backward: [compute(1)], copyBackward: copy(1), update: [compute(4)] },
);

describe("a pipeline without contention", () => {
  test("one stage, 5 micro-batches of 1 s forward: 5 s and no bubble", () => {
    const { seconds, time } = estimateEvent(pricedPlan(inference));
    expect(seconds).toBe(5 * 1);
    expect(time.matmul).toBeCloseTo(0.75 * 5, 12);
    expect(time.bubble).toBe(0);
  });

  test("three equal stages in inference, 5 micro-batches: 5 + 3 − 1 cycles of 2 s, 2 of 7 are bubble", () => {
    const stages = [0, 1, 2].map(() => ({ forward: [compute(2)] }));
    const { seconds, bubbleFraction } = estimateEvent(pricedPlan(pipeline(5, ...stages)));
    expect(seconds).toBe((5 + 3 - 1) * 2);
    expect(bubbleFraction).toBeCloseTo(2 / 7, 12);
  });

  test("three stages in training, 5 micro-batches: cycles 0 and 1 fill, 4 is steady, 5 to 8 drain", () => {
    // work of stages 0, 1, 2: forward 1, 2, 1; backward 2, 3, 1. Copies forward 0.5, 0.25; backward 0.125, 1.
    const cycles = [
      1 + 0.5, // forward: 0
      2 + 0.5, // forward: 0, 1
      2 + 1, // forward: 0, 1, 2; backward: 2
      2 + 3 + 1, // and backward of 1
      2 + 3 + 1, // all
      2 + 3 + 1, // forward of 0 has ended
      3 + 1, // forward of 1 has ended
      3 + 0.125, // backward: 0, 1
      2, // backward: 0; nothing to hand over
    ];
    const { seconds } = estimateEvent(pricedPlan(training));
    expect(seconds).toBe(cycles.reduce((sum, cycle) => sum + cycle) + 7);
  });

  test("the stages of one chip run one after the other", () => {
    const together = pipeline(1, { forward: [compute(1)] }, { forward: [compute(2)], chip: 0 });
    const long = pipeline(9, { forward: [compute(1)] }, { forward: [compute(2)], chip: 0 });
    expect(estimateEvent(pricedPlan(together)).seconds).toBe(1 + 2);
    expect(estimateEvent(pricedPlan(long)).seconds).toBe(1 + 8 * (1 + 2) + 2);
  });

  test("a decode runs the program once for each token", () =>
    expect(estimateEvent(pricedPlan(inference, { repeats: 512 })).seconds).toBe(512 * 5));
});

describe("contention", () => {
  const two = pipeline(
    1,
    { forward: [compute(1)], update: [shared("streaming", 200)] },
    { forward: [compute(1)], update: [shared("streaming", 100)] },
  );
  test("200 B and 100 B at 100 B/s: half speed until the short one is done at 2 s, then full speed to 3 s", () => {
    const { seconds, time } = estimateEvent(pricedPlan(two));
    expect(seconds).toBeCloseTo(1 + 1 + (100 + 100) / 100 + (200 - 100) / 100, 12);
    expect(time.streaming).toBeCloseTo(3, 12);
  });

  test("without contention each has the memory to itself: 200 B at 100 B/s", () =>
    expect(estimateEvent(pricedPlan(two), { contention: false }).seconds).toBe(1 + 1 + 2));

  test("stages on different machines do not share", () =>
    expect(estimateEvent(pricedPlan(two, { chipsPerMachine: 1 })).seconds).toBe(1 + 1 + 2));

  test("a port of half the machine's rate: two chips together just fill it, neither waits", () => {
    const half = pipeline(
      1,
      { update: [shared("streaming", 100, 50)] },
      { update: [shared("streaming", 100, 50)] },
    );
    expect(estimateEvent(pricedPlan(half)).seconds).toBeCloseTo(100 / 50, 12);
  });

  test("a slow asker gets all it asks for: 20 B/s of 100, and the other two share the 80 that are left", () => {
    const three = pipeline(
      1,
      { update: [shared("host", 200, 20)] },
      { update: [shared("host", 200)] },
      { update: [shared("host", 200)] },
    );
    expect(estimateEvent(pricedPlan(three)).seconds).toBeCloseTo(Math.max(200 / 20, 200 / (80 / 2)), 12);
  });

  test("what is left of a transfer beside other work draws no more than all of it did", () => {
    const left = { ...shared("gateway", 100, 50), seconds: 0.5, aloneSeconds: 2 };
    const one = pipeline(1, { update: [left] });
    expect(estimateEvent(pricedPlan(one, { dataParallel: 2 })).seconds).toBeCloseTo(0.5, 12);
    expect(estimateEvent(pricedPlan(one, { dataParallel: 4 })).seconds).toBeCloseTo(2 * 0.5, 12);
  });

  test("replicas that share a machine contend, though one stands for all: 4 on a machine take 4 times as long", () => {
    const one = pipeline(1, { update: [shared("gateway", 100)] });
    expect(estimateEvent(pricedPlan(one, { dataParallel: 4 })).seconds).toBeCloseTo((4 * 100) / 100, 12);
    expect(estimateEvent(pricedPlan(one, { dataParallel: 3 })).seconds).toBeCloseTo((3 * 100) / 100, 12);
    expect(estimateEvent(pricedPlan(one, { dataParallel: 8 })).seconds).toBeCloseTo((4 * 100) / 100, 12);
  });

  test("a replica of 3 chips on machines of 4: the copy that shares its machine with 3 others sets the pace", () => {
    const three = pipeline(1, { update: [shared("host", 100)] }, {}, {});
    // chips 0 and 3 of the system are copies of stage 0 and share machine 0
    expect(estimateEvent(pricedPlan(three, { dataParallel: 4 })).seconds).toBeCloseTo((2 * 100) / 100, 12);
  });

  test("tensor-parallel ranks in lockstep share already: 4 ranks at 25 B/s each do not wait", () => {
    const one = pipeline(1, { update: [shared("streaming", 100, 25)] });
    expect(estimateEvent(pricedPlan(one, { tensorParallel: 4 })).seconds).toBe(100 / 25);
  });

  test("copies over the gateway contend with each other", () => {
    const hop = { ...copy(1), resource: "gateway" as const, bytes: 100 };
    const both = pipeline(
      1,
      { forward: [compute(1)], copyForward: hop },
      { forward: [compute(1)], copyForward: hop },
    );
    expect(estimateEvent(pricedPlan(both)).seconds).toBe(1 + 1 + 1 + 1);
    const wide = pipeline(
      2,
      { forward: [compute(1)], copyForward: hop },
      { forward: [compute(1)], copyForward: hop },
    );
    expect(estimateEvent(pricedPlan(wide)).seconds).toBeCloseTo(1 + 1 + (1 + 2) + 1 + 1, 12);
  });
});

describe("phases", () => {
  const phased = (overlap: boolean): PhasedProgram => ({
    kind: "phased",
    overlap,
    update: [compute(2)],
    phases: [
      {
        label: "layer",
        load: [shared("streaming", 300)],
        body: [compute(0.5)],
        store: [shared("streaming", 100)],
        repeat: 3,
        microBatches: 10,
      },
    ],
  });
  test("without IO tiles load, bodies and store add up", () =>
    expect(estimateEvent(pricedPlan(phased(false))).seconds).toBe(3 * (3 + 10 * 0.5 + 1) + 2));

  test("with IO tiles only the first load and the last store stand alone", () =>
    expect(estimateEvent(pricedPlan(phased(true))).seconds).toBe(3 + 3 * Math.max(10 * 0.5, 3 + 1) + 1 + 2));

  test("four replicas on a machine wait for its memory: 4 times the load and store", () => {
    const { seconds } = estimateEvent(pricedPlan(phased(true), { dataParallel: 4 }));
    const [load, store, body] = [4 * 3, 4 * 1, 10 * 0.5];
    const bodies = Math.max(body, load) + Math.max(body, store + load) + Math.max(body, store);
    expect(seconds).toBeCloseTo(load + bodies + store + 2, 9);
  });

  test("activations streamed in a body share the chip's port with the load beside it", () => {
    const program: PhasedProgram = {
      kind: "phased",
      overlap: true,
      update: [],
      phases: [
        { label: "a", load: [], body: [shared("streaming", 100, 50)], store: [], repeat: 1, microBatches: 1 },
        {
          label: "b",
          load: [shared("streaming", 100, 50)],
          body: [compute(1)],
          store: [],
          repeat: 1,
          microBatches: 1,
        },
      ],
    };
    const place = { portBytesPerSecond: 50 };
    expect(estimateEvent(pricedPlan(program, place)).seconds).toBeCloseTo((100 + 100) / 50 + 1, 12);
    expect(estimateEvent(pricedPlan(program, place), { contention: false }).seconds).toBe(2 + 1);
  });

  test("micro-batches that run alone are multiplied, to the same answer", () => {
    const [phase] = phased(true).phases;
    const many = { ...phased(true), phases: [{ ...phase!, microBatches: 2000 }] };
    const skipped = estimateEvent(pricedPlan(many));
    const whole = estimateEvent(pricedPlan(many), { skipRepeats: false });
    expect(skipped.seconds).toBeCloseTo(whole.seconds, 9);
    expect(skipped.time.matmul).toBeCloseTo(whole.time.matmul, 6);
  });
});

describe("jitter", () => {
  const jittered = (seed: number): number =>
    estimateEvent(pricedPlan(training), { seed, jitter: 0.1 }).seconds;
  test("one seed, one answer", () => {
    expect(jittered(1)).toBe(jittered(1));
    expect(jittered(1)).not.toBe(jittered(2));
  });
  test("is a slow-down: no seed is faster than the price", () => {
    const exact = estimateEvent(pricedPlan(training)).seconds;
    for (let seed = 0; seed < 20; seed++) expect(jittered(seed)).toBeGreaterThan(exact);
  });
});

describe("energy and power", () => {
  const place = { tensorParallel: 2, dataParallel: 2 };
  const timing = estimateEvent(pricedPlan(training, place));
  test("all chips of all replicas spend each segment's joules; the rest flows with time", () => {
    expect(timing.energy.matmul).toBeCloseTo(2 * 2 * (5 * (3 + 4) + 5), 9);
    expect(timing.energy.links).toBeCloseTo(2 * 2 * 5 * 1, 9);
    expect(timing.energy.idle).toBeCloseTo(12 * 1 * timing.seconds, 9);
    expect(timing.energy.machine).toBeCloseTo((3 * 10 + 5 + 2) * timing.seconds, 9);
  });
  test("energy is the integral of power", () =>
    expect(traceJoules(timing.powerTrace, timing.seconds)).toBeCloseTo(total(timing.energy), 9));
  test("the peak is the moment at which most segments draw: stage 0 alone, forward at 3 W or hand-over at 2 W", () =>
    expect(timing.peakWatts).toBeCloseTo(12 * 1 + 3 * 10 + 5 + 2 + 2 * 2 * 3, 9));
  test("a power trace has at most 400 pieces and keeps its energy over 10^5 micro-batches", () => {
    const long = { ...training, microBatches: 100_000 };
    const { powerTrace, seconds, energy } = estimateEvent(pricedPlan(long));
    expect(powerTrace.length).toBeLessThanOrEqual(400);
    expect(traceJoules(powerTrace, seconds) / total(energy)).toBeCloseTo(1, 9);
  });
});

describe("against the closed form", () => {
  const agree = (plan: PricedPlan): void => {
    const event = estimateEvent(plan, { contention: false });
    const analytic = estimateAnalytic(plan);
    expect(event.seconds / analytic.seconds).toBeCloseTo(1, 9);
    for (const [category, seconds] of Object.entries(analytic.time))
      expect(event.time[category as keyof PlanTiming["time"]]).toBeCloseTo(seconds, 9);
  };
  test("a training pipeline takes the same time, category by category", () => agree(pricedPlan(training)));
  test("so does an inference pipeline, repeated", () => agree(pricedPlan(inference, { repeats: 7 })));
  test("skipped repetitions change nothing", () => {
    const long = pricedPlan({ ...training, microBatches: 5000 });
    const whole = estimateEvent(long, { skipRepeats: false });
    expect(estimateEvent(long).seconds / whole.seconds).toBeCloseTo(1, 12);
  });
});

describe("the chart of a step", () => {
  test("shows the fill and two steady cycles of at most 16 stages in at most 360 slots", () => {
    const stages = Array.from({ length: 40 }, () => ({ forward: [compute(1)], copyForward: copy(0.1) }));
    const { gantt } = estimateEvent(pricedPlan(pipeline(1000, ...stages)));
    const lanes = new Set(gantt.map(({ lane }) => lane));
    expect(lanes.size).toBe(16);
    expect([...lanes]).toContain("stage 0");
    expect(gantt.length).toBeLessThanOrEqual(360);
  });
  test("slots of a lane do not overlap", () => {
    const { gantt } = estimateEvent(pricedPlan(training));
    for (const lane of new Set(gantt.map((slot) => slot.lane))) {
      const slots = gantt.filter((slot) => slot.lane === lane);
      slots.slice(1).forEach((slot, at) => expect(slot.start).toBeGreaterThanOrEqual(slots[at]!.end));
    }
  });
  test("a shared part has a lane of its own", () => {
    const { gantt } = estimateEvent(pricedPlan(pipeline(1, { update: [shared("streaming", 100)] })));
    expect(gantt.filter(({ lane }) => lane === "streaming")).toEqual([
      { lane: "streaming", label: "streaming", category: "streaming", start: 0, end: 1 },
    ]);
  });
});
