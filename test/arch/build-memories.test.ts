import { expect, test } from "vitest";
import { buildMemories } from "../../src/arch/build-memories.ts";
import type { ArchSpec } from "../../src/spec/kinds/arch-spec.ts";

const tiled = {
  architecture: "tiled",
  ...{ tiles: 10, sramPerTile: 100, loadStorePerCycle: 8, clock: 5, power: { sramEnergy: 3 } },
} as unknown as ArchSpec["chip"];
const roofline = {
  architecture: "roofline",
  memory: { capacity: 80, bandwidth: 200, efficiency: 0.75, energy: 4 },
} as unknown as ArchSpec["chip"];
const none = {} as ArchSpec["machine"];

test("ten tiles of 100 B that load 8 B a cycle at 5 Hz are 1,000 B at 400 B/s", () =>
  expect(buildMemories({ chip: tiled, machine: none })).toEqual({
    sram: {
      ...{ id: "sram", sharedBy: "chip", bytes: 1_000, joulesPerByte: 3 },
      ...{ bytesPerSecond: 400, chipBytesPerSecond: 400 },
    },
  }));

test("a chip without tiles computes from its memory, at the attainable part of its rate: 0.75 · 200 B/s", () =>
  expect(buildMemories({ chip: roofline, machine: none }).sram).toMatchObject({
    ...{ bytes: 80, bytesPerSecond: 150, chipBytesPerSecond: 150, joulesPerByte: 4 },
  }));

test("one chip takes no more from streaming memory than the machine's has", () => {
  const streaming = { capacity: 1_000, bandwidth: 20, chipBandwidth: 30, energy: 1 };
  const machine = { chips: 4, streaming } as unknown as ArchSpec["machine"];
  expect(buildMemories({ chip: tiled, machine })["streaming"]).toEqual({
    ...{ id: "streaming", sharedBy: "machine", bytes: 1_000, joulesPerByte: 1 },
    ...{ bytesPerSecond: 20, chipBytesPerSecond: 20 },
  });
});

test("two of a machine's four chips have half of what it shares", () => {
  const streaming = { capacity: 1_000, bandwidth: 20, chipBandwidth: 8, energy: 1 };
  const machine = { chips: 4, streaming } as unknown as ArchSpec["machine"];
  expect(buildMemories({ chip: tiled, machine }, 2)["streaming"]).toMatchObject({
    ...{ bytes: 500, bytesPerSecond: 10, chipBytesPerSecond: 8 },
  });
});

test("listed memories follow, the machine's before the chip's; one without a rate a chip gives all of it to each", () => {
  const spec = (more: object) => ({ capacity: 8, bandwidth: 4, energy: 2, ...more });
  const machine = {
    chips: 4,
    memories: { flash: spec({ chipBandwidth: 1 }) },
  } as unknown as ArchSpec["machine"];
  const chip = { ...tiled, memories: { hbm: spec({ latency: 6 }) } } as unknown as ArchSpec["chip"];
  const { sram: _sram, ...listed } = buildMemories({ chip, machine });
  expect(Object.entries(listed)).toEqual([
    [
      "flash",
      {
        ...{ id: "flash", sharedBy: "machine", bytes: 8, joulesPerByte: 2 },
        ...{ bytesPerSecond: 4, chipBytesPerSecond: 1 },
      },
    ],
    [
      "hbm",
      {
        ...{ id: "hbm", sharedBy: "chip", bytes: 8, joulesPerByte: 2, latencySeconds: 6 },
        ...{ bytesPerSecond: 4, chipBytesPerSecond: 4 },
      },
    ],
  ]);
});
