import { describe, expect, test } from "vitest";
import { savedChoice } from "../../src/spec/kinds/plan-choices.ts";
import { measureEvaluation, measureNoPlan } from "../../src/result/measure.ts";
import { METRICS } from "../../src/result/metrics/index.ts";
import { rounded, roundedNumber } from "../../src/result/rounded.ts";
import type { Provenance } from "../../src/spec/yaml/provenance.ts";
import { inference, tinyChoice, training } from "./fake-evaluation.ts";

const total = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((a, b) => a + b, 0);

describe("measureEvaluation", () => {
  const saved = measureEvaluation(inference);

  test("what is taken for granted names the depreciation that the money was worked out by", () => {
    const { arch } = inference;
    const declining = { ...arch, economics: { ...arch.economics, depreciation: "declining" as const } };
    const said = measureEvaluation({ ...inference, arch: declining }).assumptions.join("\n");
    expect(said).toMatch(/declines exponentially/);
    expect(said).not.toMatch(/straight line/);
    expect(saved.assumptions.join("\n")).toMatch(/straight line/);
  });

  test("a result is filed under system, workload and fidelity, with every choice of its plan", () => {
    expect(saved).toMatchObject({
      system: "tiny",
      workload: "tiny-inference",
      fidelity: "analytic",
      feasible: true,
    });
    expect(saved.plan).toEqual(savedChoice(tinyChoice));
    expect(saved.plan).toMatchObject({ pipelineParallel: 2, dataParallel: 3, layersPerStage: [1, 1] });
  });

  test("the plan of an answer is what was decided, not how prefill takes the samples of a micro-batch", () => {
    const [prefill, decode] = inference.phases as [
      (typeof inference.phases)[0],
      (typeof inference.phases)[0],
    ];
    const choice = { ...prefill.plan.choice, microBatch: 1, microBatches: 4 };
    const together = { ...decode.plan.choice, microBatch: 4, microBatches: 1 };
    const phases = [
      { ...prefill, plan: { ...prefill.plan, choice } },
      { ...decode, plan: { ...decode.plan, choice: together } },
    ];
    expect(measureEvaluation({ ...inference, phases }).plan).toMatchObject({
      microBatch: 4,
      microBatches: 1,
    });
  });

  test("time and energy categories add up to the step", () => {
    expect(total(saved.breakdown.timeSeconds)).toBe(saved.metrics["stepTimeSeconds"]);
    expect(total(saved.breakdown.energyJoules)).toBe(saved.metrics["energyJoules"]);
  });

  test("memory categories are those of the fullest chip, streaming those of a machine of two", () => {
    expect(total(saved.breakdown.memoryBytes.sram)).toBe(saved.metrics["sramBytesPerChip"]);
    expect(saved.breakdown.memoryBytes.sramLimit).toBe(4000);
    expect(saved.breakdown.memoryBytes.streaming["optimizer"]).toBe(2 * 700);
  });

  test("the decode follows the prefill in power trace and Gantt", () => {
    expect(saved.powerTrace).toEqual([
      { seconds: 0, watts: 10 },
      { seconds: 1, watts: 10 },
    ]);
    expect(saved.gantt.map(({ label, start, end }) => [label, start, end])).toEqual([
      ["prefill: layer", 0, 1],
      ["decode: layer", 1, 4],
    ]);
  });

  test("the roofline point: FLOPs over bytes, bytes from the energy that they were charged", () =>
    expect(measureEvaluation(training).roofline).toEqual({
      peakFlopsPerSecond: 8 * 400,
      bytesPerSecond: 8 * (4 * 24 * 10),
      flopsPerByte: 4800 / (20 / 0.5),
      flopsPerSecond: 4800 / 2,
    }));

  test("an assumed input is among the assumptions, a published one is not", () => {
    const at = { unit: "B", written: "5 B", source: "a guess", file: "f", line: 1, column: 1, value: 5 };
    const inputs: Provenance[] = [
      { ...at, path: "chip.guessed", status: "assumed" },
      { ...at, path: "chip.known", status: "published" },
    ];
    const { assumptions } = measureEvaluation(training, inputs);
    expect(assumptions).toContain("chip.guessed = 5 B: a guess");
    expect(assumptions.join("\n")).not.toContain("chip.known");
  });

  test("the same evaluation gives the same bytes", () =>
    expect(JSON.stringify(measureEvaluation(inference))).toBe(
      JSON.stringify(measureEvaluation(structuredClone(inference))),
    ));
});

describe("measureNoPlan", () => {
  const misfit = measureNoPlan(
    {
      kind: "infeasible",
      resource: "tile SRAM",
      demand: 3,
      bound: 2,
      gap: 1,
      unit: "B",
      breakdown: { weights: 3 },
      levers: ["fp8"],
      choice: tinyChoice,
    },
    { system: "tiny", workload: "big", fidelity: "event" },
  );
  test("says by how much, and what would help", () =>
    expect(misfit.infeasible).toEqual({
      resource: "tile SRAM",
      demand: 3,
      bound: 2,
      gap: 1,
      unit: "B",
      breakdown: { weights: 3 },
      levers: ["fp8"],
    }));
  test("has every metric, as null", () =>
    expect(misfit.metrics).toEqual(Object.fromEntries(Object.keys(METRICS).map((id) => [id, null]))));
});

describe("rounded", () => {
  test("keeps 12 significant digits", () => expect(roundedNumber(0.1 + 0.2)).toBe(0.3));
  test("reaches into lists and records, and leaves the rest", () =>
    expect(rounded({ a: [1 / 3], b: "x", c: null, d: true })).toEqual({
      a: [0.333333333333],
      b: "x",
      c: null,
      d: true,
    }));
});
