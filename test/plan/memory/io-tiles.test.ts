import { describe, expect, test } from "vitest";
import { ioTileBytes, ioTileLevers, ioTilesFor } from "../../../src/plan/memory/io-tiles.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { block, graphOf, matmul, plannerOf, stage, tinyArch, tinyChoice } from "../../helpers/tiny.ts";

/** Code of every tile and gaps. */
const BASE = 4500 + 8 * 1024;
const chip = tinyArch().chip as Extract<ReturnType<typeof tinyArch>["chip"], { architecture: "tiled" }>;

describe("an I/O tile holds", () => {
  const small = block([matmul()]);
  const large = block([matmul({ columns: 60 }), matmul()]);
  const held = (change: Partial<PlanChoice>): number => {
    const stages = [stage([small, large]), stage([small], { index: 1 })];
    const choice = tinyChoice({ ioTiles: 4, ...change });
    const graph = graphOf([small, large]);
    return ioTileBytes(stages, { arch: tinyArch(), graph, choice, stages, planMatmul: plannerOf() });
  };
  test("no weights where they live on the chip", () => expect(held({})).toBe(BASE));
  test("its part of the largest layer in phased execution: a quarter of 1,200 + 600 parameters of 2 B", () =>
    expect(held({ weights: "streaming" })).toBe(BASE + (1800 * 2) / 4));
  test("its part of where the kept weights of a pruned layer are, besides", () => {
    // 300 of 600 weights are kept: 2 B each for its column, 4 B for each of 30 rows and their end
    const pruned = block([matmul({ parameters: 300, sparsity: { density: 0.5, block: 1 } })]);
    const stages = [stage([pruned])];
    const choice = tinyChoice({ ioTiles: 4, weights: "streaming" });
    const input = { arch: tinyArch(), graph: graphOf([pruned]), choice, stages, planMatmul: plannerOf() };
    expect(ioTileBytes(stages, input)).toBe(BASE + (300 * 2 + 300 * 2 + 31 * 4) / 4);
  });
});

describe("tiles to set aside, each with room for what 12,692 B leave of its SRAM,", () => {
  const room = 100_000 - BASE;
  test("are a power of two, and no fewer than 32", () => {
    expect(ioTilesFor(0, chip)).toBe(32);
    expect(ioTilesFor(32 * room, chip)).toBe(32);
    expect(ioTilesFor(32 * room + 1, chip)).toBe(64);
    expect(ioTilesFor(65 * room, chip)).toBe(128);
  });
  test("are none, however many, where code fills a tile", () => {
    expect(ioTilesFor(0, { ...chip, sramBytesPerTile: BASE })).toBe(Infinity);
    expect(ioTilesFor(1, { ...chip, sramBytesPerTile: BASE - 1 })).toBe(Infinity);
  });
});

describe("where tiles hold 100,001 B each", () => {
  const levers = (ioTiles: number, tiles: number): readonly string[] =>
    ioTileLevers({ arch: tinyArch({ chip: { tiles } }), choice: tinyChoice({ ioTiles }) }, 100_001);

  test("as many as hold all of it help, where the chip has more, and so do none", () => {
    expect(levers(32, 128)).toEqual(["ioTiles: 64", "ioTiles: 0"]);
    expect(levers(32, 65)).toEqual(["ioTiles: 64", "ioTiles: 0"]);
    expect(levers(32, 64)).toEqual(["ioTiles: 0"]);
  });
  test("what helps holds the weights of all of them: 64 tiles' take 128", () =>
    expect(levers(64, 1472)).toEqual(["ioTiles: 128", "ioTiles: 0"]));
});
