import { describe, expect, test } from "vitest";
import type { RooflineChip } from "../../src/arch/arch.ts";
import { addUp, emptyTotals, type PhaseFigures, type StepTask } from "../../src/result/step-totals.ts";
import { tinyArch } from "./fake-evaluation.ts";

const answer: StepTask = { kind: "inference", samplesPerStep: 4, tokensPerStep: 12, stepsPerRun: 1 };
const prefill: PhaseFigures = {
  ...{ phase: "prefill", passes: 1, modelFlopsPerSample: 100, seconds: 1, joules: 10 },
  ...{ bubbleFraction: 0.5, peakWatts: 30, hardwareFlops: 500 },
  ...{ fullestChipBytes: 2000, sramBytesPerTilePeak: 525, streamingBytesPerMachine: 700 },
};
const decode: PhaseFigures = {
  ...{ phase: "decode", passes: 2, modelFlopsPerSample: 50, seconds: 3, joules: 30 },
  ...{ bubbleFraction: 0.1, peakWatts: 20, hardwareFlops: 300 },
  ...{ fullestChipBytes: 1000, sramBytesPerTilePeak: 300, streamingBytesPerMachine: 100 },
};
const engaged = { chipsUsed: 6, arithmetic: "fp16_16" } as const;

function totalsOf(arch = tinyArch, task = answer) {
  const totals = emptyTotals(task, arch, "fp16_16");
  addUp(totals, arch, engaged, [prefill, decode]);
  return totals;
}

describe("an answer: a prefill and a decode, added up", () => {
  test("time, energy and work add up, waiting by the time of each phase", () =>
    expect(totalsOf()).toMatchObject({
      ...{ seconds: 1 + 3, joules: 10 + 30, bubbleSeconds: 0.5 * 1 + 0.1 * 3 },
      ...{ modelFlops: 4 * (100 + 50), hardwareFlops: 500 + 300 },
      ...{ prefillSeconds: 1, decodeSeconds: 3, decodePasses: 2, batchSeconds: 4 },
    }));

  test("peak power and memory are those of the phase that needs most, whichever comes first", () => {
    const most = { peakWatts: 30, fullestChipBytes: 2000, sramBytesPerTilePeak: 525 };
    expect(totalsOf()).toMatchObject({ ...most, streamingBytesPerMachine: 700 });
  });

  test("its cost is 4 s of 1000 dollars over half of a million, and 40 J with overhead at a cent", () =>
    expect(totalsOf().stepDollars).toBeCloseTo((1000 * 4) / (1e6 * 0.5) + 40 * 1.5 * 0.01, 12));
});

test("a run of 5 updates of 4 s takes 20 s, and is no batch", () => {
  const run = totalsOf(tinyArch, { ...answer, kind: "training", stepsPerRun: 5 });
  expect([run.trainingSeconds, run.batchSeconds]).toEqual([20, Number.NaN]);
});

test("one record serves step after step: the peak follows machine and arithmetic", () => {
  const chip = { ...tinyArch.chip, macsPerCycle: { fp16_16: 5, fp32: 1 } } as typeof tinyArch.chip;
  const arch = { ...tinyArch, chip };
  const totals = emptyTotals(answer, arch, "fp16_16");
  const peaks = (["fp16_16", "fp32", "fp16_16"] as const).map((arithmetic) => {
    addUp(totals, arch, { ...engaged, arithmetic }, [prefill]);
    return totals.peakFlopsPerSecond;
  });
  expect(peaks).toEqual([5, 1, 5].map((macs) => 8 * 4 * macs * 2 * 10));
  addUp(totals, { ...arch, chips: 2 }, engaged, [prefill]);
  expect(totals.peakFlopsPerSecond).toBe(2 * 4 * 5 * 2 * 10);
});

test("a chip without tiles has no fullest one, and a machine without streaming memory nothing there", () => {
  const chip = {
    architecture: "roofline",
    power: tinyArch.chip.power,
    peakFlopsPerSecond: { fp16_16: 100 },
  } as unknown as RooflineChip;
  const { streaming: _, ...memories } = tinyArch.memories;
  const totals = totalsOf({ ...tinyArch, chip, memories });
  expect(totals.fullestChipBytes).toBe(2000);
  expect([totals.sramBytesPerChip, totals.sramBytesPerTilePeak, totals.streamingBytesPerMachine]).toEqual([
    ...[Number.NaN, Number.NaN, Number.NaN],
  ]);
});
