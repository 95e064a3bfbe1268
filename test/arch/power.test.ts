import { describe, expect, test } from "vitest";
import type { TiledChip } from "../../src/arch/arch.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { peakFlopsPerSecond } from "../../src/arch/peak.ts";
import { planMatmul } from "../../src/cost/matmul/matmul-plan.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { unbuildable } from "../../src/plan/unbuildable.ts";
import { measureMetrics } from "../../src/result/measure.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import type { Arithmetic } from "../../src/spec/kinds/arch-spec.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const archOf = async (id: string) => {
  const arch = buildArch(await specs.arch(id));
  if (arch.chip.architecture !== "tiled") throw new Error(`${id} has no tiles`);
  return { ...arch, chip: arch.chip };
};
const [mk2, bow] = [await archOf("mk2-pod4"), await archOf("bow-pod4")];

const FORMATS = ["fp16_16", "fp16_32", "fp32"] as const;

/** Joules per FLOP of a large product as it is planned and priced: datapath, SRAM and exchange, without idle power. */
function netJoulesPerFlop(chip: TiledChip, arithmetic: Arithmetic): number {
  const { rows, inner, columns } = { rows: 4096, inner: 4096, columns: 4096 };
  const plan = planMatmul(
    { groups: 1, rows, inner, columns },
    {
      ...{ tiles: chip.tiles, sramBytesPerTile: chip.sramBytesPerTile, arithmetic },
      macsPerCycle: chip.macsPerCycle[arithmetic]!,
      availableMemoryProportion: 0.6,
      weightLoadBytesPerCycle: chip.weightLoadBytesPerCycle,
      exchangeBytesPerCycle: chip.exchange.bytesPerCycle,
      ...{ pairFactor: chip.exchange.pairFactor, phaseCycles: chip.exchange.phaseCycles },
    },
  );
  const { sramJoulesPerByte, exchangeJoulesPerByte } = chip.power;
  const moved = plan.sramBytes * sramJoulesPerByte + plan.exchangeBytes * exchangeJoulesPerByte;
  return chip.joulesPerFlop[arithmetic]! + moved / (2 * rows * inner * columns);
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
    "a large product of %s, as it is priced, and idle power add up to the %d J/FLOP of HC33 within 3 %",
    (arithmetic, whole) => {
      const { chip } = mk2;
      const idle = chip.power.idleWatts / peakFlopsPerSecond(chip, arithmetic);
      expect(Math.abs((netJoulesPerFlop(chip, arithmetic) + idle) / whole - 1)).toBeLessThan(0.03);
    },
  );

  // ServeTheHome quoting Graphcore, MLPerf Training v1.0; eeNews Europe, Graphcore details power for Bow AI unit.
  test("a machine, its parts added up, draws at half its burst rate the typical 1.1 kW, and Bow's the average 1.25 kW, within 15 %", () => {
    for (const [{ chip, machine }, typicalWatts] of [
      [mk2, 1100],
      [bow, 1250],
    ] as const) {
      const watts = 4 * chipWatts(chip, "fp16_16", 0.5) * (1 + machine.lossShare) + machine.overheadWatts;
      expect(Math.abs(watts / typicalWatts - 1)).toBeLessThan(0.15);
      expect(machine.lossShare).toBeCloseTo(1 / (0.94 * 0.9) - 1, 12);
      expect(machine.overheadWatts).toBeCloseTo((90 + 12 + 25 + 35 + 150 + 10) / 0.94, 9);
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
    const share = ((1500 - 322 / 0.94) * 0.94 * 0.9) / 4;
    expect(share).toBeLessThan(300);
    expect(mk2.chip.power.capWatts).toBeCloseTo(share, 9);
    const wide = buildArch(await specs.arch("mk2-pod4", { "machine.power.cap": "5 kW" }));
    expect(wide.chip.power.capWatts).toBe(300);
    const part = buildArch(await specs.arch("mk2-pod4", { "machine.power.cap": "1 kW" }));
    expect(part.chip.power.capWatts).toBeCloseTo(((1000 - 322 / 0.94) * 0.94 * 0.9) / 4, 9);
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
  const volts = 0.93793;

  test("leakage falls with the voltage, the clock tree with its square and rises with the clock: 25.7 + 17.9 W", () => {
    expect(bow.chip.power.idleWatts).toBeCloseTo(27.4 * volts + 14.6 * volts ** 2 * (1.85 / 1.325), 2);
    expect(bow.silicon!.supplyVolts / mk2.silicon!.supplyVolts).toBeCloseTo(volts, 4);
  });

  test("every energy is Mk2's by the voltage squared, except the links', which have supplies of their own", () => {
    const ratio = (bow.silicon!.supplyVolts / mk2.silicon!.supplyVolts) ** 2;
    for (const arithmetic of FORMATS)
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
    expect(fast!.flops / fast!.watts / (slow!.flops / slow!.watts)).toBeCloseTo(1.16, 2);
  });
});

/** What a machine draws beside hosts and network while it trains BERT-Large, at a batch that keeps its tiles busy. */
async function machineWatts(id: string): Promise<number> {
  const arch = buildArch(await specs.arch(id));
  const { spec: workload } = await specs.workload("bert-large", { "task.globalBatch": 4096 });
  const split = { tensorParallel: 1, pipelineParallel: 4, dataParallel: 1, microBatch: 2 } as const;
  const fixed = { ...split, recompute: "layer", arithmetic: "fp16_16", headPlacement: "last" } as const;
  const { best } = findPlan({ arch, workload, fixed, planners: new Map(), breadth: "usual" });
  const { averagePowerWatts } = measureMetrics(metricContext(best!.evaluation));
  return averagePowerWatts! - arch.hosts * arch.hostWatts - arch.networkWatts;
}

// Published: about 1.0 kW of an M2000 (MLPerf v1.0, ServeTheHome), 1.25 kW of a Bow-2000 on average (eeNews Europe).
test("power that is predicted: BERT-Large draws about 1.0 kW on an M2000 and 1.25 kW on a Bow-2000, within 15 %", async () => {
  const [m2000, bow2000] = [await machineWatts("mk2-pod4"), await machineWatts("bow-pod4")];
  expect(Math.abs(m2000 / 1000 - 1)).toBeLessThan(0.15);
  expect(Math.abs(bow2000 / 1250 - 1)).toBeLessThan(0.15);
  expect(m2000).toBeGreaterThan(980); // 922 W where vector and layout work drew next to nothing
});
