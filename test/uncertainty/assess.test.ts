import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { assessUncertainty } from "../../src/uncertainty/assess.ts";
import { deciles } from "../../src/uncertainty/sample-readings.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const loaded = await specs.arch("bow-pod4");
const workload = await specs.workload("bert-base");
const { best } = findPlan({ arch: buildArch(loaded), workload: workload.spec });
const question = {
  ...{ specs, system: { id: "bow-pod4", loaded }, workload, overrides: {}, choice: best!.choice },
  ...{ planners: new Map(), seed: 1, metrics: ["stepTimeSeconds", "costDollars"] },
};

describe("uncertainty of a question", () => {
  test("deciles stand in order around what is likely, and a fixed plan's FLOPs are certain", async () => {
    const {
      deciles: all,
      fitting,
      samples,
    } = await assessUncertainty({ ...question, samples: 64, indexRows: 0 });
    expect(fitting).toBe(samples);
    for (const { p10, p50, p90 } of Object.values(all)) {
      expect(p10).toBeLessThanOrEqual(p50);
      expect(p50).toBeLessThanOrEqual(p90);
    }
    expect(all["costDollars"]!.p10).toBeLessThan(all["costDollars"]!.p90);
    expect(all["modelFlops"]!.p10).toBe(all["modelFlops"]!.p90);
  });

  test("prices move the cost and not the time; the largest swing comes first", async () => {
    const { sensitivities } = await assessUncertainty({ ...question, samples: 1, indexRows: 0 });
    const paths = (metric: string) => sensitivities[metric]!.map(({ input }) => input.path);
    expect(paths("costDollars")).toContain("system.economics.electricityPrice");
    expect(paths("stepTimeSeconds")).not.toContain("system.economics.electricityPrice");
    const swings = sensitivities["costDollars"]!.map(({ low, high }) => Math.abs(high! - low!));
    expect(swings).toEqual(swings.toSorted((a, b) => b - a));
  });

  test("defects, wafer prices, leakage and constants of silicon are drawn: a good die is no exact number", async () => {
    const metrics = ["dieDollars", "chipDollars"];
    const { deciles: all, sensitivities } = await assessUncertainty({
      ...{ ...question, metrics, samples: 32, indexRows: 0 },
    });
    for (const id of [...metrics, "dieYieldFraction", "embodiedKilograms"])
      expect(all[id]!.p10, id).toBeLessThan(all[id]!.p90);
    const swing = sensitivities["dieDollars"]!.find(
      ({ input }) => input.path === "process.n7.defects.density",
    );
    const ends = await Promise.all(
      [0.0007e6, 0.0015e6].map((density) =>
        specs.arch("bow-pod4", { "process.n7.defects.density": density }),
      ),
    );
    expect([swing!.low, swing!.high]).toEqual(ends.map(({ spec }) => spec.silicon!.goodDieDollars));
    const chip = sensitivities["chipDollars"]!.map(({ input }) => input.path);
    expect(chip).toContain("silicon.bondYield");
  });

  test("the same seed gives the same numbers, another seed others", async () => {
    const at = (seed: number) => assessUncertainty({ ...question, samples: 16, indexRows: 0, seed });
    expect(await at(3)).toEqual(await at(3));
    expect((await at(3)).deciles).not.toEqual((await at(4)).deciles);
  });

  test("Sobol indices name the inputs that the tornado names, between 0 and 1 within sampling", async () => {
    const { sensitivities } = await assessUncertainty({ ...question, samples: 1, indexRows: 32 });
    const all = sensitivities["costDollars"]!;
    expect(all.every(({ index }) => index !== undefined)).toBe(true);
    const [most] = all.toSorted((a, b) => b.index!.total - a.index!.total);
    expect(all.slice(0, 3)).toContain(most);
    for (const { index } of all) expect(index!.total).toBeGreaterThanOrEqual(0);
  });
});

test("deciles interpolate between neighbours: of 0 to 10 they are 1, 5 and 9", () =>
  expect(deciles([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0])).toEqual({ p10: 1, p50: 5, p90: 9 }));
