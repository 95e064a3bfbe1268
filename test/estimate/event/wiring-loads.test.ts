import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { ringBytesPerSecond } from "../../../src/arch/topology.ts";
import { chipAt, coordinatesOf, linksOfChip, routeLinks } from "../../../src/arch/wiring.ts";
import type { Arch } from "../../../src/arch/arch.ts";
import type { ChipLayout } from "../../../src/estimate/event/chip-layout.ts";
import { linkPools } from "../../../src/estimate/event/link-pools.ts";
import { axisShares, fabricOf, trafficLoads } from "../../../src/estimate/event/traffic-loads.ts";
import type { Segment, Traffic } from "../../../src/estimate/priced-plan.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const archs = Object.fromEntries(
  await Promise.all(
    ["bow-pod16", "bow-pod64", "bow-pod256", "c2-server", "tpu-v4-chips64", "h100-gpus16"].map(
      async (id) => [id, buildArch(await specs.arch(id))] as const,
    ),
  ),
) as Record<string, Arch>;
const of = (id: string): Arch => archs[id]!;

/** Replicas of `stages` chips side by side over all of a system. */
function replicas(arch: Arch, stages: number): ChipLayout {
  const count = arch.chips / stages;
  const strides = { stageStride: 1, replicaStride: stages, period: stages, total: arch.chips };
  return { ranks: 1, stages, replicas: count, ...strides };
}

/** How many times the rate of the law would fill the fullest link, when all chips sum over the replicas at once. */
function crowding(arch: Arch, stages: number): number {
  const layout = replicas(arch, stages);
  const near = Math.min(layout.replicas, arch.linkDomainChips / stages);
  const rate = ringBytesPerSecond(arch, near, stages);
  const segment: Segment = {
    ...{ label: "sum", resource: "links", seconds: 1, time: { gradientReduction: 1 }, energy: {} },
    ...{ bytes: rate, traffic: { members: near, stride: stages } },
  };
  const senders = Array.from({ length: stages }, (_, chip) => ({ chip, segment }));
  const { pools } = linkPools(arch, layout, senders);
  const used = pools.map(
    ({ loads, bytesPerSecond }) => loads.reduce((sum, { weight }) => sum + weight * rate, 0) / bytesPerSecond,
  );
  return Math.max(...used);
}

describe("gradients summed over replicas on a ladder of two links a rail", () => {
  test("replicas of one machine on the torus of a Pod64 have just what the law gives them", () =>
    expect(crowding(of("bow-pod64"), 4)).toBeCloseTo(1, 12));
  test("on a Pod16, whose rails are open, the way back takes as much again", () =>
    expect(crowding(of("bow-pod16"), 4)).toBeCloseTo(2, 12));
  test("replicas of 16 chips: the rings of 8 chips of a rail pass each link", () =>
    expect(crowding(of("bow-pod64"), 16)).toBeCloseTo(8 / 2, 12));
  test("16 replicas of one chip on an open ladder: one ring up one rail and down the other", () =>
    expect(crowding(of("c2-server"), 1)).toBeCloseTo(1, 12));
  test("ports of a switch carry their own chip alone", () =>
    expect(crowding(of("h100-gpus16"), 1)).toBeCloseTo(1, 12));
});

test("a collective on axes of 4 x 4 x 4 sends a third along each; on 2 x 8 what is left of a half first cut", () => {
  expect(axisShares([4, 4, 4])).toEqual([1 / 3, 1 / 3, 1 / 3]);
  // beginning with x: 1/2 along x, then 7/8 of the half along y; beginning with y: 7/8, then 1/2 of the eighth
  const [x, y] = [(1 / 2 + 1 / 16) / 2, (7 / 16 + 7 / 8) / 2];
  const shares = axisShares([2, 8]);
  expect(shares[0]).toBeCloseTo(x / (x + y), 14);
  expect(shares[1]).toBeCloseTo(y / (x + y), 14);
});

describe("of all traffic", () => {
  const systems = fc.constantFrom(...Object.keys(archs));
  const cases = fc
    .record({
      id: systems,
      stages: fc.constantFrom(1, 2, 4, 8),
      pattern: fc.constantFrom("ring", "next", "before", "all"),
    })
    .map(({ id, stages, pattern }) => {
      const arch = of(id);
      const layout = replicas(arch, stages);
      const traffic: Traffic =
        pattern === "next" || pattern === "before"
          ? { members: stages, stride: 1, pattern }
          : { members: layout.replicas, stride: stages, pattern, pieces: layout.replicas - 1 };
      return { arch, layout, traffic };
    });

  test("what leaves through ports and gateways arrives through others: nothing is lost or made", () =>
    fc.assert(
      fc.property(cases, ({ arch, layout, traffic }) => {
        const fabric = fabricOf(arch, arch.chips);
        const net = { links: 0, gateways: 0 };
        for (const [link, onLink] of trafficLoads(fabric, layout, traffic)) {
          const load = [...onLink.values()].reduce((sum, weight) => sum + weight, 0);
          const through = link % 2 === 0 ? load : -load;
          if (link >= fabric.firstGateway) net.gateways += through;
          else if (arch.wiring.axes.length === 0) net.links += through;
        }
        expect(Math.abs(net.links)).toBeLessThan(1e-9);
        expect(Math.abs(net.gateways)).toBeLessThan(1e-9);
      }),
      { numRuns: 25 },
    ));

  test("on a grid every chip sends on what it takes in and is not for it: flow is kept, link by link", () =>
    fc.assert(
      fc.property(fc.nat({ max: 63 }), fc.nat({ max: 63 }), (from, to) => {
        const { wiring } = of("bow-pod64");
        const net = new Array<number>(64).fill(0);
        for (const link of routeLinks(wiring, from, to)) {
          const start = Math.floor(link / linksOfChip(wiring));
          const place = coordinatesOf(wiring, start);
          const axis = (link % linksOfChip(wiring)) >> 1;
          const { chips } = wiring.axes[axis]!;
          place[axis] = (place[axis]! + (link % 2 === 0 ? 1 : chips - 1)) % chips;
          net[start]! -= 1;
          net[chipAt(wiring, place)]! += 1;
        }
        const expected = new Array<number>(64).fill(0);
        expected[from]! -= 1;
        expected[to]! += 1;
        expect(net).toEqual(expected);
      }),
      { numRuns: 50 },
    ));

  test.each([1, 4, 16])(
    "replicas of %i chips: one period of the placement has the loads of any other",
    (stages) => {
      const arch = of("bow-pod256");
      const layout = replicas(arch, stages);
      const traffic = { members: 64 / stages, stride: stages };
      const whole = trafficLoads(fabricOf(arch, 256), layout, traffic);
      const one = trafficLoads(fabricOf(arch, 64), layout, traffic);
      for (const [link, onLink] of one) expect([...whole.get(link + 64 * 4)!]).toEqual([...onLink]);
    },
  );
});
