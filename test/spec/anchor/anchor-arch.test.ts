import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { TiledChipSpec } from "../../../src/spec/kinds/arch-spec.ts";
import { openSpecs, shippedFolders } from "../../../src/spec/load.ts";
import type { Overrides } from "../../../src/spec/override.ts";
import { SpecProblems } from "../../../src/spec/yaml/spec-error.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-anchor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

/** A chip, its machine and a system of it, each derived from a shipped one. */
function derivedFrom(base: string, more = ""): string {
  files += 1;
  const chip = join(folder, `${base}-${files}.chip.yaml`);
  const machine = join(folder, `${base}-${files}.machine.yaml`);
  const system = join(folder, `${base}-${files}.system.yaml`);
  writeFileSync(
    chip,
    `kind: chip\narchitecture: tiled\nid: my-${base}\nname: Mine\nextends: ${base}\n${more}`,
  );
  writeFileSync(
    machine,
    `kind: machine\nid: my-machine\nname: Mine\nextends: ${base === "bow" ? "bow-2000" : "m2000"}\nchip: ${chip}\n`,
  );
  writeFileSync(
    system,
    `kind: system\nid: my-pod\nname: Mine\nextends: ${base === "bow" ? "bow-pod" : "mk2-pod"}\nmachine: ${machine}\n`,
  );
  return system;
}

const specs = openSpecs();

async function load(system: string, overrides: Overrides = {}) {
  const { spec, provenance } = await specs.arch(system, overrides);
  const chip = spec.chip as TiledChipSpec;
  const numbers = {
    dieArea: chip.dieArea!,
    idle: chip.power.idle,
    energy: chip.arithmetic.fp16_16!.energy,
    price: spec.machine.price!,
    kilograms: spec.silicon!.embodiedKilograms,
    yield: spec.silicon!.yieldFraction,
    dollars: spec.silicon!.packageDollars,
  };
  return { ...numbers, spec, provenance };
}

describe("what is published stays", () => {
  test("no shipped system has a number that a law moved", async () => {
    for (const { id } of openSpecs({ folders: shippedFolders() })
      .list()
      .filter(({ kind }) => kind === "system")) {
      const { provenance } = await specs.arch(id);
      expect(provenance.filter(({ source }) => source?.includes("by the law of"))).toEqual([]);
    }
  });

  test("a derived chip equal to its base has exactly its base's numbers", async () => {
    for (const base of ["gc200", "bow"]) {
      const own = await load(derivedFrom(base));
      const published = await load(base === "bow" ? "bow-pod" : "mk2-pod");
      const { source: _, ...rest } = {
        ...own.spec.chip,
        id: published.spec.chip.id,
        name: "",
        extends: undefined,
      };
      expect(rest).toMatchObject({ dieArea: published.dieArea, power: published.spec.chip.power });
      for (const key of ["dieArea", "idle", "energy", "price", "kilograms", "yield", "dollars"] as const)
        expect(own[key]).toBe(published[key]);
    }
  });

  test("a chip without a process loses nothing and gains nothing", async () => {
    const { spec } = await specs.arch("a100-gpus8");
    expect(spec.silicon).toBeUndefined();
    expect(spec.machine.price).toBeGreaterThan(0);
  });
});

describe("twice the SRAM on Bow", () => {
  test("the die grows by what its cells and longer wires take, as the law has it", async () => {
    const { dieArea, spec } = await load("bow-pod", { "chip.sramPerTile": "1248 KiB" });
    const { sram, logic, exchange, links, uncore } = spec.silicon!.blocksSquareMetres;
    expect(sram).toBeCloseTo((2 * 1536 * 624 * 1024 * 8 * 0.027e-12) / 0.531, 12);
    const law = sram + logic + exchange + links + uncore;
    const before = (await load("bow-pod")).spec.silicon!.lawSquareMetres;
    expect(dieArea).toBeCloseTo(823e-6 * (law / before), 12);
  });

  test("it yields worse, idles hotter, emits and costs more, and four of them make the machine dearer", async () => {
    const [bow, large] = [await load("bow-pod"), await load("bow-pod", { "chip.sramPerTile": "1248 KiB" })];
    expect(large.yield).toBeLessThan(bow.yield);
    expect(large.idle).toBeGreaterThan(bow.idle);
    expect(large.kilograms).toBeGreaterThan(bow.kilograms);
    expect(large.price).toBeCloseTo(bow.price + 4 * 2.7 * (large.dollars - bow.dollars), 6);
    expect(large.energy).toBe(bow.energy);
  });

  test("written in a file of its own it is the same", async () => {
    const written = await load(derivedFrom("bow", "sramPerTile: 1248 KiB\n"));
    const set = await load("bow-pod", { "chip.sramPerTile": "1248 KiB" });
    for (const key of ["dieArea", "idle", "price", "kilograms"] as const) expect(written[key]).toBe(set[key]);
  });

  test("spelt in other units it is the same to the last bit", async () => {
    const [a, b] = [
      await load("bow-pod", { "chip.sramPerTile": "1248 KiB" }),
      await load("bow-pod", { "chip.sramPerTile": "1277952 B" }),
    ];
    for (const key of ["dieArea", "idle", "price", "kilograms"] as const) expect(a[key]).toBe(b[key]);
  });

  test("each moved number says by which law and from which published one", async () => {
    const { provenance } = await load("bow-pod", { "chip.sramPerTile": "1248 KiB" });
    const of = (path: string) => provenance.find((one) => one.path === path);
    expect(of("chip.dieArea")).toMatchObject({ status: "derived" });
    expect(of("chip.dieArea")?.source).toMatch(/^times 1\.525 by the law of area from 823 mm\^2: EEN-MK2/);
    expect(of("chip.power.idle")?.source).toMatch(/by the law of leakage and clock from = 27\.4 W/);
    expect(of("machine.price")?.source).toMatch(
      /^plus \$2,\d+ for its chips by the law of cost from = base\.price/,
    );
  });
});

describe("what a user states overrides the law", () => {
  test("an area, a price and an idle power that are set stay as set", async () => {
    const own = await load("bow-pod", {
      "chip.sramPerTile": "1248 KiB",
      "chip.dieArea": "900 mm^2",
      "chip.power.idle": "77 W",
      "machine.price": "$30000",
    });
    expect([own.dieArea, own.idle, own.price]).toEqual([900e-6, 77, 30_000]);
  });

  test("a stated area is what the die then costs", async () => {
    const [small, large] = [
      await load("bow-pod", { "chip.dieArea": "500 mm^2" }),
      await load("bow-pod", { "chip.dieArea": "800 mm^2" }),
    ];
    expect(small.price).toBeLessThan(large.price);
    expect(large.price).toBeLessThan((await load("bow-pod")).price);
  });
});

describe("the same chip on another process", () => {
  test("N5: logic by density, SRAM by its cell, energy by 0.7, its SRAM by 0.7^0.7; the clock stays", async () => {
    const [seven, five] = [await load("bow-pod"), await load("bow-pod", { "chip.process": "n5" })];
    const blocks = five.spec.silicon!.blocksSquareMetres;
    expect(blocks.logic / seven.spec.silicon!.blocksSquareMetres.logic).toBeCloseTo(90.6 / 137.6, 10);
    expect(five.dieArea).toBeLessThan(seven.dieArea);
    expect(five.energy / seven.energy).toBeCloseTo(0.7, 10);
    const sram = [five, seven].map(({ spec }) => (spec.chip as TiledChipSpec).power.sramEnergy);
    expect(sram[0]! / sram[1]!).toBeCloseTo(0.7 ** 0.7, 10);
    expect((five.spec.chip as TiledChipSpec).clock).toBe(1.85e9);
  });

  test("an unknown one is told with the nearest name", async () => {
    await expect(specs.arch("bow-pod", { "chip.process": "n55" })).rejects.toThrow(SpecProblems);
    await expect(specs.arch("bow-pod", { "chip.process": "n55" })).rejects.toMatchObject({
      errors: [{ suggestion: "n5" }],
    });
  });
});

test("a column without a row that works is refused", async () =>
  await expect(specs.arch("bow-pod", { "chip.floorplan.spareRows": "24" })).rejects.toThrow(
    /less than the 24 rows/,
  ));

test("more of anything never makes a die smaller, cheaper or better-yielding", async () => {
  const more = {
    "chip.tiles": (by: number) => String(1472 + 23 * by),
    "chip.sramPerTile": (by: number) => `${624 + 8 * by} KiB`,
    "chip.arithmetic.fp16_16.macsPerCycle": (by: number) => String(64 + by),
    "chip.arithmetic.fp16_32.macsPerCycle": (by: number) => String(32 + by),
    "chip.arithmetic.fp32.macsPerCycle": (by: number) => String(16 + by),
    "chip.exchange.bytesPerCycle": (by: number) => `${4 + by} B`,
    "chip.links.count": (by: number) => String(10 + by),
    "chip.links.bandwidth": (by: number) => `${16 + by} GB/s`,
    "chip.floorplan.hostLanes": (by: number) => String(16 + by),
  };
  const paths = Object.keys(more) as (keyof typeof more)[];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      async (path, by, further) => {
        const [less, greater] = [
          await load("bow-pod", { [path]: more[path](by) }),
          await load("bow-pod", { [path]: more[path](by + further) }),
        ];
        expect(greater.dieArea).toBeGreaterThanOrEqual(less.dieArea);
        expect(greater.dollars).toBeGreaterThanOrEqual(less.dollars);
        expect(greater.price).toBeGreaterThanOrEqual(less.price);
        expect(greater.kilograms).toBeGreaterThanOrEqual(less.kilograms);
        expect(greater.idle).toBeGreaterThanOrEqual(less.idle);
        expect(greater.yield).toBeLessThanOrEqual(less.yield + 1e-12);
      },
    ),
    { numRuns: 25, seed: 3 },
  );
});

test("more lanes of the same link are slower ones: below 16 GT/s they are smaller, and the die with them", async () => {
  const [seven, eight] = await Promise.all(
    ["7", "8"].map((lanes) => load("bow-pod", { "chip.floorplan.lanesPerLink": lanes })),
  );
  expect(eight!.dieArea).toBeLessThan(seven!.dieArea);
});

test("spare rows make a die larger; the first one pays, the second does not", async () => {
  const [none, one, two] = await Promise.all(
    ["0", "1", "2"].map((rows) => load("bow-pod", { "chip.floorplan.spareRows": rows })),
  );
  expect(one!.dieArea).toBeGreaterThan(none!.dieArea);
  expect(two!.dieArea).toBeGreaterThan(one!.dieArea);
  expect(one!.dollars).toBeLessThan(none!.dollars);
  expect(one!.dollars).toBeLessThan(two!.dollars);
});

test("a wider sum is no free choice: twice the products with 32-bit sums take their units, and no wider paths", async () => {
  const [base, wider] = [
    await load("bow-pod"),
    await load("bow-pod", { "chip.arithmetic.fp16_32.macsPerCycle": "64" }),
  ];
  const logic = (one: typeof base): number => one.spec.silicon!.blocksSquareMetres.logic;
  // Of 64 units of 16 bits both, to 64 of 1.44 each; 1,536 built tiles, 280 um2 a unit.
  expect(logic(wider) - logic(base)).toBeCloseTo(1536 * (64 * 1.44 - 64) * 280e-12, 12);
});

test("the design of another die is shared out over the volume that is told, in what a chip costs and what it is sold for", async () => {
  const set = { "chip.sramPerTile": "700 KiB" };
  const [without, shared] = [
    await load("bow-pod16", set),
    await load("bow-pod16", { ...set, "chip.volume": "100000" }),
  ];
  expect(shared.spec.silicon!.designShareDollars).toBe(2980);
  expect(shared.dollars).toBe(without.dollars);
  expect(shared.price - without.price).toBeCloseTo(4 * 2980, 6);
  const [published, told] = [await load("bow-pod16"), await load("bow-pod16", { "chip.volume": "100000" })];
  expect(told.price, "a published price carries its own design").toBe(published.price);
  await expect(specs.arch("bow-pod16", { "chip.process": "n2", "chip.volume": "1000" })).rejects.toThrow(
    /chip whose process states the cost of a design/,
  );
});
