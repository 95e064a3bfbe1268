import { describe, expect, test } from "vitest";
import { ampCycles } from "../../../src/cost/tile/amp.ts";
import { matmulProblem, type MatmulTarget } from "../../../src/cost/matmul/matmul-problem.ts";
import { rearrangeCycles, sliceCycles } from "../../../src/cost/matmul/rearrange.ts";
import {
  exchangedSramBytes,
  priceSplits,
  sramBytes,
  temporaryBytes,
  tileBlock,
} from "../../../src/cost/matmul/split-price.ts";
import { usefulSplits, type MatmulSplits } from "../../../src/cost/matmul/splits.ts";

const HALF: MatmulTarget = {
  tiles: 16,
  sramBytesPerTile: 638_976,
  arithmetic: "fp16_16",
  macsPerCycle: 64,
  availableMemoryProportion: 0.6,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
};
/** The same with float partials, which are cast to half at the end: half as many conv units, twice the passes. */
const MIXED: MatmulTarget = { ...HALF, arithmetic: "fp16_32", macsPerCycle: 32 };
const WHOLE: MatmulSplits = {
  ...{ rows: 1, columns: 1, inner: 1, groups: 1 },
  ...{ serialColumns: 1, serialInner: 1, swapped: false },
};
const priced = (
  [rows, inner, columns]: readonly [number, number, number],
  splits: Partial<MatmulSplits>,
  target = HALF,
) => priceSplits(matmulProblem({ groups: 1, rows, inner, columns }, target, false), { ...WHOLE, ...splits });

describe("cycles of a divided matmul", () => {
  test("two columns of tiles receive half of the field each, at the rate of pairs; three, two thirds, each alone", () => {
    expect(priced([16, 16, 32], { columns: 2 }).exchangeCycles).toBe((16 * 16 * 2 * (1 / 2)) / 2 / 4);
    expect(priced([16, 16, 48], { columns: 3 }).exchangeCycles).toBeCloseTo((16 * 16 * 2 * (2 / 3)) / 4, 9);
  });

  test("two rows of tiles receive half of the weights each", () =>
    expect(priced([32, 16, 16], { rows: 2 }).exchangeCycles).toBe((16 * 16 * 2 * (1 / 2)) / 4));

  test("two inner parts: partials of a tile go over once, half of the sums are formed on each, one sync more", () => {
    const price = priced([16, 32, 16], { inner: 2 });
    expect(price.exchangeCycles).toBe((16 * 16 * 2) / 4);
    expect(price.reduceCycles).toBe(6 * (32 + (3 * 2 + 8) * Math.ceil(128 / (6 * 8))));
    expect(price.syncCycles).toBe(2 * 500);
  });

  test("float partials are cast to half, once for each serial column step: 11 + 6 · 17 and half a cycle each", () => {
    expect(priced([16, 16, 16], {}, MIXED).reduceCycles).toBe(11 + 6 * 17 + 256 / 2);
    expect(priced([16, 16, 32], { serialColumns: 2 }, MIXED).reduceCycles).toBe(2 * (11 + 6 * 17 + 256 / 2));
    expect(priced([16, 16, 16], {}).reduceCycles).toBe(0);
  });

  test("each serial inner step adds its float sums, slices its weights and its field, and syncs", () => {
    const price = priced([16, 32, 16], { serialInner: 2 }, MIXED);
    const adds = 2 * (11 + 6 * 58 + 1.5 * 256);
    expect(price.reduceCycles).toBe(adds + 11 + 6 * 17 + 256 / 2);
    const step = (16 * 32 * 2) / 16 / 2; // of an operand spread over 16 tiles, half at a time
    expect(price.rearrangeCycles).toBe(2 * (2 * (400 + step / 4)));
    expect(price.syncCycles).toBe(2 * 500);
    expect(price.matmulCycles).toBe(2 * ampCycles({ rows: 16, inner: 16, columns: 16 }, "fp16_32", 8, 32));
  });

  test("a swapped product brings X, W and Y into other layouts: a phase, an exchange, a rearrangement each", () => {
    const { swapCycles } = matmulProblem({ groups: 1, rows: 32, inner: 64, columns: 16 }, HALF, true);
    const transposed = (elements: number) =>
      500 + (elements * 2) / 16 / 4 + 587 + ((elements * 2) / 16) * (5271 / 1024);
    expect(swapCycles).toBeCloseTo(transposed(32 * 64) + transposed(64 * 16) + transposed(32 * 16), 9);
  });
});

describe("temporary bytes of a tile", () => {
  const bytes = (
    [rows, inner, columns]: readonly [number, number, number],
    splits: Partial<MatmulSplits>,
    target = HALF,
  ) => {
    const problem = matmulProblem({ groups: 1, rows, inner, columns }, target, false);
    return temporaryBytes(problem, tileBlock(problem, { ...WHOLE, ...splits }), { ...WHOLE, ...splits });
  };

  test("operands and partials", () => expect(bytes([64, 32, 64], {})).toBe((64 + 64) * 32 * 2 + 64 * 64 * 2));
  test("own and received partials, where these are more than the operands", () =>
    expect(bytes([64, 32, 64], { inner: 2 })).toBe(2 * (64 * 64 * 2)));
  test("operands and partials, where the operands are more than received partials", () =>
    expect(bytes([16, 256, 16], { inner: 2 })).toBe((16 + 16) * 128 * 2 + 16 * 16 * 2));
  test("float sums of serial steps take two bytes more than the output's place", () =>
    expect(bytes([16, 32, 16], { serialInner: 2 }, MIXED)).toBe(
      (16 + 16) * 16 * 2 + 16 * 16 * 4 + 16 * 16 * 2,
    ));
});

describe("divisions worth trying", () => {
  test("ten parts: the smallest count for each size of part", () =>
    expect(usefulSplits(10, 10)).toEqual([1, 2, 3, 4, 5, 10]));
  test("and the even ones beside odd ones, in which neighbours share their receivers", () =>
    expect(usefulSplits(10, 10, true)).toEqual([1, 2, 3, 4, 5, 6, 10]));
  test("no more than there are tiles", () => expect(usefulSplits(10, 4, true)).toEqual([1, 2, 3, 4]));
});

test("1,024 bytes are rearranged in 587 cycles and 5271, 3200 or 451 by atoms of 2, 4 or 8 bytes", () => {
  expect([1, 2, 4, 8].map((atom) => rearrangeCycles(1024, atom))).toEqual([
    587 + 5271,
    587 + 5271,
    587 + 3200,
    587 + 451,
  ]);
  expect(sliceCycles(1024)).toBe(400 + 2 * (1024 / 8));
});

describe("bytes between SRAM and registers", () => {
  const problem = (target: MatmulTarget) =>
    matmulProblem({ groups: 1, rows: 16, inner: 32, columns: 16 }, target, false);

  test("each block of weights once, the field once a pass, partials stored and but for the first loaded", () => {
    const [weights, field] = [32 * 16 * 2, 16 * 32 * 2];
    expect(sramBytes(problem(HALF), WHOLE)).toBe(weights + field + (2 * 2 - 1) * 16 * 16 * 2);
    // Half as many units: two passes of 8 columns, and partials of four bytes.
    expect(sramBytes(problem(MIXED), WHOLE)).toBe(weights + 2 * field + (2 * 2 - 1) * 16 * 16 * 4);
  });

  test("what is exchanged is read once for all that receive it and written by each; partials go to one tile", () => {
    expect(exchangedSramBytes(problem(HALF), WHOLE)).toBe(0);
    // Each of two rows of tiles holds half of the weights: it reads that to send, and writes the other half.
    const weights = 32 * 16 * 2;
    expect(exchangedSramBytes(problem(HALF), { ...WHOLE, rows: 2 })).toBe(weights / 2 + weights / 2);
    expect(exchangedSramBytes(problem(HALF), { ...WHOLE, inner: 2 })).toBe(2 * 16 * 16 * 2);
  });
});
