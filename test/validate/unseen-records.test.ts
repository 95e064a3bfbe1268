import { beforeAll, describe, expect, test } from "vitest";
import type { PredictionContext } from "../../src/validate/predict/mapper.ts";
import type { VisibleFields } from "../../src/validate/measurement.ts";
import { predictRecord } from "../../src/validate/predict/predict-record.ts";
import { shippedContext } from "./shipped-measurements.ts";

/** Records as no shipped file has them: other chips, shapes, pods, batches, fields left out or odd. */
let context: PredictionContext;
beforeAll(async () => {
  context = await shippedContext();
});

type Fields = Partial<VisibleFields> & Pick<VisibleFields, "group" | "metric">;

async function predicted(fields: Fields): Promise<number> {
  const prediction = await predictRecord({ unit: "1", ...fields }, context);
  if ("notModelled" in prediction) throw new Error(`${JSON.stringify(fields)}: ${prediction.notModelled}`);
  return prediction.predicted;
}

async function reasonOf(fields: Fields): Promise<string> {
  const prediction = await predictRecord({ unit: "1", ...fields }, context);
  return "notModelled" in prediction ? prediction.notModelled : `predicted ${prediction.predicted}`;
}

/** Peak of half inputs with the partials named, FLOP/s: tiles · 2 · MACs a cycle · clock. */
const PEAKS = {
  Mk1: 1216 * 2 * 32 * 1.6e9,
  Mk2: 1472 * 2 * 64 * 1.33e9,
  GC200: 1472 * 2 * 64 * 1.33e9,
  Bow: 1472 * 2 * 64 * 1.85e9,
  C600: 1472 * 2 * 64 * 1.5e9,
} as const;
const CHIPS = Object.keys(PEAKS) as (keyof typeof PEAKS)[];

describe("products on every chip", () => {
  const half = { precision: "fp16", partials: "half" } as const;

  test.each(CHIPS)("%s: dense, sparse and convolved work stay below its peak", async (chip) => {
    const dense = await predicted({
      ...half,
      group: "matmul-dense",
      metric: "matmul_throughput",
      chip,
      shape: { m: 3000, k: 1777, n: 5001 },
    });
    const conv = await predicted({
      ...half,
      group: "conv",
      metric: "conv_throughput",
      chip,
      model: "5x5 40x40 96ch G=3",
    });
    const sparse = await predicted({
      ...half,
      group: "matmul-sparse",
      metric: "spmm_throughput",
      chip,
      shape: { m: 2048, k: 1024, n: 512, density: 0.1, pattern: "dynamic", block: 8 },
    });
    for (const flops of [dense, conv, sparse]) {
      expect(flops).toBeGreaterThan(PEAKS[chip] / 1000);
      expect(flops).toBeLessThan(PEAKS[chip]);
    }
  });

  test.each([
    ["GC200 (Mk2)", "Mk2"],
    ["Bow IPU", "Bow"],
    ["GC2", "Mk1"],
  ])("a %s is a %s", async (called, chip) => {
    const fields: Fields = {
      ...half,
      group: "matmul-dense",
      metric: "matmul_throughput",
      shape: { m: 512, k: 512, n: 512 },
    };
    expect(await predicted({ ...fields, chip: called })).toBe(await predicted({ ...fields, chip }));
  });

  test("a wider product runs at a higher rate, float inputs at a lower one", async () => {
    const rate = (n: number, precision: string): Promise<number> =>
      predicted({
        group: "matmul-dense",
        metric: "matmul_throughput",
        chip: "Bow",
        precision,
        partials: "half",
        shape: { m: 1536, k: 1536, n },
      });
    expect(await rate(1024, "fp16")).toBeGreaterThan(await rate(128, "fp16"));
    expect(await rate(1024, "fp32")).toBeLessThan(await rate(1024, "fp16"));
  });

  test("a pattern that is data is never faster than one known to the compiler; larger blocks are", async () => {
    const rate = (pattern: string, block: number): Promise<number> =>
      predicted({
        group: "matmul-sparse",
        metric: "spmm_throughput",
        chip: "Bow",
        precision: "fp16",
        partials: "half",
        shape: { m: 3072, k: 3072, n: "best", density: 1 / 10, pattern, block },
      });
    for (const block of [1, 4, 8, 16])
      expect(await rate("dynamic", block)).toBeLessThan(await rate("static", block));
    expect(await rate("static", 16)).toBeGreaterThan(await rate("static", 4));
  });

  test.each([
    [{ m: 0, k: 16, n: 16 }],
    [{ m: -4096, k: 4096, n: 4 }],
    [{ m: "many", k: 4096, n: 4 }],
    [{ m: 4096, k: 4096, density: 2, n: "best" }],
  ])("%j is no product", async (shape) => {
    const fields = { chip: "Bow", ...half, shape };
    for (const [group, metric] of [
      ["matmul-dense", "matmul_throughput"],
      ["matmul-sparse", "spmm_throughput"],
      ["conv", "conv_throughput"],
    ] as const)
      expect(await reasonOf({ ...fields, group, metric })).not.toMatch(/^(predicted|failed)/);
  });
});

describe("messages and collectives", () => {
  const fields = { group: "collective", chip: "Mk1", loaded: false } as const;

  test.each([
    "broadcast",
    "scatter",
    "gather",
    "reduction, one operand per tile",
    "reduction, one tile per IPU",
  ])("%s over more chips takes longer", async (operation) => {
    const seconds = (ipus: number): Promise<number> =>
      predicted({ ...fields, metric: "latency", operation, ipus });
    const all = await Promise.all([1, 2, 4, 8, 16].map(seconds));
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all[4]).toBeLessThan(1e-3);
  });

  test("together, receivers of a broadcast get more the more there are, each of them less", async () => {
    const rate = (ipus: number): Promise<number> =>
      predicted({ ...fields, metric: "aggregate_bandwidth", operation: "broadcast", ipus });
    const [two, four, eight] = await Promise.all([2, 4, 8].map(rate));
    expect(four).toBeGreaterThan(two ?? 0);
    expect((eight ?? 0) / 8).toBeLessThanOrEqual((four ?? 0) / 4);
    expect((four ?? 0) / 4).toBeLessThan((two ?? 0) / 2);
  });

  test("more operands a tile keep the links less idle", async () => {
    const rate = (operands: string): Promise<number> =>
      predicted({
        ...fields,
        metric: "aggregate_bandwidth",
        operation: `reduction bandwidth, ${operands} operands per tile`,
        ipus: 8,
      });
    expect(await rate("100")).toBeLessThan(await rate("5k"));
    expect(await rate("5k")).toBeLessThan(await rate("25k"));
  });
});

describe("runs on pods", () => {
  const bert = {
    group: "vendor-bert",
    metric: "throughput",
    unit: "sequences/s",
    model: "BERT-Large",
    task: "training",
    precision: "fp16",
    framework: "PyTorch",
    sequenceLength: 512,
    globalBatch: 8192,
    microBatch: 2,
    modelConfig: { layers: 24, hidden: 1024, heads: 16, ffn: 4096, vocab: 30522 },
  } as const;

  test.each(["IPU-POD4", "IPU-POD64", "IPU-POD128", "Bow Pod32", "Bow Pod256", "Bow Pod1024"])(
    "%s of any size is a pod",
    async (system) => {
      const ipus = Number(/\d+$/.exec(system)?.[0]);
      const rate = await predicted({ ...bert, system, ipus });
      expect(rate).toBeGreaterThan(5 * ipus);
      expect(rate).toBeLessThan(100 * ipus);
    },
  );

  test("more chips at the same batch are faster, and less than proportionally", async () => {
    const rate = (ipus: number): Promise<number> =>
      predicted({ ...bert, chip: "Bow", system: `Bow Pod${ipus}`, ipus });
    const [small, large] = [await rate(16), await rate(128)];
    expect(large).toBeGreaterThan(2 * small);
    expect(large).toBeLessThan(8 * small);
  });

  test("sizes that a record leaves out follow from the model's name", async () => {
    const { modelConfig: _modelConfig, ...unsized } = bert;
    const system = { system: "Bow Pod16", ipus: 16, ipusPerReplica: 4, layersPerStage: [3, 7, 7, 7] };
    expect(await predicted({ ...unsized, ...system })).toBe(await predicted({ ...bert, ...system }));
  });

  test.each([
    ["vendor-vision", "ResNet-50", { microBatch: 24, globalBatch: 6144 }],
    ["vendor-vision", "EfficientNet-B0", {}],
    ["vendor-vision", "Swin-Tiny", { precision: "fp32" }],
    ["vendor-vision", "ViT-B/16", { globalBatch: 4096 }],
    ["mlperf-resnet", "ResNet-50", { framework: "TensorFlow1", globalBatch: 12_800, microBatch: 20 }],
  ] as const)("%s: %s on a pod that no record has", async (group, model, fields) => {
    const rate = await predicted({
      group,
      metric: "throughput",
      model,
      task: "training",
      system: "Bow Pod32",
      ipus: 32,
      precision: "fp16",
      ...fields,
    });
    expect(rate).toBeGreaterThan(32 * 5);
    expect(rate).toBeLessThan(32 * 10_000);
  });

  test("a run on two chips of a machine is a run on a machine", async () =>
    expect(
      await reasonOf({
        group: "thirdparty-resnet",
        metric: "throughput",
        model: "ResNet-50",
        chip: "Bow",
        ipus: 2,
        replicas: 2,
      }),
    ).toMatch(/^predicted/));
});

describe("one card", () => {
  test("larger batches are faster a second, never proportionally", async () => {
    const rate = (microBatch: number, precision: string): Promise<number> =>
      predicted({
        group: "c600-inference",
        metric: "throughput",
        model: "BERT-Base",
        task: "inference",
        chip: "C600",
        ipus: 1,
        precision,
        sequenceLength: 128,
        microBatch,
        asyncQueue: true,
        framework: "PopRT",
      });
    const [few, many] = [await rate(4, "fp16"), await rate(64, "fp16")];
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThan(16 * few);
    expect(await rate(64, "fp8")).toBeGreaterThan(many);
    expect(await rate(64, "fp8")).toBeLessThan(2.2 * many);
  });
});
