import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCALING_LAWS, type ScalingLawId } from "../../src/optimum/laws/index.ts";
import { denseEquivalentParameters, EXPERTS_FITS, expertsLoss } from "../../src/optimum/laws/experts-law.ts";
import { withDataEfficiency } from "../../src/optimum/laws/data-efficiency.ts";
import { denseEquivalentGain, SPARSE_FITS } from "../../src/optimum/laws/sparse-law.ts";
import { effectiveParameters } from "../../src/optimum/laws/precision-law.ts";

/** Printed optima: C, N in billions, D in trillions, loss. Facts on workloads, §6. */
const PRINTED: readonly (readonly [ScalingLawId, number, number, number, number])[] = [
  ["chinchilla-3-rounded", 3.14e23, 24.5, 2.14, 1.954],
  ["chinchilla-3-rounded", 5.76e23, 32.2, 2.98, 1.931],
  ["chinchilla-3-rounded", 1e25, 116.8, 14.27, 1.845],
  ["chinchilla-3", 3.14e23, 30.6, 1.71, 1.941],
  ["chinchilla-3", 5.76e23, 40.3, 2.38, 1.918],
  ["chinchilla-3", 1e25, 148.3, 11.23, 1.838],
  ["besiroglu", 3.14e23, 52.9, 0.99, 1.992],
  ["besiroglu", 5.76e23, 72.2, 1.33, 1.974],
  ["besiroglu", 1e25, 312.1, 5.34, 1.912],
];

describe("scaling laws", () => {
  test.each(PRINTED)("%s at %d FLOPs: N, D and loss as printed", (id, flops, billions, trillions, loss) => {
    const best = SCALING_LAWS[id].optimum(flops);
    expect(best.parameters / 1e9).toBeCloseTo(billions, 0.05 > billions ? 2 : 1);
    expect(best.tokens / 1e12).toBeCloseTo(trillions, 2);
    expect(best.loss).toBeCloseTo(loss, 3);
  });

  test.each([
    ["chinchilla-3-rounded", 2.002, 1.937, 1.11e23],
    ["chinchilla-3", 1.977, 1.921, 7.8e22],
    ["besiroglu", 2.009, 1.974, 2.47e23],
  ] as const)(
    "%s: loss of GPT-3 and Chinchilla, and the budget of a loss of 2.0",
    (id, gpt3, chinchilla, flops) => {
      const law = SCALING_LAWS[id];
      expect(law.loss(174.6e9, 300e9)).toBeCloseTo(gpt3, 3);
      expect(law.loss(70e9, 1.4e12)).toBeCloseTo(chinchilla, 3);
      expect((law.flopsForLoss(2) ?? NaN) / flops).toBeCloseTo(1, 2);
    },
  );

  test("Kaplan allots GPT-3's budget to 517 billion parameters", () => {
    const best = SCALING_LAWS.kaplan.optimum(3640 * 8.64e19);
    expect(best.parameters / 517.07e9).toBeCloseTo(1, 3);
    expect(SCALING_LAWS.kaplan.loss(174.6e9, 300e9)).toBeCloseTo(1.661, 2);
  });

  test("no split of the budget beats the optimum of a parametric law", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 18, max: 27, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (exponent, shift) => {
          const flops = 10 ** exponent;
          for (const id of ["besiroglu", "chinchilla-3"] as const) {
            const { optimum, loss } = SCALING_LAWS[id];
            const best = optimum(flops);
            const other = best.parameters * 10 ** shift;
            expect(loss(other, flops / (6 * other))).toBeGreaterThanOrEqual(best.loss * (1 - 1e-12));
          }
        },
      ),
    ));

  test("the budget of a loss, spent at the optimum, reaches that loss; and so do the tokens of its size", () => {
    for (const law of Object.values(SCALING_LAWS)) {
      const { loss } = law.optimum(1e23);
      const flops = law.flopsForLoss(loss) ?? NaN;
      expect(flops / 1e23, law.id).toBeCloseTo(1, 6);
      const best = law.optimum(flops);
      expect((law.tokensForLoss(best.parameters, loss) ?? NaN) / best.tokens, law.id).toBeCloseTo(1, 6);
    }
  });

  test("below the irreducible loss there is no budget", () =>
    expect(SCALING_LAWS.besiroglu.flopsForLoss(1.8)).toBeUndefined());
});

describe("data worth more than the law's", () => {
  const law = SCALING_LAWS.besiroglu;
  const pruned = withDataEfficiency(law, 2);

  test("tokens worth two: the optimum is that of twice the budget, on half of its tokens", () => {
    const [one, two] = [pruned.optimum(1e23), law.optimum(2e23)];
    expect(one.parameters).toBe(two.parameters);
    expect(one.tokens).toBe(two.tokens / 2);
    expect(6 * one.parameters * one.tokens).toBeCloseTo(1e23, -12);
    expect(one.loss).toBeCloseTo(pruned.loss(one.parameters, one.tokens), 12);
  });

  test("a loss costs half of the FLOPs, and a given model half of the tokens", () => {
    expect(pruned.flopsForLoss(2)).toBe((law.flopsForLoss(2) ?? NaN) / 2);
    expect(pruned.tokensForLoss(70e9, 2)).toBe((law.tokensForLoss(70e9, 2) ?? NaN) / 2);
    expect(pruned.flopsForLoss(1.8)).toBeUndefined();
  });
});

describe("experts, sparsity, precision", () => {
  test("128 experts make 5 million parameters worth 52 million dense ones", () =>
    expect(denseEquivalentParameters(EXPERTS_FITS["s-base"], 5e6, 128) / 51.83e6).toBeCloseTo(1, 2));
  test("1 billion parameters: loss 2.285 dense, 2.086 with 64 experts (S-BASE)", () => {
    expect(expertsLoss(EXPERTS_FITS["s-base"], 1e9, 1)).toBeCloseTo(2.2846, 3);
    expect(expertsLoss(EXPERTS_FITS["s-base"], 1e9, 64)).toBeCloseTo(2.0858, 3);
  });
  test("80 % sparsity is worth 2.33 dense models of its non-zeros; 50 % 1.59, 90 % 2.76", () => {
    expect(denseEquivalentGain(SPARSE_FITS["t5-c4"], 0.8)).toBeCloseTo(2.3256, 3);
    expect(denseEquivalentGain(SPARSE_FITS["t5-c4"], 0.5)).toBeCloseTo(1.5874, 3);
    expect(denseEquivalentGain(SPARSE_FITS["vit-jft"], 0.9)).toBeCloseTo(2.7521, 3);
  });
  test("at 16 bits hardly any parameter is lost, at 4 bits a third or more", () => {
    expect(effectiveParameters(1, { weights: 16, activations: 16, keysValues: 16 })).toBeGreaterThan(0.995);
    expect(effectiveParameters(1, { weights: 4, activations: 4, keysValues: 4 })).toBeLessThan(0.67);
  });
});
