import { expect, test } from "vitest";
import { coolableWatts, leakageWatts } from "../../src/silicon/die-power.ts";
import { CLOCK_TREE } from "../../src/silicon/silicon-constants.ts";
import { processOf } from "./process-of.ts";

const mm2 = (area: number) => area * 1e-6;

test("GC200's 424 mm² of logic at 0.06 W/mm² and 399 of SRAM at 0.005 leak 27 W, less at a lower supply", async () => {
  const blocks = {
    sram: mm2(399),
    logic: mm2(215),
    exchange: mm2(139),
    links: mm2(50),
    memoryPhys: 0,
    uncore: mm2(20),
  };
  const n7 = await processOf("n7");
  expect(leakageWatts(blocks, n7)).toBeCloseTo(424 * 0.06 + 399 * 0.005, 6);
  expect(leakageWatts(blocks, n7, 0.9)).toBeCloseTo(0.9 * (424 * 0.06 + 399 * 0.005), 6);
});

test("what ships is within what its cooling takes: GC200 at 300 W in 1U, A100 at 400 W, H100 at 700 W", () => {
  expect(coolableWatts(mm2(823), "air")).toBeGreaterThan(300);
  expect(coolableWatts(mm2(826), "air")).toBeGreaterThan(400);
  expect(coolableWatts(mm2(814), "tallAir")).toBeGreaterThan(700);
  expect(coolableWatts(mm2(814), "air")).toBeLessThan(700);
});

test("what GC200 draws at rest is its leakage and its clock tree, which set the constant: 42 W", () => {
  const tree = CLOCK_TREE.value * mm2(823) * 1.325e9;
  expect(tree).toBeCloseTo(14.6, 1);
  expect(424 * 0.06 + 399 * 0.005 + tree).toBeCloseTo(42, 0);
});
