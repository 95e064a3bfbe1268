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
  return { die, process, columns: 16, rows: 24, spareRows: 1, capacitorWafer: false, year: 2020, ...more };
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
