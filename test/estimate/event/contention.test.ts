import { describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { buildWiring } from "../../../src/arch/wiring.ts";
import { contentionOf } from "../../../src/estimate/event/contention.ts";
import { estimateEvent } from "../../../src/estimate/event/event.ts";
import { estimateAnalytic } from "../../../src/estimate/analytic.ts";
import type { PipelineProgram, PricedPlan, Segment } from "../../../src/estimate/priced-plan.ts";
import { compute, pipeline, pricedPlan, shared, type PlaceSketch } from "../priced.ts";

/** A ladder of `machines` machines of 4 chips, links of 10 B/s, two a rail; gateways of 100 B/s. */
function onLadder(
  program: PipelineProgram,
  machines: number,
  place: PlaceSketch & { readonly closed?: boolean } = {},
): PricedPlan {
  const { closed = false } = place;
  const priced = pricedPlan(program, place);
  const { arch } = priced.plan;
  const wiring = buildWiring(machines * 4, [
    { chips: 2, links: 6 },
    { links: 2, ...(closed && { closedFrom: 2 }) },
  ]);
  const chip = { ...arch.chip, links: { bytesPerSecondEach: 10 } } as unknown as Arch["chip"];
  return { ...priced, plan: { ...priced.plan, arch: { ...arch, chip, wiring } } };
}

/** `bytes` of one chip at `rate` over links. */
function sent(bytes: number, rate: number, traffic: Segment["traffic"]): Segment {
  return {
    ...{ label: "sum", resource: "links", seconds: bytes / rate, time: { gradientReduction: bytes / rate } },
    ...{ energy: {}, bytes, traffic: traffic! },
  };
}

describe("a saturated link", () => {
  /** Replicas of `chips` stages that sum 100 B each over 4 replicas, all at once, at 20 B/s alone. */
  const summing = (chips: number, closed: boolean) => {
    const stages = Array.from({ length: chips }, () => ({
      update: [sent(100, 20, { members: 4, stride: chips })],
    }));
    return onLadder(pipeline(1, ...stages), chips, { dataParallel: 4, closed });
  };
  // Of the 100 B of each chip, half crosses each link of its ring; a rail carries the rings of half of the chips of a
  // replica, and on open rails the way back as well: (chips / 2) · 50 B · (2 if open) over 20 B/s.
  test.each([
    [4, true, (2 * 50) / 20],
    [4, false, (2 * 2 * 50) / 20],
    [8, true, (4 * 50) / 20],
    [16, true, (8 * 50) / 20],
  ])("replicas of %i chips, rails closed: %s, take %f s", (chips, closed, seconds) =>
    expect(estimateEvent(summing(chips, closed)).seconds).toBeCloseTo(seconds, 9),
  );

  test("is full all the time, and nothing else is short", () => {
    const { seconds, freeSeconds, parts } = contentionOf(summing(8, true));
    expect([seconds, freeSeconds]).toEqual([expect.closeTo(10, 9), 5]);
    const [links, ...others] = parts;
    expect(others).toEqual([]);
    expect([links!.part, links!.costSeconds]).toEqual(["links", expect.closeTo(5, 9)]);
    expect(links!.busiest[0]!.usedFraction).toBeCloseTo(1, 9);
    expect(links!.busiest[0]!.bytes).toBeCloseTo(10 * 20, 6);
  });
});

describe("hand-overs of a pipeline", () => {
  const handOver = (pattern: "next" | "before") => sent(20, 20, { members: 4, stride: 1, pattern });
  const stages = [0, 1, 2, 3].map((stage) => ({
    forward: [compute(1)],
    backward: [compute(1)],
    ...(stage < 3 && { copyForward: handOver("next") }),
    ...(stage > 0 && { copyBackward: handOver("before") }),
  }));
  test("both ways at once do not disturb each other on a ladder: links are two-way", () => {
    const priced = onLadder(pipeline(8, ...stages), 1);
    expect(estimateEvent(priced).seconds).toBeCloseTo(estimateAnalytic(priced).seconds, 9);
  });
  test("two replicas on one machine whose routes cross share the rail", () => {
    // chips 0, 1 and 2, 3 are rungs; stage 0 and 1 of replica r are chips 2r and 2r + 1, four links away from nobody
    const two = [
      {
        forward: [compute(1)],
        copyForward: sent(60, 60, { members: 2, stride: 1, pattern: "next" as const }),
      },
      { forward: [compute(1)] },
    ];
    const priced = onLadder(pipeline(1, ...two), 1, { dataParallel: 2 });
    expect(estimateEvent(priced).seconds).toBeCloseTo(1 + 1 + 1, 9);
  });
});

test("what is shared is named by cost: four chips' DDR before a host that nobody waits for", () => {
  const stages = Array.from({ length: 4 }, () => ({
    update: [shared("streaming", 100, 100), shared("host", 25, 25)],
  }));
  const { seconds, freeSeconds, parts } = contentionOf(pricedPlan(pipeline(1, ...stages)));
  expect([seconds, freeSeconds]).toEqual([4 + 1, 1 + 1]);
  expect(parts.map(({ part, costSeconds }) => [part, costSeconds])).toEqual([
    ["streaming", 3],
    ["host", 0],
  ]);
  expect(parts[0]!.busiest[0]).toMatchObject({
    place: "streaming of machine 0",
    bytes: 400,
    usedFraction: 0.8,
  });
});
