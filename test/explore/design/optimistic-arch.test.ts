import { expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { buildArch } from "../../../src/arch/build-arch.ts";
import {
  alike,
  better,
  isBounded,
  numbersOf,
  optimisticArch,
  speedOf,
} from "../../../src/explore/design/optimistic-arch.ts";
import { openSpecs } from "../../../src/spec/load.ts";

const specs = openSpecs();
const pod = async (set: Record<string, string> = {}): Promise<Arch> =>
  buildArch(await specs.arch("bow-pod4", set));

test("the better of two values is the larger of rates and memory, the smaller of time, power, money, carbon and area", () => {
  expect(better("chip.links.bytesPerSecondEach", 1, 2)).toBe(2);
  expect(better("chip.power.capWatts", 1, 2)).toBe(2);
  expect(better("silicon.reticleSquareMetres", 1, 2)).toBe(2);
  for (const path of [
    "chip.links.latencySeconds",
    "chip.power.idleWatts",
    "chip.joulesPerFlop.fp16_16",
    "machine.priceDollars",
    "silicon.embodiedKilograms",
    "silicon.footprintSquareMetres",
  ])
    expect(better(path, 1, 2), path).toBe(1);
});

test("counts of parts are never bounded together", () => {
  expect(["chips", "chip.tiles", "machine.chips", "chip.macsPerCycle.fp32"].filter(isBounded)).toEqual([]);
  expect(isBounded("chip.sramBytesPerTile")).toBe(true);
});

test("the machine between two corners takes each number from the better one", async () => {
  const fast = await pod({ "chip.links.bandwidth": "48 GB/s", "machine.host.latency": "9 us" });
  const near = await pod({ "chip.links.bandwidth": "16 GB/s", "machine.host.latency": "2 us" });
  const best = numbersOf(optimisticArch(fast, near));
  expect(best.get("chip.links.bytesPerSecondEach")).toBe(fast.chip.links.bytesPerSecondEach);
  expect(best.get("machine.host.latencySeconds")).toBe(2e-6);
  for (const [path, value] of best) {
    const ends = [numbersOf(fast).get(path)!, numbersOf(near).get(path)!];
    expect(value, path).toBe(better(path, ends[0]!, ends[1]!));
  }
});

test("prices are nothing to a plan, rates leave what fits as it is, SRAM does not", async () => {
  const base = await pod();
  const dearer = await pod({ "machine.price": "1e6 USD" });
  const faster = await pod({ "chip.links.bandwidth": "48 GB/s" });
  const larger = await pod({ "chip.sramPerTile": "700 KiB" });
  expect(speedOf(dearer)).toBe(speedOf(base));
  expect(speedOf(faster)).not.toBe(speedOf(base));
  expect([dearer, faster, larger].map((arch) => alike(base, arch))).toEqual(["all", "memory", "parts"]);
});
