import { describe, expect, test } from "vitest";
import { chromeTrace } from "../../src/estimate/event/chrome-trace.ts";
import { simulateEvent } from "../../src/estimate/event/event.ts";
import { stepActivities } from "../../src/estimate/event/simulate-step.ts";
import { compute, copy, pipeline, pricedPlan, shared } from "./priced.ts";

interface TraceEvent {
  readonly ph: "B" | "C" | "E" | "M" | "s" | "f";
  readonly id?: number;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly name: string;
  readonly cat: string;
  readonly args: { readonly name: string; readonly bytes?: number; readonly watts?: number };
}
const program = pipeline(
  50,
  { forward: [compute(1e-3), compute(1e-7 / 3)], backward: [compute(2e-3)], copyForward: copy(1e-4) },
  { forward: [compute(1e-3)], backward: [compute(1e-3)], copyForward: copy(1e-4), copyBackward: copy(3e-4) },
  { forward: [compute(3e-3)], backward: [], update: [shared("streaming", 2)] },
);
const { activities, timing } = simulateEvent(pricedPlan(program, { chipsPerMachine: 2, tensorParallel: 1 }));
const trace = JSON.parse([...chromeTrace([activities], timing.powerTrace, "test")].join("")) as {
  readonly traceEvents: readonly TraceEvent[];
};
const events = trace.traceEvents.filter(({ ph }) => ph === "B" || ph === "E");
const threads = [...new Set(events.map(({ pid, tid }) => `${pid} ${tid}`))];

describe("a Chrome trace", () => {
  test("every slice that begins ends, nested, and time never goes back on a thread", () => {
    for (const thread of threads) {
      let depth = 0;
      let last = 0;
      for (const { ph, ts } of events.filter(({ pid, tid }) => `${pid} ${tid}` === thread)) {
        depth += ph === "B" ? 1 : -1;
        expect(depth).toBeGreaterThanOrEqual(0);
        expect(depth).toBeLessThanOrEqual(2);
        expect(ts).toBeGreaterThanOrEqual(last);
        last = ts;
      }
      expect(depth).toBe(0);
    }
  });

  test("an end has name and arguments of the slice that it closes, as speedscope asks", () => {
    for (const thread of threads) {
      const open: string[] = [];
      for (const { ph, name, args } of events.filter(({ pid, tid }) => `${pid} ${tid}` === thread))
        if (ph === "B") open.push(JSON.stringify([name, args]));
        else expect(JSON.stringify([name, args])).toBe(open.pop());
    }
  });

  test("a transfer says its bytes, and power is a counter from the start of the step", () => {
    const bytes = activities.flatMap(({ segments }) => segments.map((segment) => segment.bytes));
    const lanes = trace.traceEvents.filter(({ ph, args }) => ph === "M" && args.name.includes(" · "));
    const ofLane = new Set(lanes.map(({ tid }) => tid));
    const told = trace.traceEvents
      .filter(({ ph, tid }) => ph === "B" && !ofLane.has(tid))
      .flatMap(({ args }) => args?.bytes ?? []);
    expect(told.sort()).toEqual(
      bytes
        .filter((one) => one > 0)
        .map(Math.round)
        .sort(),
    );
    expect(told.length).toBeGreaterThan(0);
    const power = trace.traceEvents.filter(({ ph, name }) => ph === "C" && name === "power");
    expect(power.map(({ args }) => args.watts)).toEqual(
      timing.powerTrace.map(({ watts }) => Math.round(watts)),
    );
    expect(power[0]!.ts).toBe(0);
  });

  test("a slice begins at the very number at which the one before it ended", () => {
    const passes = activities.filter(({ row }) => row === "stage 0");
    const [first, second] = passes[0]!.segments;
    expect(second!.start).toBe(first!.end);
    const boundary = first!.end * 1e6;
    expect(events.filter(({ ts }) => Math.abs(ts - boundary) < 1e-3).map(({ ts }) => ts)).toContain(boundary);
  });

  test("processes are machines, threads are stages, both named", () => {
    const names = trace.traceEvents
      .filter(({ ph }) => ph === "M")
      .map(({ name, args }) => `${name}: ${args.name}`);
    for (const name of ["process_name: machine 0", "process_name: machine 1", "thread_name: stage 2"])
      expect(names).toContain(name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("shows fill, two steady cycles, drain and update: 4 + 2 + 4 cycles of 3 stages' passes", () => {
    const forward = activities.filter(({ label }) => label.startsWith("forward"));
    // forward of stage s runs in cycles s to s + 49; cycles 6 to 49 are like 4 and 5 and not drawn
    expect(forward.map(({ row, label }) => `${row} ${label}`)).toContain("stage 0 forward 5");
    expect(forward.map(({ row, label }) => `${row} ${label}`)).not.toContain("stage 0 forward 6");
    expect(forward.length).toBe(3 * 2 + (4 + 3 + 2) + (0 + 1 + 2));
    expect(Math.max(...activities.map(({ end }) => end))).toBeCloseTo(timing.seconds, 12);
  });

  test("links are a lane of their own, and a counter that ends at nothing", () => {
    const lanes = trace.traceEvents.filter(({ ph, args }) => ph === "M" && args.name.includes(" · "));
    expect(lanes.map(({ args }) => args.name)).toContain("stage 0 · links");
    expect(lanes.map(({ args }) => args.name)).toContain("stage 2 · streaming");
    const load = trace.traceEvents.filter(({ ph, name }) => ph === "C" && name === "links");
    expect(load.length).toBeGreaterThan(2);
    expect(load.at(-1)!.args).toEqual({ bytesPerSecond: 0 });
  });

  test("arrows lead from each hand-over to what its receiver does next, never back in time", () => {
    const handing = stepActivities(
      pricedPlan(
        pipeline(
          3,
          {
            forward: [compute(1)],
            copyForward: { ...copy(0.5), traffic: { members: 2, stride: 1, pattern: "next" } },
          },
          { forward: [compute(1)] },
        ),
      ),
    );
    const told = JSON.parse([...chromeTrace(handing, [], "flows")].join("")) as typeof trace;
    const starts = told.traceEvents.filter(({ ph }) => ph === "s");
    const ends = told.traceEvents.filter(({ ph }) => ph === "f");
    // micro-batch i is computed from 1.5 i to 1.5 i + 1, sent by 1.5 (i + 1), and taken up there
    expect(starts.map(({ ts }) => ts)).toEqual([1e6, 2.5e6, 4e6]);
    expect(ends.map(({ ts }) => ts)).toEqual([1.5e6, 3e6, 4.5e6]);
    expect(starts.map(({ id }) => id)).toEqual(ends.map(({ id }) => id));
  });

  test("of the whole step every micro-batch is drawn", () => {
    const place = { chipsPerMachine: 2, tensorParallel: 1 };
    const whole = [...stepActivities(pricedPlan(program, place))].flat();
    const forward = whole.filter(({ label }) => label.startsWith("forward"));
    expect(new Set(forward.map(({ row, label }) => `${row} ${label}`)).size).toBe(3 * 50);
    const covered = whole.filter(({ row }) => row === "stage 2");
    expect(covered.reduce((sum, { start, end }) => sum + end - start, 0)).toBeGreaterThan(50 * 3e-3);
    expect(Math.max(...whole.map(({ end }) => end))).toBeCloseTo(timing.seconds, 12);
  });

  test("without room for segments the trace is cut, not the answer", () => {
    const cut = simulateEvent(pricedPlan(program), { traceSegments: 5 });
    expect(cut.activities.length).toBeLessThan(10);
    expect(cut.timing.seconds).toBe(simulateEvent(pricedPlan(program)).timing.seconds);
  });
});
