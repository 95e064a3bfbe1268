import { describe, expect, test } from "vitest";
import { grossDies, gridDies } from "../../src/silicon/gross-dies.ts";

const wafer = { diameterMetres: 0.3, edgeMetres: 0.003, kerfMetres: 0.0001 };
const mm = (width: number, height: number) => ({ widthMetres: width / 1e3, heightMetres: height / 1e3 });

describe("the smooth law", () => {
  test("a die of 99 mm side with 1 mm of kerf on a wafer of 300 mm: π 150² / 100² less 0.51 π 300 / 100", () =>
    expect(grossDies(0.099 ** 2, { diameterMetres: 0.3, edgeMetres: 0, kerfMetres: 0.001 })).toBeCloseTo(
      (Math.PI * 150 ** 2) / 100 ** 2 - (0.51 * Math.PI * 300) / 100,
      12,
    ));

  test.each([
    [814e-6, 66.4],
    [823e-6, 65.6],
    [858e-6, 62.6],
  ])("%d m² gives the count of CAPA's law, %d", (area, dies) =>
    expect(grossDies(area, wafer)).toBeCloseTo(dies, 1),
  );

  test("a wafer that holds no die has none, not less", () => expect(grossDies(0.05, wafer)).toBe(0));
});

describe("the grid", () => {
  test("a die of the wafer's inscribed square fits once, one of half its side four times", () => {
    const bare = { diameterMetres: Math.SQRT2, edgeMetres: 0, kerfMetres: 0 };
    expect(gridDies({ widthMetres: 0.999, heightMetres: 0.999 }, bare)).toBe(1);
    expect(gridDies({ widthMetres: 0.499, heightMetres: 0.499 }, bare)).toBe(4);
  });

  test("148 dies of 20 x 20 mm, 65 (within two) of GC200's 823 mm² in the reticle's width, 64 reticles", () => {
    expect(gridDies(mm(20, 20), wafer)).toBe(148);
    expect(Math.abs(gridDies(mm(26, 823 / 26), wafer) - 65)).toBeLessThanOrEqual(2);
    expect(gridDies(mm(26, 33), wafer)).toBe(64);
  });

  test("it lies within 4 % of the smooth law over the sizes of accelerators", () => {
    for (const side of [12, 16, 20, 24, 26])
      expect(gridDies(mm(side, side), wafer) / grossDies((side / 1e3) ** 2, wafer)).toBeCloseTo(1, 1.1);
  });
});
