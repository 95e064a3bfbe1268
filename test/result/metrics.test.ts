import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { metricContext } from "../../src/result/metric-context.ts";
import { measureMetrics } from "../../src/result/measure.ts";
import type { ArchSilicon } from "../../src/arch/arch.ts";
import { standingWatts } from "../../src/estimate/pipeline/step-account.ts";
import { METRICS } from "../../src/result/metrics/index.ts";
import { inference, tinyArch, training } from "./fake-evaluation.ts";

const trained = measureMetrics(metricContext(training));
const answered = measureMetrics(metricContext(inference));

describe("training metrics", () => {
  test("6 samples of 10 tokens in a step of 2 s", () => {
    expect(trained.stepTimeSeconds).toBe(2);
    expect(trained.samplesPerSecond).toBe(6 / 2);
    expect(trained.tokensPerSecond).toBe((6 * 10) / 2);
  });

  test("model FLOPs are 3 passes of 2·10·2·5 FLOPs for each of 6 samples; hardware FLOPs are the plan's", () => {
    expect(trained.modelFlops).toBe(6 * 3 * 2 * 10 * 2 * 5);
    expect(trained.hardwareFlops).toBe(4800);
  });

  test("MFU and HFU refer to the peak of all 8 chips, also where the plan uses 6", () => {
    const peak = 8 * (4 * 5 * 2 * 10);
    expect(trained.chipsUsed).toBe(1 * 2 * 3);
    expect(trained.mfu).toBe(3600 / (2 * peak));
    expect(trained.hfu).toBe(4800 / (2 * peak));
  });

  test("a run of 5 steps of 2 s and 40 J", () => {
    expect(trained.timeToTrainSeconds).toBe(5 * 2);
    expect(trained.energyJoules).toBe(5 * 40);
    expect(trained.energyJoulesPerSample).toBe(40 / 6);
    expect(trained.averagePowerWatts).toBe(40 / 2);
    expect(trained.peakPowerWatts).toBe(30);
    expect(trained.flopsPerWatt).toBe(3600 / 40);
  });

  test("cost is the straight-line share of the price and electricity with PUE", () => {
    expect(trained.electricityDollars).toBeCloseTo(5 * 40 * 1.5 * 0.01, 12);
    expect(trained.costDollars).toBeCloseTo((1000 * 5 * 2) / (1e6 * 0.5) + 5 * 40 * 1.5 * 0.01, 12);
    expect(trained.dollarsPerSample).toBeCloseTo(((1000 * 2) / (1e6 * 0.5) + 40 * 1.5 * 0.01) / 6, 12);
    expect(trained.co2Kilograms).toBeCloseTo(5 * 40 * 1.5 * 0.001, 12);
  });

  test("a die of two halves: carbon of all 8 chips, power over one footprint; without a process none of it", () => {
    const silicon = { dieSquareMetres: 4, footprintSquareMetres: 2, yieldFraction: 0.5 };
    const costs = { goodDieDollars: 7, packageDollars: 9, designShareDollars: 2, embodiedKilograms: 3 };
    const arch = { ...tinyArch, silicon: { ...silicon, ...costs } as ArchSilicon };
    const made = measureMetrics(metricContext({ ...training, arch }));
    expect([made.dieSquareMetres, made.dieYieldFraction, made.dieDollars, made.chipDollars]).toEqual([
      ...[4, 0.5, 7, 11],
    ]);
    expect(made.embodiedKilograms).toBe(8 * 3);
    const { idle, machine } = standingWatts(arch);
    const chipWatts = arch.chip.power.idleWatts + (30 - idle - machine) / 6;
    expect(made.powerWattsPerSquareMetre).toBeCloseTo(chipWatts / 2, 12);
    expect([trained.dieSquareMetres, trained.embodiedKilograms]).toEqual([null, null]);
  });

  test("a quarter of the step is waiting; a run of 5 steps of 2 s is let for 2 dollars a second", () => {
    expect(trained.bubbleFraction).toBe(0.25);
    const economics = { ...tinyArch.economics, cloudDollarsPerSecond: 2 };
    const rented = measureMetrics(metricContext({ ...training, arch: { ...tinyArch, economics } }));
    expect([rented.cloudDollars, trained.cloudDollars]).toEqual([5 * 2 * 2, null]);
  });

  test("memory is that of the fullest tile, chip and machine (2 chips)", () => {
    expect(trained.sramBytesPerTilePeak).toBe(525);
    expect(trained.sramBytesPerChip).toBe(1500 + 500);
    expect(trained.streamingBytesPerMachine).toBe(2 * 700);
  });

  test("metrics of inference do not apply", () => {
    expect(trained.latencySeconds).toBeNull();
    expect(trained.timeToFirstTokenSeconds).toBeNull();
    expect(trained.timePerTokenSeconds).toBeNull();
  });
});

test("an answer without generated tokens has no rate and no price of them", () => {
  const { task } = inference.workload;
  if (task.kind !== "inference") throw new Error("not inference");
  const workload = { ...inference.workload, task: { ...task, generatedTokens: 0 } };
  const encoded = measureMetrics(
    metricContext({ ...inference, workload, phases: inference.phases.slice(0, 1) }),
  );
  expect([encoded.tokensPerSecond, encoded.dollarsPerMillionTokens, encoded.timePerTokenSeconds]).toEqual([
    null,
    null,
    null,
  ]);
  expect(encoded.samplesPerSecond).toBeGreaterThan(0);
});

describe("inference metrics", () => {
  test("latency is prefill and decode; first token after the prefill; the other 2 of 3 tokens in a decode of 3 s", () => {
    expect(answered.latencySeconds).toBe(1 + 3);
    expect(answered.timeToFirstTokenSeconds).toBe(1);
    expect(answered.timePerTokenSeconds).toBe(3 / 2);
  });

  test("tokens per second counts generated tokens over the whole batch time", () =>
    expect(answered.tokensPerSecond).toBe((4 * 3) / (1 + 3)));

  test("model FLOPs: one pass over 10 prompt tokens, and one for each of 2 tokens after the first, of 4 requests", () =>
    expect(answered.modelFlops).toBe(4 * (2 * 10 * 2 * 5 + 2 * 2 * 1 * 2 * 5)));

  test("energy and cost are those of one batch, and there is no time to train", () => {
    expect(answered.energyJoules).toBe(10 + 30);
    expect(answered.timeToTrainSeconds).toBeNull();
    expect(answered.dollarsPerMillionTokens).toBeCloseTo(((answered.costDollars ?? 0) / (4 * 3)) * 1e6, 9);
  });
});

describe("what is unknown is null", () => {
  test("without a price there is no cost, but electricity", () => {
    const unpriced = measureMetrics(
      metricContext({ ...training, arch: { ...tinyArch, capexDollars: undefined } }),
    );
    expect([unpriced.capexDollars, unpriced.costDollars, unpriced.dollarsPerSample]).toEqual([
      null,
      null,
      null,
    ]);
    expect(unpriced.electricityDollars).toBe(trained.electricityDollars);
  });

  test("a workload without steps or tokens has no time to train, but a step time", () => {
    const { steps: _, ...task } = training.workload.task as Record<string, unknown>;
    const workload = { ...training.workload, task } as unknown as typeof training.workload;
    const endless = measureMetrics(metricContext({ ...training, workload }));
    expect([endless.timeToTrainSeconds, endless.energyJoules, endless.costDollars]).toEqual([
      null,
      null,
      null,
    ]);
    expect(endless.stepTimeSeconds).toBe(2);
  });

  test("a metric that comes out as NaN is a bug", () => {
    const [phase] = training.phases;
    const timing = { ...phase!.timing, seconds: Number.NaN };
    expect(() => measureMetrics(metricContext({ ...training, phases: [{ ...phase!, timing }] }))).toThrow(
      /came out as NaN/,
    );
  });
});

describe("registry", () => {
  test("a metric is filed under its id, in a file named for it", () => {
    const files = readdirSync(new URL("../../src/result/metrics/", import.meta.url));
    const kebab = (id: string): string => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const expected = Object.values(METRICS).map(({ id }) => `${kebab(id)}.ts`);
    expect([...files].sort()).toEqual([...expected, "index.ts"].sort());
    for (const [id, metric] of Object.entries(METRICS)) expect(metric.id).toBe(id);
  });

  test("every metric says how it is computed", () => {
    for (const { formula } of Object.values(METRICS)) expect(formula).toMatch(/\.$/);
  });
});
