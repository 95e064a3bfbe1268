import fc from "fast-check";
import { expect, test } from "vitest";
import { ARITHMETICS } from "../../src/spec/kinds/arch-spec.ts";
import { ampCycles } from "../../src/cost/tile/amp.ts";
import { allReduce, allToAll, broadcast, halfCollective } from "../../src/cost/collective/collective.ts";
import { throttleStretch } from "../../src/cost/energy/energy.ts";
import { VECTOR_KERNELS, vectorCycles, type VectorKernelName } from "../../src/cost/tile/vector.ts";

const bytes = fc.integer({ min: 1, max: 1e9 });
const members = fc.integer({ min: 2, max: 64 });
const ring = fc.record({
  bytesPerSecond: fc.integer({ min: 1, max: 1e12 }),
  latencySeconds: fc.double({ min: 0, max: 1, noNaN: true }),
  bidirectional: fc.boolean(),
});
const collectives = fc.constantFrom(halfCollective, allReduce, broadcast, allToAll);
const factor = fc.integer({ min: 1, max: 100 });

test("collectives: more bytes are never faster, more bandwidth is never slower", () =>
  fc.assert(
    fc.property(collectives, bytes, members, ring, factor, (law, size, chips, over, more) => {
      const { seconds } = law(size, chips, over);
      expect(law(size + more, chips, over).seconds).toBeGreaterThanOrEqual(seconds);
      const faster = { ...over, bytesPerSecond: over.bytesPerSecond * more };
      expect(law(size, chips, faster).seconds).toBeLessThanOrEqual(seconds);
    }),
    { seed: 1 },
  ));

test("collectives: all rates times k takes 1/k of the time", () =>
  fc.assert(
    fc.property(collectives, bytes, members, ring, factor, (law, size, chips, over, k) => {
      const scaled = {
        ...over,
        bytesPerSecond: over.bytesPerSecond * k,
        latencySeconds: over.latencySeconds / k,
      };
      expect((law(size, chips, scaled).seconds * k) / law(size, chips, over).seconds).toBeCloseTo(1, 9);
    }),
    { seed: 2 },
  ));

/** What every member sends and receives when a ring's pieces are passed on one by one. */
function countedTraffic(chips: number, rounds: number, pieceBytes: number) {
  const sent = new Array<number>(chips).fill(0);
  const received = new Array<number>(chips).fill(0);
  for (let round = 0; round < rounds; round++)
    for (let chip = 0; chip < chips; chip++) {
      const next = (chip + 1) % chips;
      sent[chip] = (sent[chip] ?? 0) + pieceBytes;
      received[next] = (received[next] ?? 0) + pieceBytes;
    }
  return { sent, received };
}

test("collectives: passing the pieces on one by one, each member sends and receives what the law says", () =>
  fc.assert(
    fc.property(bytes, members, ring, (size, chips, over) => {
      const { sent, received } = countedTraffic(chips, 2 * (chips - 1), size / chips);
      const { bytesSent } = allReduce(size, chips, over);
      for (let chip = 0; chip < chips; chip++) {
        expect((sent[chip] ?? 0) / bytesSent).toBeCloseTo(1, 9);
        expect(received[chip]).toBe(sent[chip]);
      }
    }),
    { seed: 3 },
  ));

test("all-to-all: the pieces' hops by the shorter way, counted one by one, are the bytes the law says", () =>
  fc.assert(
    fc.property(bytes, members, (size, chips) => {
      let hops = 0;
      for (let other = 1; other < chips; other++) hops += Math.min(other, chips - other);
      const { bytesSent } = allToAll(size, chips, { bytesPerSecond: 1, latencySeconds: 0 });
      expect(bytesSent / ((size / chips) * hops)).toBeCloseTo(1, 12);
    }),
    { seed: 4 },
  ));

test("over equal links an all-reduce in two levels sends as much as in one", () =>
  fc.assert(
    fc.property(bytes, members, members, ring, (size, inDomain, domains, over) => {
      const inside = allReduce(size, inDomain, over).bytesSent;
      const between = allReduce(size / inDomain, domains, over).bytesSent;
      expect((inside + between) / allReduce(size, inDomain * domains, over).bytesSent).toBeCloseTo(1, 9);
    }),
    { seed: 5 },
  ));

test("a throttled chip draws its cap, neither more nor less", () =>
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 1000, noNaN: true }),
      fc.double({ min: 101, max: 500, noNaN: true }),
      (idle, dynamic, cap) => {
        const watts = idle + dynamic / throttleStretch(idle, dynamic, cap);
        expect(watts).toBeCloseTo(Math.min(cap, idle + dynamic), 6);
      },
    ),
    { seed: 7 },
  ));

test("AMP: more inner or columns is never faster, nor are more rows from 18 on", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 18, max: 2000 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 500 }),
      fc.constantFrom(...ARITHMETICS),
      factor,
      (rows, inner, columns, arithmetic, more) => {
        const cycles = ampCycles({ rows, inner, columns }, arithmetic, 8);
        expect(ampCycles({ rows, inner: inner + more, columns }, arithmetic, 8)).toBeGreaterThanOrEqual(
          cycles,
        );
        expect(ampCycles({ rows, inner, columns: columns + more }, arithmetic, 8)).toBeGreaterThanOrEqual(
          cycles,
        );
        // 14 cycles a pass are the tail of evenly loaded workers, which a multiple of six rows has
        const even = 6 * Math.ceil(rows / 6);
        expect(ampCycles({ rows: even + 6 * more, inner, columns }, arithmetic, 8)).toBeGreaterThanOrEqual(
          cycles,
        );
      },
    ),
    { seed: 8 },
  ));

test("vector kernels: more elements are never faster", () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(VECTOR_KERNELS) as VectorKernelName[])),
      fc.integer({ min: 0, max: 1e6 }),
      factor,
      fc.constantFrom("half" as const, "float" as const),
      (kernel, elements, more, format) => {
        expect(vectorCycles(kernel, elements + more, format)).toBeGreaterThan(
          vectorCycles(kernel, elements, format),
        );
      },
    ),
    { seed: 9 },
  ));
