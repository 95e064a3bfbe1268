import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { gpuSystemId } from "../../../src/validate/predict/gpu/gpu-system.ts";
import { GPU_CONSTANTS, type GpuCalibration } from "../../../src/validate/fit/fit-gpu.ts";
import type { PredictionContext } from "../../../src/validate/predict/mapper.ts";
import type { VisibleFields } from "../../../src/validate/measurement.ts";
import { predictRecord } from "../../../src/validate/predict/predict-record.ts";
import type { SavedValidation } from "../../../src/validate/validation.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";
import { shippedContext, shippedValidation } from "../shipped-measurements.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const text = (name: string): string => readFileSync(`${root}reports/validation/${name}`, "utf8");

/** What peers attain on the same runs (facts of their papers, or run with their stock configuration). */
const AIMS: Readonly<Record<string, number>> = {
  "megatron-korthikanti-table5": 0.05,
  "megatron-narayanan-table1": 0.054,
  "vtrain-multi-node": 0.147,
  "vtrain-single-node": 0.2,
  "llmcompass-operators": 0.15,
  "llmcompass-allreduce": 0.15,
};

const run: VisibleFields = {
  group: "vtrain-multi-node",
  metric: "iteration_time",
  unit: "s",
  chip: "A100",
  devices: 64,
  modelConfig: { layers: 32, hidden: 4096, heads: 32, ffn: 16384, vocab: 51200, seq: 2048 },
  tensorParallel: 2,
  pipelineParallel: 8,
  dataParallel: 4,
  microBatch: 1,
  globalBatch: 64,
  recompute: "full",
};

let context: PredictionContext;
let validation: SavedValidation;
let calibration: GpuCalibration;

beforeAll(async () => {
  context = await shippedContext();
  validation = await shippedValidation("gpu-measurements.json");
  calibration = JSON.parse(text("gpu-calibration.json")) as GpuCalibration;
}, 60_000);

async function seconds(fields: Partial<VisibleFields>): Promise<number> {
  const prediction = await predictRecord({ ...run, ...fields }, context);
  if (!("predicted" in prediction)) throw new Error(prediction.notModelled);
  return prediction.predicted;
}

describe("measured GPUs", () => {
  for (const [group, aim] of Object.entries(AIMS))
    test(`${group} is predicted within ${100 * aim} %, in sample and on models that were held out`, () => {
      expect(validation.groups[group]?.mape).toBeLessThan(aim);
      expect(calibration.groups[group]?.outOfFold.mape).toBeLessThan(aim);
    });

  test("the chip's spec has the fitted constants", async () => {
    const { spec } = await (
      await openShippedSpecs()
    ).arch("a100-gpus8", {
      "chip.software.training": "eager",
    });
    for (const { path } of GPU_CONSTANTS) {
      const value = path
        .split(".")
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], spec);
      const { value: fitted = NaN } = calibration.constants[path] ?? {};
      expect(Number(value) / fitted, path).toBeCloseTo(1, 6);
    }
  });
});

describe("a training run", () => {
  test("recomputing the attention core costs less than recomputing layers, and more than nothing", async () => {
    const [none, selective, full] = [
      await seconds({ recompute: "none" }),
      await seconds({ recompute: "selective (attention core)" }),
      await seconds({ recompute: "full" }),
    ];
    expect(none).toBeLessThan(selective);
    expect(selective).toBeLessThan(full);
  });
  test("interleaving shortens a deep pipeline of few micro-batches", async () =>
    expect(await seconds({ interleave: 4 })).toBeLessThan(await seconds({ interleave: 1 })));
  test("tensor parallelism over two machines is slower than inside one", async () => {
    const inside = { tensorParallel: 8, pipelineParallel: 2, dataParallel: 4 };
    const across = { tensorParallel: 16, pipelineParallel: 1, dataParallel: 4 };
    expect(await seconds(across)).toBeGreaterThan(await seconds(inside));
  });
  test("a slower network between machines costs time", async () =>
    expect(await seconds({ system: "800 Gb/s inter-node per node" })).toBeGreaterThan(await seconds({})));
  test("weights sharded over replicas are said to be missing", async () =>
    expect(await predictRecord({ ...run, zero: 3 }, context)).toHaveProperty("notModelled"));
});

test("a record names its system: chip, network, and whole machines", () => {
  expect(gpuSystemId({ ...run, devices: 4 })).toBe("a100-gpus8");
  expect(gpuSystemId({ ...run, system: "A100, 800 Gb/s inter-node per node" })).toBe("a100-800g-gpus64");
  expect(gpuSystemId({ ...run, chip: "H100-SXM" })).toBe("h100-gpus64");
  expect(gpuSystemId({ ...run, chip: "AMD MI210" })).toBeUndefined();
});
