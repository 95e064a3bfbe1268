import { describe, expect, test } from "vitest";
import { rearrangeWork } from "../../../src/cost/matmul/rearrange.ts";
import { tileJoules } from "../../../src/cost/tile/tile-work.ts";
import {
  VECTOR_KERNELS,
  vectorCycles,
  vectorWork,
  type VectorKernel,
} from "../../../src/cost/tile/vector.ts";
import {
  reductionCycles,
  reductionRates,
  reductionStageDepths,
  reductionWork,
} from "../../../src/cost/tile/reduction.ts";

describe("vector kernels", () => {
  test("an add of 1,000 halves: launch, six workers' overhead, three quarters of a cycle each", () =>
    expect(vectorCycles("add", 1000, "half")).toBe(11 + 6 * 28 + 0.75 * 1000));

  test("floats take twice as long to add as halves", () =>
    expect(vectorCycles("add", 1000, "float") - vectorCycles("add", 0, "float")).toBe(1.5 * 1000));

  test("softmax is a maximum, a subtraction, an exponential, a sum and a scaling, in five supersteps", () => {
    const perElement = 0.375 + 0.75 + 1 + 0.375 + 0.5;
    const fixed = 5 * 11 + 6 * (32 + 28 + 33 + 32 + 20);
    expect(vectorCycles("softmax", 4096, "half")).toBe(fixed + perElement * 4096);
    expect(VECTOR_KERNELS.softmax.supersteps).toBe(5);
  });

  test("a softmax moves nine operands of two bytes and makes five FLOPs for each element", () => {
    const work = vectorWork("softmax", { elements: 4096, perTile: 1024 }, "half");
    expect(work.movedBytes).toBe(4096 * (1 + 3 + 2 + 1 + 2) * 2);
    expect(work.flops).toBe(4096 * 5);
    expect(work.cycles).toBe(4 * vectorCycles("softmax", 1024, "half"));
    expect(vectorWork("softmax", { elements: 0, perTile: 0 }, "half").cycles).toBe(0);
    // On tiles at 1.8 pJ a byte and 2 pJ a FLOP: 28 pJ in each of 3 cycles, 55 W of 1,472 tiles at 1.325 GHz.
    const perCycle = (3 * 8 * 1.8 + 18 * 1.8 + 5 * 2) / 3;
    const element = { cycles: VECTOR_KERNELS.softmax.half, movedBytes: 18, flops: 5 };
    const { sramJoules, vectorJoules } = tileJoules(element, {
      sramJoulesPerByte: 1.8,
      vectorJoulesPerFlop: 2,
    });
    expect((sramJoules + vectorJoules) / 3).toBeCloseTo(perCycle, 12);
    expect(perCycle * 1e-12 * 1472 * 1.325e9).toBeCloseTo(55.65, 1);
  });

  test("no kernel moves more than its loads and stores take: 24 B a cycle", () => {
    for (const kernel of Object.values<VectorKernel>(VECTOR_KERNELS)) {
      expect(kernel.movedBytes.half / kernel.half).toBeLessThanOrEqual(24);
      expect(kernel.movedBytes.float / kernel.float).toBeLessThanOrEqual(24);
      expect(kernel.movedBytes.half).toBeGreaterThan(0);
    }
  });

  test("a tile that adds partials loads two words a vector, one that rearranges reads and writes 8 B in 3.5 cycles", () => {
    expect(reductionWork(300, true)).toEqual({ cycles: 300, movedBytes: 1600, flops: 800 });
    expect(reductionWork(300, false)).toEqual({ cycles: 300, movedBytes: 1600, flops: 400 });
    expect(rearrangeWork(451)).toMatchObject({ cycles: 451, movedBytes: expect.closeTo(2048, 9) as number });
  });

  test("a parameter's master copy is updated in float whatever the working format", () =>
    expect(VECTOR_KERNELS.momentum.half).toBe(0.75 + 1.5 + 0.5));

  test("and costs the launches of both: momentum, the master's sum, the cast", () =>
    expect(vectorCycles("momentum", 0, "half")).toBe(3 * 11 + 6 * (28 + 28 + 17)));

  test("composites lie where they were estimated per element: softmax 3-3.5, layernorm 3.5-4, Adam and LAMB 12-19", () => {
    const between = (kernel: VectorKernel, low: number, high: number) => {
      expect(kernel.half).toBeGreaterThanOrEqual(low);
      expect(kernel.half).toBeLessThanOrEqual(high);
    };
    between(VECTOR_KERNELS.softmax, 3, 3.5);
    between(VECTOR_KERNELS.layernorm, 3.5, 4);
    between(VECTOR_KERNELS.layernormGradient, 5.5, 6.5);
    between(VECTOR_KERNELS.adam, 12, 19);
    between(VECTOR_KERNELS.lamb, 12, 19);
  });

  test("every kernel has a superstep, a cost per element, and is no faster in float", () => {
    for (const kernel of Object.values<VectorKernel>(VECTOR_KERNELS)) {
      expect(kernel.supersteps).toBeGreaterThanOrEqual(1);
      expect(kernel.half).toBeGreaterThan(0);
      if (
        kernel !== VECTOR_KERNELS.sqrt &&
        kernel !== VECTOR_KERNELS.rsqrt &&
        kernel !== VECTOR_KERNELS.divide
      )
        expect(kernel.float).toBeGreaterThanOrEqual(kernel.half);
    }
  });
});

describe("reductions", () => {
  test("2,880 half sums of 13 partials: sixty vectors of eight for each worker", () =>
    expect(reductionCycles(2880, 13, "half")).toBe(6 * (32 + (3 * 13 + 8) * 60)));
  test("floats come four to a vector", () =>
    expect(reductionCycles(2880, 13, "float")).toBe(6 * (32 + (3 * 13 + 7) * 120)));
  test("the unrounded rates never exceed the law", () => {
    const { fixed, perOutput } = reductionRates(13, "floatToHalf");
    for (const outputs of [1, 23, 24, 25, 1000])
      expect(fixed + perOutput * outputs).toBeLessThanOrEqual(reductionCycles(outputs, 13, "floatToHalf"));
  });
  test("one stage below 16 partials, two below 125, three from there; depths multiply to the partials", () => {
    expect(reductionStageDepths(1)).toEqual([]);
    expect(reductionStageDepths(15)).toEqual([15]);
    expect(reductionStageDepths(16)).toEqual([4, 4]);
    expect(reductionStageDepths(124).length).toBe(2);
    expect(reductionStageDepths(125)).toEqual([5, 5, 5]);
    for (let depth = 2; depth < 1472; depth++)
      expect(
        reductionStageDepths(depth).reduce((product, stage) => product * stage, 1),
      ).toBeGreaterThanOrEqual(depth);
  });
});
