import type { Measurement } from "../../src/validate/measurement.ts";
import type { SavedValidation } from "../../src/validate/validation.ts";
import { validationView, type ValidationView } from "../../src/report/validation/validation-view.ts";

const measurement = (id: string, group: string, more: Partial<Measurement> = {}): Measurement => ({
  id,
  group,
  metric: "step_time",
  value: 2,
  unit: "s",
  trust: "A",
  source: { title: `Source of ${id}` },
  model: "BERT-Large",
  system: "Bow Pod16",
  chip: "Bow",
  ...more,
});

/** Four predicted records of two groups and two units, one of them off by a factor of two; two without prediction. */
export const MEASUREMENTS: readonly Measurement[] = [
  measurement("run-1", "mlperf-bert"),
  measurement("run-2", "mlperf-bert", { trust: "C" }),
  measurement("dense-1", "matmul-dense", {
    metric: "matmul_throughput",
    model: "matmul",
    unit: "FLOP/s",
    shape: { m: 8, k: 8, n: 512 },
  }),
  measurement("dense-2", "matmul-dense", {
    unit: "FLOP/s",
    model: "<script>alert(1)</script>",
    shape: { m: 8, k: 8, n: 64 },
  }),
  measurement("mystery-1", "mystery", { system: "box" }),
  measurement("limit-1", "mlperf-bert", { quantity: "limit" }),
];

const VALIDATION: SavedValidation = {
  schema: "dse.validation/v1",
  records: [
    {
      id: "run-1",
      group: "mlperf-bert",
      trust: "A",
      predicted: 2.2,
      measured: 2,
      unit: "s",
      error: 0.1,
      breakdown: { matmulSeconds: 1.5, exchangeSeconds: 0.7, bubbleSeconds: 0, sramBytesPerTile: 524_288 },
    },
    { id: "run-2", group: "mlperf-bert", trust: "C", predicted: 1, measured: 2, unit: "s", error: -0.5 },
    {
      id: "dense-1",
      group: "matmul-dense",
      trust: "A",
      predicted: 2.04e14,
      measured: 2e14,
      unit: "FLOP/s",
      error: 0.02,
      breakdown: { matmulCycles: 4000, syncCycles: 250 },
    },
    {
      id: "dense-2",
      group: "matmul-dense",
      trust: "A",
      predicted: 1.8e13,
      measured: 2e13,
      unit: "FLOP/s",
      error: -0.1,
    },
    { id: "mystery-1", group: "mystery", trust: "A", notModelled: "no model for group mystery" },
    { id: "limit-1", group: "mlperf-bert", trust: "A", notModelled: "no measurement but a limit" },
  ],
  groups: {
    "mlperf-bert": { count: 2, modelled: 2, mape: 0.3, bias: -0.2, p90: 0.5, meanAbsLogError: 0.394 },
    "matmul-dense": { count: 2, modelled: 2, mape: 0.06, bias: -0.04, p90: 0.1, meanAbsLogError: 0.063 },
    mystery: { count: 1, modelled: 0, mape: null, bias: null, p90: null, meanAbsLogError: null },
  },
  overall: { count: 5, modelled: 4, mape: 0.18 },
};

export const validationFixture = (): ValidationView =>
  validationView(VALIDATION, MEASUREMENTS, { data: "mine.json", tool: { name: "dse", version: "9.9.9" } });
