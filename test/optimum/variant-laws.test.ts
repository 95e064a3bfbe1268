import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beyondFit, beyondFitText } from "../../src/optimum/laws/beyond-fit.ts";
import { denseEquivalentParameters, EXPERTS_FITS, expertsLoss } from "../../src/optimum/laws/experts-law.ts";
import { lawsFor, SCALING_LAWS } from "../../src/optimum/laws/index.ts";
import type { ModelVariant, ScalingLaw } from "../../src/optimum/laws/scaling-law.ts";

const { besiroglu } = SCALING_LAWS;
const lawOf = (id: string, asked: ModelVariant): ScalingLaw => {
  const law = lawsFor(asked).find((one) => one.id === id);
  if (law === undefined) throw new Error(`no law ${id}`);
  return law;
};

describe("laws of other models", () => {
  test("are offered where the question says what they need, before the dense ones", () => {
    const dense = Object.keys(SCALING_LAWS);
    const ids = (asked: ModelVariant): readonly string[] => lawsFor(asked).map(({ id }) => id);
    expect(ids({})).toEqual(dense);
    expect(ids({ experts: 64 })).toEqual(["clark-s-base", "clark-rl-r", "clark-hash", ...dense]);
    expect(ids({ density: 0.2, precision: "fp8" })).toEqual(["frantar", "frantar-t5", "kumar", ...dense]);
  });

  test.each(["s-base", "rl-r", "hash"] as const)(
    "%s: 64 experts have the loss of the dense model that Clark's law puts equal",
    (id) => {
      const fit = EXPERTS_FITS[id];
      const equal = denseEquivalentParameters(fit, 1e9, 64);
      expect(expertsLoss(fit, equal, 1)).toBeCloseTo(expertsLoss(fit, 1e9, 64), 9);
      const law = lawOf(`clark-${id}`, { experts: 64 });
      expect(law.loss(1e9, 130e9)).toBeCloseTo(besiroglu.loss(equal, 130e9), 9);
    },
  );

  test("one expert is a dense model", () => {
    const law = lawOf("clark-s-base", { experts: 1 });
    expect(law.loss(1e9, 130e9)).toBeCloseTo(besiroglu.loss(1e9, 130e9), 12);
  });

  test("a fifth of the weights is worth 2.3256 dense models of its non-zeros", () => {
    const law = lawOf("frantar", { density: 0.2 });
    expect(law.loss(1e9, 1e11)).toBeCloseTo(besiroglu.loss(2.3256e9, 1e11), 5);
  });

  test("Frantar's own law as printed: (16.8 · 0.2^0.722 + 45) / N^0.245 + (6.9e8 / D)^0.203 + 0.651", () => {
    const law = lawOf("frantar-t5", { density: 0.2 });
    const expected = (16.8 * 0.2 ** 0.722 + 45) / 85e6 ** 0.245 + (6.9e8 / 65e9) ** 0.203 + 0.651;
    expect(law.loss(85e6, 65e9)).toBeCloseTo(expected, 12);
  });

  test("8 bits lose (1 − e^(−8/2.6745))·(1 − e^(−8/2.2102))·(1 − e^(−8/0.9578)) of the parameters", () => {
    const kept = [2.6745, 2.2102, 0.9578].reduce((product, gamma) => product * (1 - Math.exp(-8 / gamma)), 1);
    expect(kept).toBeLessThan(0.95);
    const law = lawOf("kumar", { precision: "fp8" });
    expect(law.loss(1e9, 1e11)).toBeCloseTo(besiroglu.loss(kept * 1e9, 1e11), 12);
  });

  test("no split of a budget beats the optimum of any of them", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 18, max: 26, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (exponent, shift) => {
          const flops = 10 ** exponent;
          const laws = lawsFor({ experts: 128, density: 0.25, precision: "fp8" }).filter(
            ({ model }) => model,
          );
          expect(laws).toHaveLength(6);
          for (const { optimum, loss } of laws) {
            const best = optimum(flops);
            const other = best.parameters * 10 ** shift;
            expect(loss(other, flops / (6 * other))).toBeGreaterThanOrEqual(best.loss * (1 - 1e-12));
          }
        },
      ),
    ));
});

describe("beyond the fit", () => {
  const at = (parameters: number, tokens: number) => ({ parameters, tokens, loss: 2 });

  test("within it there is nothing to say", () => expect(beyondFit(besiroglu, at(7e9, 140e9))).toEqual([]));

  test("above and below are told by how many times, and what the fit had", () => {
    const [size, data] = beyondFit(besiroglu, at(32e9, 2.5e9));
    expect(size && beyondFitText(size)).toBe(
      "32 G parameters are 2 times the most that it was fitted to (16 G)", // 32 / 16
    );
    expect(data && beyondFitText(data)).toBe(
      "2.5 G tokens are 2 times below the least that it was fitted to (5 G)", // 5 / 2.5
    );
  });

  test("experts and densities have a range too", () => {
    const many = beyondFit(lawOf("clark-hash", { experts: 1024 }), at(1e9, 130e9));
    expect(many.map(beyondFitText)).toEqual([
      "1.02 k experts are 2 times the most that it was fitted to (512)",
    ]);
    const thin = beyondFit(lawOf("frantar", { density: 0.05 }), at(50e6, 50e9));
    expect(thin.map(beyondFitText)).toEqual([
      "a density of 5 % is 2.5 times below the least that it was fitted to (12.5 %)",
    ]);
  });
});
