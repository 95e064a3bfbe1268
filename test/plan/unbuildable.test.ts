import { expect, test } from "vitest";
import type { Arch, ArchSilicon } from "../../src/arch/arch.ts";
import { unbuildable } from "../../src/plan/unbuildable.ts";
import { tinyArch } from "../result/fake-evaluation.ts";

const die: ArchSilicon = {
  process: "n7",
  dieSquareMetres: 800e-6,
  footprintSquareMetres: 800e-6,
  lawSquareMetres: 800e-6,
  blocksSquareMetres: { sram: 400e-6, logic: 400e-6, exchange: 0, links: 0, memoryPhys: 0, uncore: 0 },
  reticleSquareMetres: 858e-6,
  memoryEdgeMetres: 0.048,
  freeEdgeMetres: 0.06,
  grossDies: 66,
  yieldFraction: 0.8,
  goodDieDollars: 170,
  packageDollars: 230,
  cost: {
    ...{ waferDollars: 9346, bondYieldFraction: 1, defectsPerSquareMetre: 900, clustering: 10 },
    parts: { logic: 180, memory: 0, packaging: 30, lost: 5, other: 15, total: 230 },
  },
  embodiedKilograms: 19,
  designShareDollars: 0,
  designDollars: 298e6,
  coolableWatts: 400,
  statedCapWatts: 0,
  supplyVolts: 0.75,
  highestHertz: 2e9,
};

function refused(
  more: Partial<ArchSilicon>,
  chip: { readonly clockHertz?: number; readonly capWatts?: number; readonly idleWatts?: number } = {},
) {
  const { clockHertz = 2e9, capWatts = 400, idleWatts = 1 } = chip;
  const power = { ...tinyArch.chip.power, capWatts, idleWatts };
  const arch = {
    ...tinyArch,
    silicon: { ...die, ...more },
    chip: { ...tinyArch.chip, clockHertz, power },
  } as Arch;
  return unbuildable(arch);
}

test("a chip at each of its limits can be built, and so can one of which no law knows", () => {
  expect(refused({ footprintSquareMetres: 858e-6, memoryEdgeMetres: 0.06 })).toBeUndefined();
  expect(unbuildable(tinyArch)).toBeUndefined();
});

test("900 mm² on one exposure are 42 too many; as two dies of a stack they are not", () => {
  expect(refused({ footprintSquareMetres: 900e-6 })).toMatchObject({
    kind: "infeasible",
    demand: 900e-6,
    bound: 858e-6,
    gap: expect.closeTo(42e-6, 12) as number,
  });
  expect(refused({ dieSquareMetres: 900e-6, footprintSquareMetres: 450e-6 })).toBeUndefined();
});

test("six stacks at 12 mm of edge each want 72 mm, and a die has 60 to give", () =>
  expect(refused({ memoryEdgeMetres: 0.072 })).toMatchObject({ demand: 0.072, bound: 0.06, unit: "m" }));

test("a chip that is said to draw 450 W cannot be cooled of 400; one of which it is not said slows down", () => {
  expect(refused({ statedCapWatts: 450 })).toMatchObject({ demand: 450, bound: 400, unit: "W" });
  expect(refused({}, { capWatts: Infinity })).toBeUndefined();
});

test("a chip that draws its cap at rest has nothing left to work with, with a known die or without", () => {
  expect(refused({}, { idleWatts: 400 })).toMatchObject({ demand: 400, bound: 400, unit: "W" });
  const chip = { ...tinyArch.chip, power: { ...tinyArch.chip.power, idleWatts: 60, capWatts: -5 } };
  expect(unbuildable({ ...tinyArch, chip } as Arch)).toMatchObject({ demand: 60, bound: 0 });
});

test("a clock of 2.1 GHz is beyond a curve that ends at 2, and what would help is said", () => {
  const short = refused({}, { clockHertz: 2.1e9 });
  expect(short).toMatchObject({ demand: 2.1e9, bound: 2e9, unit: "Hz" });
  expect(short?.levers).toContain("a lower chip.clock");
});
