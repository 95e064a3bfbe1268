import { describe, expect, test } from "vitest";
import type { VisibleFields } from "../../../src/validate/measurement.ts";
import { planAndPrice } from "../../../src/evaluate.ts";
import { predictRecord } from "../../../src/validate/predict/predict-record.ts";
import { knownSettings } from "../../../src/validate/predict/runs/known-settings.ts";
import { runBatch } from "../../../src/validate/predict/runs/run-batch.ts";
import { podOf } from "../../../src/validate/predict/runs/run-machine.ts";
import { softwareOf } from "../../../src/validate/predict/runs/software-of.ts";
import {
  timeTraining,
  forwardSeconds,
  type TimedTraining,
} from "../../../src/validate/predict/runs/time-training.ts";
import { shippedContext } from "../shipped-measurements.ts";

const bertLarge: VisibleFields = {
  group: "vendor-bert",
  metric: "throughput",
  unit: "sequences/s",
  siUnit: "1/s",
  model: "BERT-Large",
  task: "training",
  system: "Bow Pod16",
  chip: "Bow",
  ipus: 16,
  ipusPerReplica: 4,
  precision: "fp16",
  partials: "half",
  framework: "PopART",
  recompute: "every-layer",
  sequenceLength: 512,
  globalBatch: 8192,
  sequencesPerRow: 2,
  modelConfig: { layers: 24, hidden: 1024, heads: 16, ffn: 4096, vocab: 30522 },
};

describe("a record's machine", () => {
  test.each([
    [{ system: "IPU-POD16", chip: "Mk2" }, "mk2-pod16"],
    [{ system: "Bow Pod256", chip: "Bow" }, "bow-pod256"],
    [{ system: "Bow Pod64 (4 IPUs used)", chip: "Bow", ipus: 4 }, "bow-pod64"],
    [{ system: "IPU-M2000 (POD4)", chip: "Mk2" }, "mk2-pod4"],
    [{ system: "Pod16" }, "mk2-pod16"],
  ])("%o is %s", (fields, pod) => {
    expect(podOf({ group: "g", metric: "m", unit: "u", ...fields })).toBe(pod);
  });
});

describe("a run's settings", () => {
  test("are the layers it names; a chip it leaves out has embedding and head alone", () => {
    const layersPerStage = [3, 3, 3, 3, 4, 4, 4];
    expect(knownSettings({ ...bertLarge, ipusPerReplica: 8, layersPerStage }).layersPerStage).toEqual([
      0,
      ...layersPerStage,
    ]);
  });

  test("are the vendor's where it names none, and unknown for MLPerf on 4 chips, which balances half layers", () => {
    expect(knownSettings(bertLarge)).toEqual({ layersPerStage: [3, 7, 7, 7], optimizerState: "streaming" });
    expect(knownSettings({ ...bertLarge, group: "mlperf-bert" })).toEqual({});
  });

  test("of MLPerf v2.0 on 16 chips have checkpoints in FP8 and less room for matmuls than on more", () => {
    const mlperf = { ...bertLarge, group: "mlperf-bert", ipusPerReplica: 8 };
    expect(knownSettings(mlperf)).toMatchObject({ checkpointFormat: "fp8", availableMemoryProportion: 0.3 });
    expect(knownSettings({ ...mlperf, ipus: 64 })).toMatchObject({ availableMemoryProportion: 1 });
    expect(knownSettings({ ...mlperf, ipus: 64 }).checkpointFormat).toBeUndefined();
  });
});

describe("a record's batch", () => {
  test("8,192 rows on 4 replicas in micro-batches of 1,024 tokens are 1,024 micro-batches", () => {
    expect(runBatch(bertLarge)).toEqual({
      microBatch: 2,
      microBatches: 8192 / 4 / 2,
      replicas: 4,
      sequencesPerRow: 2,
      sequencesPerStep: 16384,
    });
  });

  test("MLPerf's global batch counts sequences, not rows", () => {
    expect(runBatch({ ...bertLarge, group: "mlperf-bert" })?.microBatches).toBe(8192 / 2 / 4 / 2);
  });

  test("is unknown where neither replicas nor their chips are", () => {
    const { framework: _framework, ipusPerReplica: _chips, ...unknown } = bertLarge;
    expect(runBatch(unknown)).toBeUndefined();
  });
});

test("programs of PopART and PopXL are tuned, others come from a framework", () => {
  expect(softwareOf(bertLarge)).toBe("tuned");
  expect(softwareOf({ ...bertLarge, framework: "PyTorch" })).toBe("framework");
});

describe("a predicted run", async () => {
  const context = await shippedContext();
  const timed = async (fields: Partial<VisibleFields>): Promise<TimedTraining> => {
    const result = await timeTraining({ ...bertLarge, ...fields }, context);
    if (typeof result === "string") throw new Error(result);
    return result;
  };

  test("has its head on the first chip, as one stage more than it has chips", async () => {
    const { plan } = (await timed({})).priced;
    expect(plan.stages.map(({ chip }) => chip)).toEqual([0, 1, 2, 3, 0]);
    expect(plan.choice.layersPerStage).toEqual([3, 7, 7, 7]);
  });

  test("of MLPerf on 8 chips puts 3 or 3.5 layers on all but the first, as the submission does", async () => {
    const { layersPerStage } = (await timed({ group: "mlperf-bert", ipusPerReplica: 8, microBatch: 3 }))
      .priced.plan.choice;
    expect(layersPerStage.reduce((sum, layers) => sum + layers, 0)).toBe(24);
    expect(Math.max(...layersPerStage)).toBe(3.5);
    expect(layersPerStage.slice(1).every((layers) => layers === 3 || layers === 3.5)).toBe(true);
  });

  test("of MLPerf on 16 chips fits with checkpoints in FP8, and would not without", async () => {
    const { plan } = (
      await timed({ group: "mlperf-bert", ipusPerReplica: 8, microBatch: 3, globalBatch: 3072, replicas: 2 })
    ).priced;
    const room = plan.arch.chip.architecture === "tiled" ? plan.arch.chip.sramBytesPerTile : 0;
    expect(plan.choice.checkpointFormat).toBe("fp8");
    expect(plan.sramBytesPerTilePeak).toBeLessThan(room);
    const choice = { ...plan.choice, checkpointFormat: "computed" as const };
    expect(planAndPrice({ arch: plan.arch, graph: plan.graph, choice }).kind).toBe("unfit");
  });

  test("keeps its optimizer state on the chip where that fits, else in streaming memory", async () => {
    const fields = { group: "mlperf-bert", globalBatch: 3072 };
    const stateOn = async (ipus: number, ipusPerReplica: number): Promise<string> =>
      (await timed({ ...fields, system: `Bow Pod${ipus}`, ipus, ipusPerReplica })).priced.plan.choice
        .optimizerState;
    expect(await stateOn(16, 4)).toBe("streaming");
    expect(await stateOn(64, 8)).toBe("sharded");
  });

  test("is slower as a framework lowers it", async () => {
    const tuned = await timed({});
    const framework = await timed({ framework: "PyTorch" });
    expect(framework.timing.seconds).toBeGreaterThan(tuned.timing.seconds);
  });

  test("takes less than half of a training step for the forward passes alone", async () => {
    const { priced, timing, batch } = await timed({});
    expect(forwardSeconds(priced, batch.microBatches)).toBeLessThan(timing.seconds / 2);
  });

  test("counts packed sequences: twice as many in a row, twice the throughput", async () => {
    const packed = await predictRecord(bertLarge, context);
    const single = await predictRecord({ ...bertLarge, sequencesPerRow: 1 }, context);
    if (!("predicted" in packed && "predicted" in single)) throw new Error("not modelled");
    expect(packed.predicted / single.predicted).toBeCloseTo(2, 9);
  });

  test("evaluates by whole training steps up to SDK 2.3: 10,000 sequences are 4 steps of 3,072", async () => {
    const fields = {
      ...bertLarge,
      group: "mlperf-bert",
      globalBatch: 3072,
      sdk: "2.1.0 (PopART)",
      siUnit: "s",
    };
    const step = await predictRecord({ ...fields, metric: "step_time", unit: "s" }, context);
    const evaluation = await predictRecord({ ...fields, metric: "evaluation_time", unit: "s" }, context);
    if (!("predicted" in step && "predicted" in evaluation)) throw new Error("not modelled");
    expect(evaluation.predicted).toBeCloseTo(4 * step.predicted, 9);
  });
});
