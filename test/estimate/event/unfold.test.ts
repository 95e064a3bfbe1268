import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { simulateStep } from "../../../src/estimate/event/simulate-step.ts";
import { evaluate } from "../../../src/evaluate.ts";
import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";
import { compute, copy, pipeline, pricedPlan, shared } from "../priced.ts";

describe("every replica by itself", () => {
  const place = fc.record({
    tensorParallel: fc.constantFrom(1, 2, 4),
    dataParallel: fc.constantFrom(1, 2, 4, 8),
    chipsPerMachine: fc.constantFrom(4, 8),
  });
  test("takes as long as the one that stands for all, where all are alike", () =>
    fc.assert(
      fc.property(
        place,
        fc.constantFrom(1, 2, 4),
        fc.integer({ min: 1, max: 9 }),
        (sketch, stages, batches) => {
          const program = pipeline(
            batches,
            ...Array.from({ length: stages }, (_, stage) => ({
              forward: [compute(0.5), shared("host", 20 + stage)],
              backward: [compute(1)],
              ...(stage + 1 < stages && { copyForward: copy(0.2) }),
              update: [shared("streaming", 50), compute(0.1)],
            })),
          );
          const priced = pricedPlan(program, sketch);
          const folded = simulateStep(priced);
          const unfolded = simulateStep(priced, { unfold: true });
          expect(unfolded.seconds / folded.seconds).toBeCloseTo(1, 9);
          expect(unfolded.peakWatts).toBeCloseTo(folded.peakWatts, 6);
          for (const [category, seconds] of Object.entries(folded.time))
            expect(unfolded.time[category as keyof typeof folded.time]).toBeCloseTo(seconds, 9);
        },
      ),
      { numRuns: 30 },
    ));

  test("one straggler of many holds up all: later than one replica alone would be", () => {
    const program = pipeline(4, { forward: [compute(1)], update: [compute(1)] });
    const priced = pricedPlan(program, { dataParallel: 64 });
    const late = (unfold: boolean) => simulateStep(priced, { unfold, jitter: 0.1, seed: 7 }).seconds;
    // 5 rounds: the largest of 64 half-normal draws is 2.6 deviations on average, one draw 0.8
    expect(late(true)).toBeGreaterThan(5 * (1 + 0.1 * 2));
    expect(late(true)).toBeGreaterThan(late(false));
  });

  test("copies that are alone multiply what repeats: the same as simulating all of it", () => {
    const phased = {
      kind: "phased" as const,
      overlap: true,
      update: [],
      phases: [
        {
          ...{ label: "layer", load: [shared("streaming", 10)], store: [], repeat: 2, microBatches: 40 },
          body: [compute(0.1), shared("streaming", 5)],
        },
      ],
    };
    const priced = pricedPlan(phased, { dataParallel: 8 });
    const whole = simulateStep(priced, { unfold: true, skipRepeats: false });
    expect(simulateStep(priced, { unfold: true }).seconds / whole.seconds).toBeCloseTo(1, 12);
  });
});

describe("on shipped machines, over their links", async () => {
  const specs = await openShippedSpecs();
  const { spec: workload } = await specs.workload("bert-large");
  test.each([
    ["bow-pod16", { pipelineParallel: 8, dataParallel: 2 }],
    ["bow-pod64", { pipelineParallel: 12, dataParallel: 4 }],
    ["bow-pod128", { pipelineParallel: 8, dataParallel: 16 }],
  ])("%s: as folded, to 1e-9", async (system, degrees) =>
    expect(await unfoldedOverFolded(system, degrees)).toBeCloseTo(1, 9),
  );

  test("where copies meet others' traffic in turns, the one that stands for all is as late as the latest each time", async () => {
    const degrees = { pipelineParallel: 2, dataParallel: 4, tensorParallel: 2 };
    const ratio = await unfoldedOverFolded("a100-gpus16", degrees);
    expect(ratio).toBeLessThanOrEqual(1 + 1e-9);
    expect(ratio).toBeGreaterThan(0.98);
  });

  async function unfoldedOverFolded(
    system: string,
    degrees: { pipelineParallel: number; dataParallel: number; tensorParallel?: number },
  ): Promise<number> {
    const arch = buildArch(await specs.arch(system));
    const { pipelineParallel, dataParallel } = degrees;
    const layersPerStage = Array.from({ length: pipelineParallel }, () => 24 / pipelineParallel);
    const choice = {
      ...DEFAULT_CHOICE,
      ...{ ...degrees, layersPerStage, recompute: "layer" as const, optimizerState: "sharded" as const },
      ...{ microBatch: 1, microBatches: 256 / dataParallel },
    };
    const found = evaluate({ arch, workload, choice, fidelity: "analytic" });
    if (found.kind !== "evaluation") throw new Error(`${system}: no plan`);
    const { priced } = found.phases[0]!;
    return simulateStep(priced, { unfold: true }).seconds / simulateStep(priced).seconds;
  }
});
