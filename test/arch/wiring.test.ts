import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { buildWiring, chipAt, coordinatesOf, linksOfChip, routeLinks } from "../../src/arch/wiring.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const ladder = (chips: number) =>
  buildWiring(chips, [
    { chips: 2, links: 6 },
    { links: 2, closedFrom: 64 },
  ]);
const torus = buildWiring(64, [
  { links: 1, closedFrom: 64 },
  { links: 1, closedFrom: 64 },
  { links: 1, closedFrom: 64 },
]);

describe("a grid of chips", () => {
  test("a ladder: chips 0 and 1 are a rung, 2 and 3 the next; a Pod64 closes its rails", () => {
    expect([0, 1, 2, 3, 6].map((chip) => coordinatesOf(ladder(16), chip))).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 3],
    ]);
    expect(ladder(16).axes).toEqual([
      { chips: 2, links: 6, closed: false },
      { chips: 8, links: 2, closed: false },
    ]);
    expect(ladder(64).axes[1]).toEqual({ chips: 32, links: 2, closed: true });
  });

  test("64 chips over three axes are 4 x 4 x 4, four neighbours by number 2 x 2 x 1", () => {
    expect(torus.axes.map(({ chips }) => chips)).toEqual([4, 4, 4]);
    expect([0, 1, 2, 3].map((chip) => coordinatesOf(torus, chip))).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [1, 1, 0],
    ]);
  });

  test("a closed axis of two chips has both its ways between the same two", () =>
    expect(buildWiring(2, [{ links: 2, closedFrom: 2 }]).axes).toEqual([
      { chips: 2, links: 4, closed: false },
    ]));

  test("without axes, or where they do not divide the domain, a switch", () => {
    expect(buildWiring(8, []).axes).toEqual([]);
    expect(buildWiring(9, [{ chips: 2, links: 1 }, { links: 1 }]).axes).toEqual([]);
    expect(routeLinks(buildWiring(8, []), 2, 5)).toEqual([2 * 2, 5 * 2 + 1]);
  });

  test("every chip has one place", () => {
    for (const wiring of [ladder(16), ladder(64), torus])
      for (let chip = 0; chip < wiring.chips; chip++)
        expect(chipAt(wiring, coordinatesOf(wiring, chip))).toBe(chip);
  });
});

/** Where a link leads, and from where. */
function endsOf(wiring: ReturnType<typeof ladder>, link: number): readonly [number, number] {
  const perChip = linksOfChip(wiring);
  const from = Math.floor(link / perChip);
  const place = coordinatesOf(wiring, from);
  const axis = (link % perChip) >> 1;
  const { chips } = wiring.axes[axis]!;
  place[axis] = (place[axis]! + (link % 2 === 0 ? 1 : chips - 1)) % chips;
  return [from, chipAt(wiring, place)];
}

describe("a route", () => {
  const chip = fc.nat({ max: 63 });
  test("is a chain of links from chip to chip, no longer than the sides allow", () =>
    fc.assert(
      fc.property(fc.constantFrom(ladder(64), torus), chip, chip, (wiring, from, to) => {
        let at = from;
        const route = routeLinks(wiring, from, to);
        for (const link of route) {
          const [start, end] = endsOf(wiring, link);
          expect(start).toBe(at);
          at = end;
        }
        expect(at).toBe(to);
        const most = wiring.axes.reduce(
          (sum, { chips, closed }) => sum + (closed ? Math.floor(chips / 2) : chips - 1),
          0,
        );
        expect(route.length).toBeLessThanOrEqual(most);
      }),
    ));

  test("on an open ladder from one end to the other passes every rung", () =>
    expect(routeLinks(ladder(16), 0, 14)).toHaveLength(7));
  test("on a closed one it goes over the end", () =>
    expect(routeLinks(ladder(64), 0, 62)).toEqual([0 * 4 + 3]));
});

describe("shipped machines", async () => {
  const specs = await openShippedSpecs();
  const grids = [
    "bow-pod64",
    "good-computer",
    "c2-server",
    "c600-cards8",
    "tpu-v4-chips4096",
    "tpu-v5e-chips256",
  ];
  test.each(grids)("%s: no chip has more links to its neighbours than it has links", async (id) => {
    const { wiring, chip } = buildArch(await specs.arch(id));
    const used = wiring.axes.map(({ chips, links }) => (chips > 2 ? 2 : chips - 1) * links);
    expect(used.reduce((sum, links) => sum + links, 0)).toBe(chip.links.count);
  });
  test("GPUs of a machine meet in a switch", async () =>
    expect(buildArch(await specs.arch("h100-gpus16")).wiring).toEqual({ chips: 8, axes: [], digits: [] }));
});
