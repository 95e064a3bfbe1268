import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allReduce, allToAll, halfCollective, type Ring } from "../../../src/cost/collective/collective.ts";
import {
  allReducePhases,
  allToAllPhases,
  halfPhases,
  hierarchicalPhases,
  type RingAlgorithm,
} from "../../../src/estimate/event/collective-steps.ts";
import { timeCollective } from "../../../src/estimate/event/time-collective.ts";

const ALGORITHMS = ["one-way", "both-ways", "meet-in-the-middle"] as const;
const ringOf = (members: number, first = 0): readonly number[] =>
  Array.from({ length: members }, (_, at) => first + at);
/** What the law calls a ring whose links have `rate` one way. */
const lawRing = (rate: number, latencySeconds: number, algorithm: RingAlgorithm): Ring => ({
  bytesPerSecond: algorithm === "one-way" ? rate : 2 * rate,
  latencySeconds,
  bidirectional: algorithm === "meet-in-the-middle",
});

const cases = fc.record({
  members: fc.integer({ min: 2, max: 12 }),
  bytes: fc.double({ min: 1, max: 1e12, noNaN: true }),
  bytesPerSecond: fc.double({ min: 1e6, max: 1e12, noNaN: true }),
  latencySeconds: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e-3, noNaN: true })),
  algorithm: fc.constantFrom(...ALGORITHMS),
});

describe("step by step on links of its own, a collective takes what the law says, to 1e-9", () => {
  test("reduce-scatter, all-gather and all-reduce: one way, both ways, meeting in the middle", () =>
    fc.assert(
      fc.property(cases, ({ members, bytes, bytesPerSecond, latencySeconds, algorithm }) => {
        const link = { bytesPerSecond, latencySeconds };
        const ring = lawRing(bytesPerSecond, latencySeconds, algorithm);
        for (const kind of ["reduce-scatter", "all-gather"] as const) {
          const { seconds } = timeCollective(halfPhases(kind, bytes, ringOf(members), link, algorithm));
          expect(seconds / halfCollective(bytes, members, ring).seconds).toBeCloseTo(1, 9);
        }
        const { seconds } = timeCollective(allReducePhases(bytes, ringOf(members), link, algorithm));
        expect(seconds / allReduce(bytes, members, ring).seconds).toBeCloseTo(1, 9);
      }),
    ));

  test("all-to-all: each piece one way round, or the shorter one", () =>
    fc.assert(
      fc.property(cases, ({ members, bytes, bytesPerSecond, latencySeconds, algorithm }) => {
        const link = { bytesPerSecond, latencySeconds };
        const { seconds } = timeCollective(allToAllPhases(bytes, ringOf(members), link, algorithm));
        const bidirectional = algorithm !== "one-way";
        const ring = { ...lawRing(bytesPerSecond, latencySeconds, algorithm), bidirectional };
        const law = allToAll(bytes, members, ring).seconds;
        // the law counts ⌈(n − 1)/2⌉ steps both ways round, which is ⌊n/2⌋
        expect(seconds / law).toBeCloseTo(1, 9);
      }),
    ));

  test("hierarchical: 2 groups of 4 by hand, 8 B, links of 4 B/s inside and 1 B/s between", () => {
    const groups = [ringOf(4), ringOf(4, 4)];
    const links = {
      inner: { bytesPerSecond: 4, latencySeconds: 0.125 },
      outer: { bytesPerSecond: 1, latencySeconds: 0.5 },
    };
    const { seconds, messages } = timeCollective(hierarchicalPhases(8, groups, links, "one-way"));
    // 3 steps of 2 B inside, twice; between, 2 B in pieces of 1 B: one step, twice
    expect(seconds).toBeCloseTo(2 * 3 * (2 / 4 + 0.125) + 2 * (1 / 1 + 0.5), 12);
    expect(messages).toBe(2 * 8 * 3 + 4 * 2 * 2);
  });

  test("hierarchical, of any groups: half of the law inside, twice, and the law of what is left between", () =>
    fc.assert(
      fc.property(cases, fc.integer({ min: 2, max: 4 }), (one, count) => {
        const { members, bytes, bytesPerSecond, latencySeconds, algorithm } = one;
        const groups = ringOf(count).map((group) => ringOf(members, group * members));
        const inner = { bytesPerSecond, latencySeconds };
        const outer = { bytesPerSecond: bytesPerSecond / 3, latencySeconds: 2 * latencySeconds };
        const { seconds } = timeCollective(hierarchicalPhases(bytes, groups, { inner, outer }, algorithm));
        const inside = halfCollective(bytes, members, lawRing(bytesPerSecond, latencySeconds, algorithm));
        const between = allReduce(
          bytes / members,
          count,
          lawRing(outer.bytesPerSecond, outer.latencySeconds, algorithm),
        );
        expect(seconds / (2 * inside.seconds + between.seconds)).toBeCloseTo(1, 9);
      }),
      { numRuns: 25 },
    ));
});

test("every member sends and receives what the law says: bytes of all messages", () => {
  const link = { bytesPerSecond: 1, latencySeconds: 0 };
  for (const algorithm of ALGORITHMS)
    for (const members of [2, 5, 8]) {
      const sent = allReducePhases(840, ringOf(members), link, algorithm)
        .flat()
        .reduce((sum, { bytes }) => sum + bytes.reduce((own, size) => own + size, 0), 0);
      expect(sent).toBeCloseTo(allReduce(840, members, lawRing(1, 0, algorithm)).bytesSent, 9);
    }
});

test("two collectives over the same links take turns: twice the bytes, once the time of each is not enough", () => {
  const link = { bytesPerSecond: 10, latencySeconds: 0 };
  const [phase] = halfPhases("all-gather", 400, ringOf(4), link, "one-way");
  const alone = timeCollective([phase!]).seconds;
  expect(alone).toBe((3 * 100) / 10);
  expect(timeCollective([[...phase!, ...phase!]]).seconds).toBe(2 * alone);
});
