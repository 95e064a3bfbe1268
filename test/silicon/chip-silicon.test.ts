import { expect, test } from "vitest";
import { chipSilicon, type ChipDie } from "../../src/silicon/chip-silicon.ts";
import { processOf } from "./process-of.ts";

async function gc200(more: Partial<ChipDie> = {}): Promise<ChipDie> {
  const die = {
    tiles: 1536,
    sramBytesPerTile: 624 * 1024,
    macsPerTile: 64,
    exchangeBitsPerTile: 32,
    lanes: [{ count: 96, bitsPerSecond: 16e9 }],
  };
  const process = await processOf("n7");
  return {
    die,
    process,
    columns: 16,
    rows: 24,
    spareRows: 1,
    capacitorWafer: false,
    logicWafers: 1,
    year: 2020,
    ...more,
  };
}

test("GC200: a good die for about $172 at 65 gross dies and a yield above 80 %", async () => {
  const { goodDieDollars, grossDies, yieldFraction, dieSquareMetres } = chipSilicon(await gc200());
  expect(grossDies).toBeCloseTo(65.6, 0);
  expect(yieldFraction).toBeGreaterThan(0.8);
  expect(goodDieDollars / 172).toBeCloseTo(1, 1);
  expect(dieSquareMetres * 1e6).toBeCloseTo(823, 0);
});

test("a capacitor wafer adds its wafer and bond by good stack, and loses a hundredth of them", async () => {
  const [plain, stacked] = [chipSilicon(await gc200()), chipSilicon(await gc200({ capacitorWafer: true }))];
  expect(stacked.goodDieDollars / plain.goodDieDollars).toBeCloseTo((9346 + 2600 + 750) / 9346 / 0.99, 9);
  expect(stacked.dieSquareMetres).toBe(plain.dieSquareMetres);
});

test("without a spare row half of the dies are lost; a larger stated die costs more at the same floorplan", async () => {
  expect(chipSilicon(await gc200({ spareRows: 0 })).yieldFraction).toBeCloseTo(0.489, 2);
  const [stated, law] = [chipSilicon(await gc200({ squareMetres: 900e-6 })), chipSilicon(await gc200())];
  expect(stated.goodDieDollars).toBeGreaterThan(law.goodDieDollars);
  expect(stated.blocksSquareMetres).toEqual(law.blocksSquareMetres);
});

test("two logic wafers of half the footprint yield the square of one, and pay two wafers and a bond", async () => {
  const [one, two] = [chipSilicon(await gc200()), chipSilicon(await gc200({ logicWafers: 2 }))];
  expect(two.dieSquareMetres).toBe(one.dieSquareMetres);
  expect(two.footprintSquareMetres).toBe(one.dieSquareMetres / 2);
  const half = chipSilicon(await gc200({ squareMetres: two.footprintSquareMetres }));
  expect(two.yieldFraction).toBeCloseTo(half.yieldFraction ** 2, 12);
  const bond = Math.exp(-100 * two.footprintSquareMetres); // 0.0001 defects a mm²
  expect(two.goodDieDollars).toBeCloseTo(
    ((2 * 9346 + 750) / 9346) * (half.goodDieDollars / half.yieldFraction / bond),
    6,
  );
});

test("two stacks of HBM take 2 x 15 mm² of PHYs and 2 x 10 mm of edge, and are paid by the byte", async () => {
  const plain = await gc200();
  const memory = { generation: "hbm3", stacks: 2, bytes: 32e9 } as const;
  const [none, stacked] = [
    chipSilicon(plain),
    chipSilicon({ ...plain, die: { ...plain.die, hbmStacks: 2 }, memory }),
  ];
  expect(stacked.blocksSquareMetres.memoryPhys).toBeCloseTo(30e-6, 12);
  expect(stacked.memoryEdgeMetres).toBeCloseTo(0.02, 12);
  expect(stacked.freeEdgeMetres).toBeCloseTo(0.6 * 4 * Math.sqrt(stacked.dieSquareMetres), 12);
  expect(stacked.packageDollars - none.packageDollars).toBeGreaterThan(32 * 15);
  const cheap = chipSilicon({ ...plain, memory: { ...memory, dollarsPerByte: 0 } });
  const dear = chipSilicon({ ...plain, memory });
  // 32 GB at $15/GB over three more bonds of 99 % and a tenth of the whole that no list names
  expect(dear.packageDollars - cheap.packageDollars).toBeCloseTo((32 * 15) / 0.99 ** 4 / 0.9, 6);
});

test("A100's six stacks, which set the edge of one, fit on the die that has them", async () => {
  const six = { generation: "hbm2e", stacks: 6, bytes: 40e9 } as const;
  const die = await gc200({ squareMetres: 826e-6, memory: six });
  const { memoryEdgeMetres, freeEdgeMetres } = chipSilicon(die);
  expect(freeEdgeMetres).toBeCloseTo(0.6 * 4 * Math.sqrt(826e-6), 12);
  expect(memoryEdgeMetres / (4 * Math.sqrt(826e-6))).toBeCloseTo(0.52, 2);
  expect(memoryEdgeMetres).toBeLessThan(freeEdgeMetres);
});
