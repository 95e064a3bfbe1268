import fc from "fast-check";
import { expect, test } from "vitest";
import { ARITHMETICS } from "../../../src/spec/kinds/arch-spec.ts";
import { NOMINAL_MACS_PER_CYCLE } from "../../../src/cost/tile/amp.ts";
import { planMatmul, type MatmulShape, type MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";
import {
  fieldFactor,
  memoryBound,
  pairBound,
  pairLeast,
  rowBound,
  stepsBound,
} from "../../../src/cost/matmul/bounds.ts";
import { searchSpace } from "../../../src/cost/matmul/levels.ts";
import { matmulProblem } from "../../../src/cost/matmul/matmul-problem.ts";
import { priceSplits, totalCycles } from "../../../src/cost/matmul/split-price.ts";
import { usefulSplits, type MatmulSplits } from "../../../src/cost/matmul/splits.ts";

/** 1…max, evenly by order of magnitude. */
const size = (max: number) => fc.integer({ min: 0, max: 1000 }).map((x) => Math.round(max ** (x / 1000)));
const shapes: fc.Arbitrary<MatmulShape> = fc.record({
  groups: size(30),
  rows: size(1500),
  inner: size(1500),
  columns: size(1500),
});
const targets: fc.Arbitrary<MatmulTarget> = fc
  .record({
    tiles: size(40),
    sramBytesPerTile: fc.integer({ min: 3000, max: 638_976 }),
    arithmetic: fc.constantFrom(...ARITHMETICS),
    availableMemoryProportion: fc.double({ min: 0.1, max: 1, noNaN: true }),
    weightLoadBytesPerCycle: fc.constantFrom(8, 16),
    exchangeBytesPerCycle: fc.constantFrom(2, 4, 16),
    pairFactor: fc.constantFrom(1, 2),
    phaseCycles: fc.integer({ min: 0, max: 1000 }),
  })
  .map((target) => ({ ...target, macsPerCycle: NOMINAL_MACS_PER_CYCLE[target.arithmetic] }));

/** Every useful division of a matmul, one after the other. */
function* divisions(shape: MatmulShape, target: MatmulTarget, swapped: boolean): Generator<MatmulSplits> {
  const problem = matmulProblem(shape, target, swapped);
  const { tiles } = target;
  for (const groups of usefulSplits(problem.groups, tiles))
    for (const rows of usefulSplits(problem.field, Math.floor(tiles / groups)))
      for (const inner of usefulSplits(problem.innerBlocks, Math.floor(tiles / (groups * rows))))
        for (const columns of usefulSplits(
          problem.columnBlocks,
          Math.floor(tiles / (groups * rows * inner)),
          true,
        ))
          for (const serialColumns of usefulSplits(Math.ceil(problem.columnBlocks / columns), Infinity))
            for (const serialInner of usefulSplits(Math.ceil(problem.innerBlocks / inner), Infinity))
              yield { rows, columns, inner, groups, serialColumns, serialInner, swapped };
}

function exhaustive(shape: MatmulShape, target: MatmulTarget) {
  const limit = target.availableMemoryProportion * target.sramBytesPerTile;
  let cycles = Infinity;
  let leastBytes = Infinity;
  let leastBytesCycles = Infinity;
  for (const swapped of [false, true]) {
    const problem = matmulProblem(shape, target, swapped);
    for (const splits of divisions(shape, target, swapped)) {
      const price = priceSplits(problem, splits);
      const total = totalCycles(price);
      const bytes = price.temporaryBytesPerTile;
      if (bytes <= limit) cycles = Math.min(cycles, total);
      if (bytes < leastBytes) leastBytesCycles = Infinity;
      leastBytes = Math.min(leastBytes, bytes);
      if (bytes === leastBytes) leastBytesCycles = Math.min(leastBytesCycles, total);
    }
  }
  return cycles < Infinity
    ? { fits: true, cycles, bytes: limit }
    : { fits: false, cycles: leastBytesCycles, bytes: leastBytes };
}

test("the planner's optimum is that of trying every division; if none fits, that of least memory", () =>
  fc.assert(
    fc.property(shapes, targets, (shape, target) => {
      const best = exhaustive(shape, target);
      const plan = planMatmul(shape, target);
      expect(plan.fits).toBe(best.fits);
      expect(plan.cycles / best.cycles).toBeCloseTo(1, 9);
      expect(plan.temporaryBytesPerTile).toBeLessThanOrEqual(best.bytes);
    }),
    { numRuns: 60, seed: 1 },
  ));

test("no bound exceeds the cost of a division it covers, at any size", () =>
  fc.assert(
    fc.property(
      fc.record({ groups: size(2000), rows: size(50_000), inner: size(50_000), columns: size(50_000) }),
      targets.map((target) => ({ ...target, tiles: target.tiles * 37 })),
      fc.boolean(),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 6, maxLength: 6 }),
      (shape, target, swapped, picks) => {
        const space = searchSpace(matmulProblem(shape, target, swapped), Infinity);
        const pick = <T>(values: readonly T[], index: number): T => {
          const value = values[Math.floor((picks[index] ?? 0) * values.length)];
          if (value === undefined) throw new Error("nothing to pick from");
          return value;
        };
        const level = pick(space.groups, 0);
        const row = pick(
          space.rows.filter(({ split }) => split <= level.tiles),
          1,
        );
        const inner = pick(
          space.inners.filter(({ split }) => split * row.split <= level.tiles),
          2,
        );
        const { problem } = space;
        const columns = pick(
          usefulSplits(problem.columnBlocks, Math.floor(level.tiles / (row.split * inner.split)), true),
          3,
        );
        const blocks = Math.ceil(problem.columnBlocks / columns);
        const serialColumns = pick(usefulSplits(blocks, Infinity), 4);
        const serialInner = pick(usefulSplits(inner.blocks, Infinity), 5);
        const splits = {
          groups: level.split,
          rows: row.split,
          inner: inner.split,
          columns,
          serialColumns,
          serialInner,
        };
        const price = priceSplits(problem, { ...splits, swapped });
        const cycles = totalCycles(price);
        const tight = { ...level, bytes: price.temporaryBytesPerTile / level.groups };
        const bound = pairBound(space, tight, row, inner);
        const factor = fieldFactor(problem, columns);
        expect(rowBound(space, tight, row)).toBeLessThanOrEqual(cycles);
        expect(pairLeast(space, tight, row, inner)).toBeLessThanOrEqual(cycles);
        expect(stepsBound(problem, bound, factor, blocks, 1, 1)).toBeLessThanOrEqual(cycles);
        expect(stepsBound(problem, bound, factor, blocks, 1, serialInner)).toBeLessThanOrEqual(cycles);
        expect(stepsBound(problem, bound, factor, blocks, serialColumns, serialInner)).toBeLessThanOrEqual(
          cycles,
        );
        expect(memoryBound(problem, bound, factor, blocks)).toBeLessThanOrEqual(cycles);
      },
    ),
    { numRuns: 2000, seed: 4 },
  ));

test("more memory, more tiles or more bandwidth is never slower, however much more", () =>
  fc.assert(
    fc.property(shapes, targets, fc.integer({ min: 1, max: 4 }), (shape, target, more) => {
      const cycles = planMatmul(shape, target).cycles * (1 + 1e-9);
      const grown = (change: Partial<MatmulTarget>) => planMatmul(shape, { ...target, ...change }).cycles;
      expect(grown({ sramBytesPerTile: target.sramBytesPerTile * (1 + more) })).toBeLessThanOrEqual(cycles);
      expect(grown({ exchangeBytesPerCycle: target.exchangeBytesPerCycle * more })).toBeLessThanOrEqual(
        cycles,
      );
      expect(grown({ weightLoadBytesPerCycle: target.weightLoadBytesPerCycle * more })).toBeLessThanOrEqual(
        cycles,
      );
      if (planMatmul(shape, target).fits)
        expect(grown({ tiles: target.tiles + more })).toBeLessThanOrEqual(cycles);
    }),
    { numRuns: 60, seed: 2 },
  ));

test("a plan's parts add up, it uses no tile twice, and it beats no peak rate", () =>
  fc.assert(
    fc.property(shapes, targets, (shape, target) => {
      const plan = planMatmul(shape, target);
      const parts =
        plan.matmulCycles + plan.reduceCycles + plan.rearrangeCycles + plan.exchangeCycles + plan.syncCycles;
      expect(plan.cycles / parts).toBeCloseTo(1, 12);
      expect(plan.tilesUsed).toBeLessThanOrEqual(target.tiles);
      const macs = shape.groups * shape.rows * shape.inner * shape.columns;
      expect(plan.matmulCycles).toBeGreaterThan(macs / (target.tiles * target.macsPerCycle));
    }),
    { numRuns: 60, seed: 3 },
  ));

test("where all is exchange, the bound of a row split lies between half of the cheapest division below it and that", () => {
  const target: MatmulTarget = {
    ...{ tiles: 1024, sramBytesPerTile: 1e9, arithmetic: "fp16_16", macsPerCycle: 64 },
    ...{ availableMemoryProportion: 1, weightLoadBytesPerCycle: 8, exchangeBytesPerCycle: 1e-3 },
    ...{ pairFactor: 2, phaseCycles: 0 },
  };
  const problem = matmulProblem({ groups: 1, rows: 1, inner: 16_384, columns: 1024 }, target, false);
  const space = searchSpace(problem, target.sramBytesPerTile);
  const whole = { rows: 1, groups: 1, serialColumns: 1, serialInner: 1, swapped: false };
  const cheapest = Math.min(
    ...usefulSplits(problem.innerBlocks, 1024).flatMap((inner) =>
      usefulSplits(problem.columnBlocks, Math.floor(1024 / inner), true).map((columns) =>
        totalCycles(priceSplits(problem, { ...whole, inner, columns })),
      ),
    ),
  );
  const bound = rowBound(space, space.groups[0]!, space.rows[0]!);
  expect(bound).toBeLessThanOrEqual(cheapest);
  expect(bound).toBeGreaterThan(cheapest / 2);
});

test.each([1, 64])(
  "where nothing is rounded, the finest bounds are the cost itself, on %i tiles",
  (tiles) => {
    const target: MatmulTarget = {
      ...{ tiles, sramBytesPerTile: 1e9, arithmetic: "fp32", macsPerCycle: 16 },
      ...{ availableMemoryProportion: 1, weightLoadBytesPerCycle: 8, exchangeBytesPerCycle: 4 },
      ...{ pairFactor: 1, phaseCycles: 50 },
    };
    const problem = matmulProblem({ groups: 2, rows: 64, inner: 128, columns: 128 }, target, false);
    const space = searchSpace(problem, Infinity);
    const whole = { groups: 1, inner: 1, serialInner: 1, swapped: false };
    for (const rows of tiles === 1 ? [1] : [1, 4])
      for (const columns of tiles === 1 ? [1] : [1, 4])
        for (const serialColumns of [1, 2]) {
          const price = priceSplits(problem, { ...whole, rows, columns, serialColumns });
          const level = {
            ...space.groups.find(({ split }) => split === 1)!,
            bytes: price.temporaryBytesPerTile / problem.groups,
          };
          const row = space.rows.find(({ split }) => split === rows)!;
          const bound = pairBound(space, level, row, space.inners[0]!);
          const blocks = problem.columnBlocks / columns;
          const factor = fieldFactor(problem, columns);
          const cycles = totalCycles(price);
          expect(stepsBound(problem, bound, factor, blocks, serialColumns, 1) / cycles).toBeCloseTo(1, 9);
          expect(memoryBound(problem, bound, factor, blocks) / cycles).toBeGreaterThan(
            serialColumns === 1 ? 0.95 : 0.75,
          );
          if (tiles === 1 && serialColumns === 1)
            expect(pairLeast(space, level, row, space.inners[0]!) / cycles).toBeCloseTo(1, 9);
        }
  },
);

test("of serial inner steps the bound leaves out no more than 5 % of the cost", () => {
  const target: MatmulTarget = {
    ...{ tiles: 1, sramBytesPerTile: 1e9, arithmetic: "fp16_16", macsPerCycle: 64 },
    ...{ availableMemoryProportion: 1, weightLoadBytesPerCycle: 8, exchangeBytesPerCycle: 4 },
    ...{ pairFactor: 1, phaseCycles: 0 },
  };
  const problem = matmulProblem({ groups: 1, rows: 32, inner: 512, columns: 64 }, target, false);
  const space = searchSpace(problem, Infinity);
  const whole = { groups: 1, rows: 1, inner: 1, columns: 1, swapped: false };
  const [level, row, inner] = [space.groups[0]!, space.rows[0]!, space.inners[0]!];
  for (const serialInner of [2, 8])
    for (const serialColumns of [1, 4]) {
      const cycles = totalCycles(priceSplits(problem, { ...whole, serialInner, serialColumns }));
      const bound = pairBound(space, level, row, inner);
      const least = stepsBound(problem, bound, 0, problem.columnBlocks, serialColumns, serialInner);
      expect(least / cycles).toBeLessThanOrEqual(1);
      expect(least / cycles).toBeGreaterThan(0.95);
    }
});
