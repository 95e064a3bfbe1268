import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  BASELINE_LIMITS,
  LEAST_MODELLED,
  missedLimits,
} from "../../../src/validate/accuracy/baseline-limits.ts";
import { trustedStatistics } from "../../../src/validate/accuracy/trusted-statistics.ts";
import { visibleFields, type Measurement, type VisibleFields } from "../../../src/validate/measurement.ts";
import { systemOf } from "../../../src/validate/predict/baseline/record-system.ts";
import { profileOf } from "../../../src/validate/predict/baseline/record-software.ts";
import type { PredictionContext } from "../../../src/validate/predict/mapper.ts";
import { predictRecord } from "../../../src/validate/predict/predict-record.ts";
import { shippedContext, shippedMeasurements } from "../shipped-measurements.ts";

const records = shippedMeasurements("baseline-measurements.json").filter(
  ({ quantity }) => quantity === "measured",
);
/** Every so many records of each group, which costs a second. */
const SAMPLE = 40;
const sampled = [...new Set(records.map(({ group }) => group))].flatMap((name) =>
  records.filter(({ group }) => group === name).filter((_, index) => index % SAMPLE === 0),
);

let context: PredictionContext;
beforeAll(async () => {
  context = await shippedContext();
});

const outcome = async (fields: VisibleFields): Promise<number | string> => {
  const prediction = await predictRecord(fields, context);
  return "predicted" in prediction ? prediction.predicted : prediction.notModelled;
};

async function predicted(fields: Partial<VisibleFields>): Promise<number> {
  const found = await outcome({ ...LLAMA, ...fields });
  if (typeof found === "string") throw new Error(found);
  return found;
}

const LLAMA: VisibleFields = {
  group: "a group of its own",
  task: "inference",
  metric: "total_latency",
  unit: "s",
  model: "Llama-2-70B",
  chip: "H100-SXM",
  devices: 4,
  tensorParallel: 4,
  batch: 8,
  inputLength: 512,
  outputLength: 129,
  precision: "fp16",
  framework: "TensorRT-LLM",
  batching: "static",
};

describe("a record is mapped by its fields", () => {
  test("not by its group, number, names, source or what its collector computed", async () => {
    for (const record of sampled) {
      const other = {
        ...record,
        ...{ value: 7, siValue: 7, id: "other", notes: "b=4096", variant: "fast", source: "elsewhere" },
        ...{ trust: "C", runId: "x", splitKey: "y", quote: "z", family: "f", derived: true },
        ...{ implied: { step_ms: 1 }, otherSubmitters: { n: 9 } },
        ...(record.chip === "Mk2" ? {} : { group: "renamed" }),
      } as Measurement;
      expect(await outcome(visibleFields(other)), record.id).toEqual(await outcome(visibleFields(record)));
    }
  });

  test("sizes come from the record, else from the name of a well-known model, else there is a reason", async () => {
    const modelConfig = {
      layers: 80,
      hidden: 8192,
      heads: 64,
      kvHeads: 8,
      ffn: 28672,
      vocab: 32000,
      gatedFfn: true,
    };
    expect(await predicted({ modelConfig, model: "a model" })).toBe(await predicted({}));
    expect(await predicted({ modelConfig: { ...modelConfig, layers: 40 } })).toBeLessThan(
      await predicted({}),
    );
    expect(await outcome({ ...LLAMA, model: "a model" })).toBe("sizes of a model unknown");
  });

  test("of any values it is predicted or declined with a reason", async () => {
    const arbitrary = fc.record(
      {
        task: fc.constantFrom("inference", "training", "microbenchmark", "odd"),
        metric: fc.constantFrom(
          "total_latency",
          "inter_token_latency",
          "iteration_time",
          "mfu",
          "constructor",
        ),
        model: fc.constantFrom("Llama-2-7B", "nobody's"),
        chip: fc.constantFrom("H100-SXM", "TPU-v5e", "Mk9", "MI300X"),
        devices: fc.constantFrom(0, 1, 3, 8),
        tensorParallel: fc.constantFrom(1, 5, 8),
        batch: fc.constantFrom(0, 1, 2.5, 64),
        inputLength: fc.constantFrom(0, 1, 128),
        outputLength: fc.constantFrom(0, 1, 128),
        precision: fc.constantFrom("fp8", "odd", "bf16"),
        batching: fc.constantFrom("static", "in-flight", "odd"),
        globalBatch: fc.constantFrom(0, 7, 64),
        sequenceLength: fc.constantFrom(0, 2048),
      },
      { requiredKeys: ["task", "metric"] },
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async (fields) => {
        const found = await outcome({ group: "g", unit: "s", ...fields } as VisibleFields);
        if (typeof found === "number") expect(found).toBeGreaterThan(0);
        else expect(found).not.toBe("");
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});

describe("chips and software by their names", () => {
  test.each([
    ["A100-SXM-40GB", 1, "a100-40g-gpus1"],
    ["A100-SXM-80GB", 12, "a100-gpus16"],
    ["a100_40gb", 8, "a100-40g-gpus8"],
    ["h100_80gb", 512, "h100-gpus512"],
    ["GH200-141GB", 1, "gh200-144g-gpus1"],
    ["GB200", 6, "gb200-gpus8"],
    ["B200", 3, "b200-gpus4"],
    ["tpu-trillium", 256, "tpu-v6e-chips256"],
    ["TPU-v7x", 4, "tpu-v7x-chips4"],
    ["SN40L", 8, undefined],
  ])("%s × %d is %s", (chip, devices, id) => expect(systemOf(chip, devices)).toBe(id));

  test("every chip of the shipped records but those of hosted services has a spec that loads", async () => {
    const chips = new Set(records.flatMap(({ chip = "", ipus }) => (ipus === undefined ? [chip] : [])));
    const without = [...chips].filter((chip) => systemOf(chip, 1) === undefined);
    expect(without.sort()).toEqual(["GroqChip-1", "SN40L", "WSE-3"]);
    for (const chip of chips) {
      const id = systemOf(chip, 1);
      if (id !== undefined) expect((await context.arch(id)).chips, id).toBe(1);
    }
  });

  test.each([
    [{ task: "inference", framework: "NVIDIA NIM (TensorRT-LLM backend)" }, "tensorrt-llm"],
    [{ task: "inference", framework: "vLLM v0.10.0 (ROCm)", chip: "MI300X" }, "vllm"],
    [{ task: "inference", framework: "vLLM-TPU", chip: "TPU-v6e" }, "xla"],
    [{ task: "training", framework: "NeMo 25.x" }, "megatron"],
    [{ task: "training", zero: 3 }, "fsdp"],
  ])("%o runs %s", (fields, profile) =>
    expect(profileOf({ metric: "m", unit: "s", ...fields })).toBe(profile),
  );
});

describe("metrics of one run agree", () => {
  test("the whole answer is its prompt and one step for every further token", async () => {
    const [whole, first, step] = [
      await predicted({}),
      await predicted({ metric: "time_to_first_token" }),
      await predicted({ metric: "inter_token_latency" }),
    ];
    expect(whole).toBeCloseTo(first + 128 * step, 9);
    expect(await predicted({ metric: "output_tokens_per_s" })).toBeCloseTo((8 * 129) / whole, 6);
    expect(await predicted({ metric: "output_tokens_per_s_per_gpu" })).toBeCloseTo((8 * 129) / whole / 4, 6);
  });

  test("in a closed loop users = rate x time of an answer", async () => {
    const { batch: _batch, ...loop } = LLAMA;
    const users = { ...loop, concurrency: 8, batching: "in-flight, closed loop" };
    const read = async (metric: string): Promise<number> => Number(await outcome({ ...users, metric }));
    const answer = await read("total_latency");
    expect((await read("output_tokens_per_s")) / 129).toBeCloseTo(8 / answer, 9);
    const [first, gap] = [await read("time_to_first_token"), await read("inter_token_latency")];
    expect(first + 128 * gap).toBeCloseTo(answer + 0.01, 6);
  });

  test("a step is no shorter than its weights from memory: 138 GB over four H100 at 3.35 TB/s are 10.3 ms", async () =>
    expect(await predicted({ metric: "inter_token_latency", batch: 1 })).toBeGreaterThan(0.0103));

  test("MFU and TFLOP/s of a training step are its FLOPs over time and peak", async () => {
    const { batch: _batch, ...rest } = LLAMA;
    const step = { ...rest, task: "training", globalBatch: 16, sequenceLength: 4096, framework: "NeMo" };
    const read = async (metric: string): Promise<number> => Number(await outcome({ ...step, metric }));
    const [seconds, flops, mfu] = [
      await read("iteration_time"),
      await read("achieved_tflops_per_gpu"),
      await read("mfu"),
    ];
    expect(mfu).toBeCloseTo(flops / 989e12, 9);
    expect(await read("tokens_per_s_per_gpu")).toBeCloseTo((16 * 4096) / seconds / 4, 6);
    // 6 x 69e9 parameters x 65,536 tokens, and scores: 3 x 4 x 80 layers x 8192 x 4096 a token.
    const model = 6 * 68.7e9 * 65536 + 12 * 80 * 8192 * 4096 * 65536;
    expect((flops * 4 * seconds) / model).toBeCloseTo(1, 1);
  });
});

describe("limits", () => {
  test("a group meets them with its median, half of it signed, two and a half times at the 90th percentile", () => {
    const near = trustedStatistics(4, [0.1, -0.1, 0.05, -0.02]);
    expect(near).toMatchObject({ medianAbsError: 0.05, medianError: -0.02, p90: 0.1, modelled: 4 });
    expect(missedLimits(near, 0.05)).toEqual([]);
    expect(missedLimits(near, 0.03)).toEqual(["median", "signed median", "90th percentile"]);
    expect(missedLimits({ ...near, count: 6 }, 0.05)).toEqual(["share modelled"]);
  });

  test("enough of the trusted records of every limited group are modelled", async () => {
    const missing = new Map<string, number[]>();
    for (const record of sampled) {
      if (BASELINE_LIMITS[record.group] === undefined || !["A", "B"].includes(record.trust)) continue;
      const is = typeof (await outcome(visibleFields(record))) === "number" ? 1 : 0;
      missing.set(record.group, [...(missing.get(record.group) ?? []), is]);
    }
    for (const [group, found] of missing)
      expect(
        found.reduce((sum, is) => sum + is, 0),
        group,
      ).toBeGreaterThanOrEqual(LEAST_MODELLED * found.length);
  });
});

describe("vLLM's own latency benchmark", () => {
  const asked = { framework: "vLLM v0.10.0", inputLength: 2048, outputLength: 2, batch: 32 };
  test("asks prompts that its engine has kept, from version 0.9 on, but not one that serves others", async () => {
    const kept = await predicted({ ...asked, batching: "static batch (benchmark_latency)" });
    const anew = await predicted({ ...asked, batching: "static batch" });
    const early = await predicted({
      ...asked,
      framework: "vLLM v0.8.3",
      batching: "static batch (benchmark_latency)",
    });
    expect(early).toBe(anew);
    expect(kept).toBeLessThan(anew / 10);
  });
});

describe("sequences divided over chips", () => {
  test("leave each as much attention as without, for as many tokens", async () => {
    const trained: Partial<VisibleFields> = {
      ...{ task: "training", metric: "iteration_time", framework: "Megatron-LM", chip: "H100-SXM" },
      ...{ devices: 16, tensorParallel: 8, pipelineParallel: 1, globalBatch: 8, microBatch: 2 },
      ...{ sequenceLength: 32_768, precision: "bf16" },
    };
    const whole = await predicted({ ...trained, devices: 8 });
    const divided = await predicted({ ...trained, contextParallel: 2 });
    // Half of the time, but for the sums of gradients over the replicas.
    expect(divided / whole).toBeGreaterThan(0.49);
    expect(divided / whole).toBeLessThan(0.53);
  });
});

describe("TensorRT-LLM 0.x", () => {
  const asked: Partial<VisibleFields> = {
    ...{ metric: "inter_token_latency", chip: "H200-SXM", devices: 1, tensorParallel: 1, precision: "fp8" },
    ...{ batch: 64, inputLength: 2048, outputLength: 128, batching: "static" },
  };
  const step = (model: string, framework: string, more: Partial<VisibleFields> = {}): Promise<number> =>
    predicted({ ...asked, ...more, model, framework });

  test("reads keys once for the eight heads that share them in Llama 2 70B, not for the four of Mistral 7B", async () => {
    const ratio = async (model: string): Promise<number> =>
      (await step(model, "TensorRT-LLM 0.9.0")) / (await step(model, "TensorRT-LLM 1.0"));
    expect(await ratio("Llama-2-70B")).toBe(1);
    expect(await ratio("Mistral-7B")).toBeGreaterThan(1.3);
    // 64 x 2,112 positions x 32 layers x 32 heads x 2 x 128 bytes at less than 10 TB/s.
    expect(await step("Mistral-7B", "TensorRT-LLM 0.9.0")).toBeGreaterThan(
      (64 * 2112 * 32 * 32 * 2 * 128) / 10e12,
    );
  });

  test("without a checkpoint sends all tokens of a static batch to the same experts; a stream of requests not", async () => {
    const two = { precision: "fp16", devices: 2, tensorParallel: 2, batch: 16, inputLength: 128 };
    // All experts are 2 x 45 GB in halves, which two chips read at 4.8 TB/s each.
    const allExperts = (8 * 32 * 3 * 4096 * 14_336 * 2) / (2 * 4.8e12);
    expect(await step("Mixtral-8x7B", "TensorRT-LLM 0.9.0", two)).toBeLessThan(allExperts);
    expect(await step("Mixtral-8x7B", "TensorRT-LLM 1.0", two)).toBeGreaterThan(allExperts);
    const served = { ...two, batching: "in-flight", concurrency: 16 };
    expect(await step("Mixtral-8x7B", "TensorRT-LLM 0.9.0", served)).toBeGreaterThan(allExperts);
  });
});

test("FasterTransformer's parts of a batch follow each other through stages: 8 of 32 prompts through 3 are 10/24", async () => {
  const asked: Partial<VisibleFields> = {
    ...{ metric: "time_to_first_token", model: "GPT-3 175B", chip: "A100-SXM-80GB", precision: "fp16" },
    ...{ devices: 24, tensorParallel: 8, pipelineParallel: 3, inputLength: 128, outputLength: 8 },
  };
  const first = (batch: number, framework: string): Promise<number> =>
    predicted({ ...asked, batch, framework });
  const [whole, part] = [await first(256, "FasterTransformer"), await first(32, "FasterTransformer")];
  expect(whole / part).toBeCloseTo(10 / 3, 6);
});
