import { describe, expect, test } from "vitest";
import { readInterfaces } from "../../../src/validate/dies/interfaces.ts";

describe("memory", () => {
  test.each([
    [
      "6 HBM2e PHY (5 used) 2.04 TB/s, NVLink3 x12, PCIe4 x16",
      { hbmStacks: 6, usedStacks: 5, hbm: "hbm2e", memory: "hbm" },
    ],
    ["8 HBM3 5.3 TB/s, 7+1 Infinity links, PCIe5 x16", { hbmStacks: 8, usedStacks: 8, hbm: "hbm3" }],
    [
      "64 GB HBM 1.6-1.8 TB/s, 1.5 TB DDR5",
      { hbmStacks: 7, memoryBytesPerSecond: expect.closeTo(1.7e12, -3) as number },
    ],
    ["HBM 700 GB/s, ICI x4", { hbmStacks: 3, memory: "hbm" }],
    [
      "256-bit GDDR6 320 GB/s, PCIe3 x16",
      { hbmStacks: 0, ddrBits: 256, memory: "gddr", memoryBytesPerSecond: 320e9 },
    ],
    ["LPDDR5 205 GB/s, PCIe5 x8", { ddrBits: 256, memory: "ddr" }],
    ["2 x DDR3 34 GB/s, PCIe3 x16", { ddrBits: 128, memory: "ddr" }],
    ["12 x 100GbE; no DRAM", { hbmStacks: 0, ddrBits: 0, memory: undefined }],
  ])("%s", (text, expected) => expect(readInterfaces(text)).toMatchObject(expected));
});

describe("lanes", () => {
  test.each([
    [
      "10 IPU-Links x 8 lanes x 16 GT/s, PCIe4 x16; no DRAM",
      [
        [16, 16e9],
        [80, 16e9],
      ],
    ],
    [
      "8 HBM2e 3.67 TB/s, 24 x 200GbE (48 x 112G), PCIe5 x16",
      [
        [16, 32e9],
        [48, 112e9],
      ],
    ],
    ["24 x 100GbE", [[48, 56e9]]],
    ["NVLink4 x18", [[36, 100e9]]],
    ["hybrid bonded 9 um on IOD", []],
  ])("%s", (text, lanes) =>
    expect(readInterfaces(text).lanes).toEqual(
      lanes.map(([count, bitsPerSecond]) => ({ count, bitsPerSecond })),
    ),
  );

  test("a die that is bonded on another has no pads of its own", () => {
    expect(readInterfaces("hybrid bonded 9 um on IOD").isBonded).toBe(true);
    expect(readInterfaces("PCIe4 x16").isBonded).toBe(false);
  });
});
