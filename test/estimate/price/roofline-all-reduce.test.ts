import { expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { machineProtocols, neighboursAllReduce } from "../../../src/estimate/price/roofline-all-reduce.ts";
import type { ChipGroup } from "../../../src/plan/placement/chip-group.ts";
import { TINY_SOFTWARE } from "../../helpers/tiny.ts";

/** Two links of 50 B/s to each chip, 1 s a round; small messages at half the rate, 0.1 s a round. */
const arch = {
  machine: { internalLinks: 2 },
  chip: {
    architecture: "roofline",
    links: { bytesPerSecondEach: 50, latencySeconds: 1 },
    smallMessages: { bytesPerSecond: 50, latencySeconds: 0.1 },
  },
} as unknown as Arch;

const group = (inside: number, domains: number): ChipGroup =>
  ({
    members: inside * domains,
    inside,
    domains,
    far: { bytesPerSecond: 10, latencySeconds: 2 },
  }) as ChipGroup;

test("the links of a machine carry together what they carry each, a chip with tiles has no small messages", () => {
  expect(machineProtocols(arch)).toEqual({
    ...{ bytesPerSecond: 100, latencySeconds: 1 },
    small: { bytesPerSecond: 50, latencySeconds: 0.1 },
  });
  const tiled = { ...arch, chip: { ...arch.chip, architecture: "tiled" } } as Arch;
  expect(machineProtocols(tiled)).toEqual({ bytesPerSecond: 100, latencySeconds: 1 });
});

test("4,000 B over four neighbours: two rounds twice, 6,000 B at 100 B/s; nothing goes beyond", () => {
  const cost = neighboursAllReduce(4_000, group(4, 1), arch, TINY_SOFTWARE);
  expect(cost.seconds).toBeCloseTo(2 * 2 * 1 + 6_000 / 100, 9);
  expect(cost.bytesSent).toBe(6_000);
});

test("over two machines of four a chip sums its 1,000 B with its counterpart: 1,000 B at 10 B/s, a step twice", () => {
  const cost = neighboursAllReduce(4_000, group(4, 2), arch, TINY_SOFTWARE);
  expect(cost.seconds).toBeCloseTo(64 + 1_000 / 10 + 2 * 2, 9);
  expect(cost.bytesSent).toBe(6_000 + 1_000);
});

test("40 B are small: 60 B at 50 B/s and four rounds of 0.1 s", () =>
  expect(neighboursAllReduce(40, group(4, 1), arch, TINY_SOFTWARE).seconds).toBeCloseTo(
    60 / 50 + 4 * 0.1,
    9,
  ));
