import { describe, expect, test } from "vitest";
import type { TiledChipSpec } from "../../../src/spec/kinds/arch-spec.ts";
import { relativeClock, relativeEnergy } from "../../../src/silicon/voltage.ts";
import type { Overrides } from "../../../src/spec/override.ts";
import { openSpecs } from "../../../src/spec/load.ts";
import { processOf } from "../../silicon/process-of.ts";

const specs = openSpecs();

async function bow(overrides: Overrides = {}, system = "bow-pod") {
  const { spec } = await specs.arch(system, overrides);
  const chip = spec.chip as TiledChipSpec;
  return {
    supply: spec.silicon!.supply!,
    energy: chip.arithmetic.fp16_16!.energy,
    sram: chip.power.sramEnergy,
    idle: chip.power.idle,
    leakageWatts: spec.silicon!.leakageWatts,
  };
}

describe("a clock that is set", () => {
  test("needs the supply at which 7 nm is as much faster, and its energy follows the curve", async () => {
    const curve = (await processOf("n7")).voltage!;
    const [published, fast] = [await bow(), await bow({ "chip.clock": "2.2 GHz" })];
    const { volts, droop } = fast.supply;
    expect(published.supply.volts).toBeCloseTo(0.75 * 0.93793, 4);
    const faster = relativeClock(curve, volts, droop) / relativeClock(curve, published.supply.volts, droop);
    expect(faster).toBeCloseTo(2.2 / 1.85, 9);
    const dearer = relativeEnergy(curve, volts) / relativeEnergy(curve, published.supply.volts);
    expect(dearer).toBeGreaterThan(1.3);
    expect(fast.energy / published.energy).toBeCloseTo(dearer, 12);
    expect(fast.sram / published.sram).toBeCloseTo(dearer, 12);
    // idle: leakage by the supply, the clock tree by its energy and the clock
    const tree = 13.4e-6 * 823e-6 * 1.85e9;
    const [leakage, more] = [fast.leakageWatts, (2.2 / 1.85) * dearer];
    const rest = leakage * (volts / published.supply.volts) + tree * more;
    expect(fast.idle / published.idle).toBeCloseTo(rest / (leakage + tree), 9);
  });

  test("equal to the published one moves nothing, to the last bit", async () =>
    expect(await bow({ "chip.clock": "1850 MHz" })).toEqual(await bow()));

  test("costs the same however it is spelt: a formula that was set is no statement of the spec", async () => {
    for (const clock of ["2.4 GHz", "1.5 GHz"])
      expect(await bow({ "chip.clock": `= ${clock}` })).toEqual(await bow({ "chip.clock": clock }));
    const { supply } = await bow({ "chip.clock": "= 1300 MHz * 2" });
    expect(supply.clockHertz).toBeGreaterThan(supply.highestHertz);
  });

  test("beyond the curve there is no supply; what the highest one gives is said", async () => {
    const { supply } = await bow({ "chip.clock": "3 GHz" });
    expect(supply.volts).toBe(1);
    expect(supply.highestHertz).toBeGreaterThan(2.4e9);
    expect(supply.highestHertz).toBeLessThan(2.5e9);
  });

  test("faster never needs less supply or less energy", async () => {
    const all = await Promise.all(
      [1.6, 1.85, 2, 2.2, 2.4].map((clock) => bow({ "chip.clock": `${clock} GHz` })),
    );
    for (const [at, { supply, energy }] of all.entries()) {
      const before = all[at - 1];
      if (before === undefined) continue;
      expect(supply.volts).toBeGreaterThan(before.supply.volts);
      expect(energy).toBeGreaterThan(before.energy);
    }
  });

  test("a stated voltage is what the chip has: the law stands back", async () => {
    const { supply, energy } = await bow({ "chip.clock": "2.2 GHz", "chip.power.relativeVoltage": "1" });
    expect(supply.volts).toBe(0.75);
    expect(energy).toBeCloseTo(0.68e-12, 24);
  });
});

describe("another process", () => {
  test("at the same clock a faster one saves what its vendor says; its highest clock is higher by its speed", async () => {
    const [seven, five] = [await bow(), await bow({ "chip.process": "n5" })];
    expect(five.energy / seven.energy).toBeCloseTo(0.7, 9);
    expect(five.supply.volts).toBeLessThan(seven.supply.volts);
    expect(five.supply.highestHertz / seven.supply.highestHertz).toBeCloseTo(1.15, 9);
    const faster = await bow({ "chip.process": "n5", "chip.clock": "2.2 GHz" });
    const faster7 = await bow({ "chip.clock": "2.2 GHz" });
    expect(faster.energy / five.energy).toBeGreaterThan(1.2);
    expect(faster.supply.volts).toBeLessThan(faster7.supply.volts);
  });

  test("a slower one does not reach the clock; without a curve its speed is all that is known", async () => {
    const [planar, old] = [await bow({ "chip.process": "n16" }), await bow({ "chip.process": "n28" })];
    expect(planar.supply.highestHertz / (await bow()).supply.highestHertz).toBeLessThan(0.5);
    expect(old.supply.highestHertz).toBeCloseTo(0.35 * 1.85e9, 0);
    expect(old.supply.volts).toBeNaN();
  });
});

test("without its capacitors Bow's clock takes a higher supply than Mk2 has", async () => {
  const [with_, without] = [await bow(), await bow({ "chip.floorplan.capacitorWafer": "false" })];
  expect(without.supply.droop).toBe(0.278);
  expect(without.supply.volts).toBeGreaterThan(0.9);
  expect(without.energy / with_.energy).toBeGreaterThan(1.5);
});

test("a clock within the range that a spec gives is one the chip is said to reach", async () => {
  const stated = await bow({}, "good-computer");
  const fast = await bow({ "chip.clock": "3 GHz" }, "good-computer");
  expect(fast.supply.volts).toBe(stated.supply.volts);
  expect(fast.supply.highestHertz).toBeGreaterThanOrEqual(3e9);
});
