import { describe, expect, test } from "vitest";
import type { TiledChip } from "../../src/arch/arch.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { peakFlopsPerSecond } from "../../src/arch/peak.ts";
import { unbuildable } from "../../src/plan/unbuildable.ts";
import type { Arithmetic } from "../../src/spec/kinds/arch-spec.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const archOf = async (id: string) => {
  const arch = buildArch(await specs.arch(id));
  if (arch.chip.architecture !== "tiled") throw new Error(`${id} has no tiles`);
  return { ...arch, chip: arch.chip };
};
const [mk2, bow] = [await archOf("mk2-pod4"), await archOf("bow-pod4")];

/** SRAM bytes a tile moves in one cycle of the AMP loop: input row and partials in, partials out. */
const LOOP_BYTES_PER_CYCLE = { fp16_16: 24, fp16_32: 24, fp32: 20 };
/** HC33: a tenth of a chip's dynamic energy is transport. */
const TRANSPORT_SHARE = 0.1;

/** Joules per FLOP of the AMP at full rate with what it reads and sends, without idle power. */
function netJoulesPerFlop(chip: TiledChip, arithmetic: keyof typeof LOOP_BYTES_PER_CYCLE): number {
  const flopsPerCycle = 2 * chip.macsPerCycle[arithmetic]!;
  const sram = (chip.power.sramJoulesPerByte * LOOP_BYTES_PER_CYCLE[arithmetic]) / flopsPerCycle;
  return (chip.joulesPerFlop[arithmetic]! + sram) / (1 - TRANSPORT_SHARE);
}
function chipWatts(chip: TiledChip, arithmetic: "fp16_16" | "fp16_32" | "fp32", load: number): number {
  return (
    chip.power.idleWatts + load * peakFlopsPerSecond(chip, arithmetic) * netJoulesPerFlop(chip, arithmetic)
  );
}

describe("Mk2", () => {
  test.each([
    ["fp16_16", 1.3e-12],
    ["fp16_32", 1.75e-12],
    ["fp32", 3.3e-12],
  ] as const)(
    "datapath, SRAM, transport and idle of %s add up to the %d J/FLOP of HC33",
    (arithmetic, whole) => {
      const { chip } = mk2;
      const idle = chip.power.idleWatts / peakFlopsPerSecond(chip, arithmetic);
      expect(Math.abs((netJoulesPerFlop(chip, arithmetic) + idle) / whole - 1)).toBeLessThan(0.003);
    },
  );

  test("in FP16.16 the transport share is what 4 B of exchange a cycle cost", () => {
    const exchange = (mk2.chip.power.exchangeJoulesPerByte * 4) / 128;
    expect(exchange / netJoulesPerFlop(mk2.chip, "fp16_16")).toBeCloseTo(TRANSPORT_SHARE, 2);
  });

  // ServeTheHome quoting Graphcore, MLPerf Training v1.0; eeNews Europe, Graphcore details power for Bow AI unit.
  test("a machine, its parts added up, draws at half its burst rate the typical 1.1 kW, and Bow's the average 1.25 kW, within 15 %", () => {
    for (const [{ chip, machine }, typicalWatts] of [
      [mk2, 1100],
      [bow, 1250],
    ] as const) {
      const watts = 4 * chipWatts(chip, "fp16_16", 0.5) * (1 + machine.lossShare) + machine.overheadWatts;
      expect(Math.abs(watts / typicalWatts - 1)).toBeLessThan(0.15);
      expect(machine.lossShare).toBeCloseTo(1 / (0.94 * 0.9) - 1, 12);
      expect(machine.overheadWatts).toBe(90 + 12 + 25 + 35 + 150 + 10);
    }
  });

  test("a full AMP rate exceeds the cap of a chip, half of it does not: only a power virus slows the clock", () => {
    for (const { chip } of [mk2, bow]) {
      expect(chipWatts(chip, "fp16_16", 0.5)).toBeLessThan(chip.power.capWatts);
      expect(chipWatts(chip, "fp16_16", 1)).toBeGreaterThan(chip.power.capWatts);
    }
  });
});

describe("a chip draws no more than", () => {
  test("its share of the machine's cap: what overhead leaves, less what supplies lose", async () => {
    const share = ((1500 - 322) * 0.94 * 0.9) / 4;
    expect(share).toBeLessThan(300);
    expect(mk2.chip.power.capWatts).toBeCloseTo(share, 9);
    const wide = buildArch(await specs.arch("mk2-pod4", { "machine.power.cap": "5 kW" }));
    expect(wide.chip.power.capWatts).toBe(300);
    const part = buildArch(await specs.arch("mk2-pod4", { "machine.power.cap": "1 kW" }));
    expect(part.chip.power.capWatts).toBeCloseTo(((1000 - 322) * 0.94 * 0.9) / 4, 9);
  });

  test("its footprint can be cooled of: a smaller die of another process slows down, and is not refused", async () => {
    const wide = { "chip.process": "n5", "machine.power.cap": "5 kW" };
    const arch = buildArch(await specs.arch("bow-pod4", wide));
    expect(arch.silicon!.coolableWatts).toBeLessThan(340);
    expect(arch.chip.power.capWatts).toBe(arch.silicon!.coolableWatts);
    expect(unbuildable(arch)).toBeUndefined();
    const stated = buildArch(await specs.arch("bow-pod4", { ...wide, "chip.power.cap": "340 W" }));
    expect(unbuildable(stated)).toMatchObject({ demand: 340, unit: "W" });
  });
});

describe("Bow follows from Mk2 by voltage and clock", () => {
  test("idle power is 42 W / 1.16 x 1.85 / 1.325 = 50.6 W", () =>
    expect(bow.chip.power.idleWatts).toBeCloseTo((42 / 1.16) * (1.85 / 1.325), 6));

  test("every energy is Mk2's / 1.16, except that of the links, which have supplies of their own", () => {
    const ratio = 1 / 1.16;
    for (const arithmetic of ["fp16_16", "fp16_32", "fp32"] as const satisfies readonly Arithmetic[])
      expect(bow.chip.joulesPerFlop[arithmetic]! / mk2.chip.joulesPerFlop[arithmetic]!).toBeCloseTo(ratio, 9);
    for (const key of ["sramJoulesPerByte", "exchangeJoulesPerByte", "vectorJoulesPerFlop"] as const)
      expect(bow.chip.power[key] / mk2.chip.power[key]).toBeCloseTo(ratio, 9);
    expect(bow.chip.links.joulesPerByte).toBe(mk2.chip.links.joulesPerByte);
  });

  test("a chip does 40 % more work at full load, and 16 % more per watt", () => {
    const [slow, fast] = [mk2, bow].map(({ chip }) => ({
      flops: peakFlopsPerSecond(chip, "fp16_16"),
      watts: chipWatts(chip, "fp16_16", 1),
    }));
    expect(fast!.flops / slow!.flops).toBeCloseTo(1.85 / 1.325, 9);
    expect(fast!.flops / fast!.watts / (slow!.flops / slow!.watts)).toBeCloseTo(1.16, 6);
  });
});
