import { describe, expect, test } from "vitest";
import type { Arch, TiledChip } from "../../src/arch/arch.ts";
import { exchangeBytesPerSecond, sramBytesPerSecond } from "./bandwidth.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { peakFlopsPerSecond } from "../../src/arch/peak.ts";
import type { Arithmetic } from "../../src/spec/kinds/arch-spec.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

/** What is computed from tiles, clocks and links, against what data sheets print about the whole. */
const specs = await openShippedSpecs();
const archOf = async (id: string): Promise<Arch> => buildArch(await specs.arch(id));
const chipOf = async (id: string): Promise<TiledChip> => {
  const { chip } = await archOf(id);
  if (chip.architecture !== "tiled") throw new Error(`${id} has no tiles`);
  return chip;
};

/** `within` is the share by which the print may be rounded. */
function expectWithin(computed: number, published: number, within: number): void {
  expect(Math.abs(computed / published - 1)).toBeLessThanOrEqual(within);
}

describe("peak rates follow from tiles x clock x MACs", () => {
  test.each<[string, Arithmetic, number, number]>([
    ["c2-server", "fp16_32", 124.5e12, 0.001], // Citadel
    ["c2-server", "fp32", 31.1e12, 0.002], // Citadel
    ["mk2-pod", "fp16_16", 0.999e15 / 4, 0.0005], // DS-M2000
    ["mk2-pod", "fp32", 0.2497e15 / 4, 0.0005], // DS-M2000
    ["bow-pod", "fp16_16", 1.394e15 / 4, 0.0005], // DS-BOW
    ["bow-pod", "fp32", 0.349e15 / 4, 0.0015], // DS-BOW
    ["c600", "fp16_16", 280e12, 0.01], // ByteMLPerf
    ["c600", "fp8_16", 560e12, 0.01], // ByteMLPerf
    ["a100-gpus", "fp16_32", 312e12, 0], // A100
    ["h100-gpus", "fp8_16", 1979e12, 0], // H100
    ["tpu-v4-chips", "fp16_32", 275e12, 0], // TPU v4
  ])("%s %s: %d FLOP/s within %d", async (id, arithmetic, published, within) => {
    const { chip } = await archOf(id);
    expectWithin(peakFlopsPerSecond(chip, arithmetic), published, within);
  });

  test.each([
    ["mk2-pod64", 15.978e15, 0.0002],
    ["mk2-pod128", 31.955e15, 0.0002],
    ["bow-pod16", 5.6e15, 0.005],
    ["bow-pod256", 89.23e15, 0.0002],
    ["bow-pod1024", 350e15, 0.02], // sold as 350; 256 machines of 1.394 are 357
    ["bow-pod65536", 23e18, 0.01], // "nearly 23 exaflops" of 1,024 Pod64, the most that IPU-Fabric was said to join
  ])("%s: %d FLOP/s in FP16.16 within %d, as its data sheet says", async (id, published, within) => {
    const { chip, chips } = await archOf(id);
    expectWithin(chips * peakFlopsPerSecond(chip, "fp16_16"), published, within);
  });

  test("half-precision partials double the rate on Mk2 but not on Mk1", async () => {
    const [mk1, mk2] = [await chipOf("c2-server"), await chipOf("mk2-pod")];
    expect(peakFlopsPerSecond(mk1, "fp16_16")).toBe(peakFlopsPerSecond(mk1, "fp16_32"));
    expect(peakFlopsPerSecond(mk2, "fp16_16")).toBe(2 * peakFlopsPerSecond(mk2, "fp16_32"));
  });

  test("a format that a chip does not have runs at no rate", async () => {
    expect(peakFlopsPerSecond(await chipOf("bow-pod"), "fp8_16")).toBe(0);
  });
});

describe("memory", () => {
  test.each([
    ["c2-server", 45e12, 0.04],
    ["mk2-pod", 47.5e12, 0.016],
    ["bow-pod", 261e12 / 4, 0.002],
  ])("%s: SRAM bandwidth at 24 B per tile and cycle is %d B/s within %d", async (id, published, within) => {
    const chip = await chipOf(id);
    expect(chip.loadStoreBytesPerCycle).toBe(8 + 8 + 8);
    expectWithin(sramBytesPerSecond(chip), published, within);
  });

  test.each([
    ["c2-server", 8e12, 0.03],
    ["mk2-pod", 8e12, 0.03],
    ["bow-pod", 11e12, 0.011],
  ])("%s: exchange at 4 B per tile and cycle is %d B/s within %d", async (id, published, within) => {
    expectWithin(exchangeBytesPerSecond(await chipOf(id)), published, within);
  });

  test("tile SRAM is what lies between the addresses 0x4C000 and 0xE7FFF, and 897 MiB a chip", async () => {
    const chip = await chipOf("mk2-pod");
    expect(chip.sramBytesPerTile).toBe(0xe8000 - 0x4c000);
    expect(chip.sramBytes).toBe(897 * 2 ** 20);
    expect((await chipOf("c2-server")).sramBytes).toBe(304 * 2 ** 20);
  });

  test("a Pod64 has 4.2 TB: 16 machines with 256 GB of DRAM and 0.9 GB of SRAM a chip", async () => {
    const { chip, chips, memories, machines } = await archOf("bow-pod64");
    const sram = chip.architecture === "tiled" ? chip.sramBytes : 0;
    expectWithin(machines * (memories.streaming?.bytes ?? 0) + chips * sram, 4.2e12, 0.015);
  });

  test("streaming memory attains 52-68 % of what its DIMMs could, and one chip no more than all", async () => {
    const { streaming } = (await archOf("mk2-pod")).memories;
    const peak = 2 * 2400e6 * 8;
    expect(streaming!.bytesPerSecond / peak).toBeGreaterThan(0.52);
    expect(streaming!.bytesPerSecond / peak).toBeLessThan(0.68);
    expect(streaming!.chipBytesPerSecond).toBeLessThan(streaming!.bytesPerSecond);
  });
});

describe("links, at 16 GB/s a direction", () => {
  const EFFICIENCY = 0.85;
  const bitsBothWays = ({ links }: TiledChip, count: number): number =>
    (2 * 8 * count * links.bytesPerSecondEach) / EFFICIENCY;

  test("Mk1 and Mk2: ten links are 320 GB/s both ways", async () => {
    for (const id of ["c2-server", "mk2-pod"])
      expect(bitsBothWays(await chipOf(id), 10) / 8).toBeCloseTo(320e9, 0);
  });

  test("an M2000 has 2 Tbit/s to other machines, a C600 1 Tbit/s", async () => {
    const [pod, card] = [await archOf("mk2-pod"), await archOf("c600")];
    expectWithin(
      bitsBothWays(pod.chip as TiledChip, pod.machine.chips * pod.machine.externalLinks),
      2e12,
      0.025,
    );
    expectWithin(bitsBothWays(card.chip as TiledChip, card.machine.externalLinks), 1e12, 0.025);
  });

  test("the fabric of an M2000 is 2.8 Tbit/s: links, gateway and host ports", async () => {
    const { chip, machine } = await archOf("mk2-pod");
    const links = bitsBothWays(chip as TiledChip, machine.chips * machine.externalLinks);
    const hostPorts = 2 * 2 * 100e9;
    expectWithin(links + 2 * 8 * machine.gateway.bytesPerSecond + hostPorts, 2.8e12, 0.02);
  });
});

describe("price per peak FLOP/s", () => {
  test.each([
    ["mk2-pod4", 32.5],
    ["bow-pod4", 23.3],
  ])("%s: $%d per TFLOP/s of FP16, without host", async (id, dollars) => {
    const { chip, machine } = await archOf(id);
    expect(
      machine.priceDollars! / ((machine.chips * peakFlopsPerSecond(chip, "fp16_16")) / 1e12),
    ).toBeCloseTo(dollars, 1);
  });

  test("DGX A100: $79.7, Good Computer: $12.0 (of FP8, as read)", async () => {
    const [dgx, good] = [await archOf("a100-gpus8"), await archOf("good-computer")];
    expect(dgx.capexDollars! / ((8 * peakFlopsPerSecond(dgx.chip, "fp16_16")) / 1e12)).toBeCloseTo(79.7, 1);
    expect(good.capexDollars! / ((good.chips * peakFlopsPerSecond(good.chip, "fp8_16")) / 1e12)).toBeCloseTo(
      12.0,
      1,
    );
  });
});

describe("Good Computer", () => {
  test("its parts add up to the announcement: 8,192 IPUs, 10 EFLOPS, 4 PB, 10 PB/s, $120 M", async () => {
    const { chip, chips, memories, machines, capexDollars } = await archOf("good-computer");
    expect(chips).toBe(8192);
    expect(chips * peakFlopsPerSecond(chip, "fp8_16")).toBeCloseTo(10e18, -6);
    expect(machines * memories.streaming!.bytes).toBeCloseTo(4e15, -3);
    expect(machines * memories.streaming!.bytesPerSecond).toBeCloseTo(10e15, -3);
    expect(capexDollars).toBe(120e6);
  });

  test("one IPU: 1.22 PFLOP/s, 488 GB, 1.22 TB/s", async () => {
    const { chip, machine, memories } = await archOf("good-computer");
    expect(peakFlopsPerSecond(chip, "fp8_16") / 1e15).toBeCloseTo(1.22, 2);
    expect(memories.streaming!.bytes / machine.chips / 1e9).toBeCloseTo(488, 0);
    expect(memories.streaming!.chipBytesPerSecond / 1e12).toBeCloseTo(1.22, 2);
  });

  test("what was not announced has a range", async () => {
    const { provenance } = await specs.arch("good-computer");
    const ranged = provenance.filter(({ low, high }) => low !== undefined && high !== undefined);
    expect(ranged.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        "chip.tiles",
        "chip.sramPerTile",
        "chip.clock",
        "chip.links.bandwidth",
        "chip.power.relativeVoltage",
        "chip.power.idle",
        "machine.streaming.bandwidth",
        "machine.gateway.bandwidth",
        "machine.power.overhead",
        "system.linkDomainChips",
      ]),
    );
  });

  test("the high end of its clock is the rate that the announcement read as FP16 needs", async () => {
    const { spec, provenance } = await specs.arch("good-computer");
    const clock = provenance.find(({ path }) => path === "chip.clock");
    const tiles = spec.chip.architecture === "tiled" ? spec.chip.tiles : 0;
    expect(8192 * tiles * 2 * 64 * (clock?.high ?? 0)).toBeCloseTo(10e18, -6);
  });
});
