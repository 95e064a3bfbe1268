import { sizeOf } from "../predict/arithmetic-of.ts";
import type { Measurement } from "../measurement.ts";
import type { SavedValidation } from "../validation.ts";

export const EXPECTED_ERRORS_SCHEMA = "dse.expected-errors/v1";

export type ChipFamily = "tiled" | "roofline";
export type TaskFamily = "training" | "inference";
/** What was varied over the validated runs. */
export const RANGED = ["chips", "parameters", "sequenceLength", "microBatch"] as const;
export type Ranged = (typeof RANGED)[number];

/** How far predictions of whole runs are off, and over which of them that is known. */
export interface ExpectedError {
  readonly task: TaskFamily;
  readonly chipFamily: ChipFamily;
  readonly records: number;
  /** Mean of |error| of step times and throughputs. */
  readonly mape: number;
  /** Ids of the chips the runs were measured on; `a100` stands for all of its kinds. */
  readonly measuredOn: readonly string[];
  readonly ranges: Readonly<Partial<Record<Ranged, readonly [low: number, high: number]>>>;
}

export interface ExpectedErrors {
  readonly schema: typeof EXPECTED_ERRORS_SCHEMA;
  readonly entries: readonly ExpectedError[];
}

/** Metrics of a run that follow from its step time alone. */
const STEP_METRICS =
  /^(step_time|iteration_time|throughput|steady_state_training_throughput|achieved_tflops_per_gpu)$/;

/** Ids of chips by what records call them. */
const CHIPS: readonly (readonly [name: RegExp, id: string, family: ChipFamily])[] = [
  [/^(Mk1|GC2)$/, "gc2", "tiled"],
  [/^(Mk2|GC200)$/, "gc200", "tiled"],
  [/^Bow$/, "bow", "tiled"],
  [/^C600$/, "c600", "tiled"],
  [/^A100/, "a100", "roofline"],
  [/^H100/, "h100", "roofline"],
];

interface ValidatedRun {
  readonly task: TaskFamily;
  readonly chipFamily: ChipFamily;
  readonly chipId: string | undefined;
  readonly error: number;
  readonly sizes: Readonly<Record<Ranged, number | undefined>>;
}

/** Expected errors by kind of task and family of chips, from validated records of whole runs. */
export function expectedErrors(records: readonly Measurement[], validation: SavedValidation): ExpectedErrors {
  const runs = records.flatMap((record, index) => {
    const outcome = validation.records[index];
    return outcome !== undefined && "error" in outcome ? validatedRun(record, outcome.error) : [];
  });
  const entries = (["training", "inference"] as const).flatMap((task) =>
    (["tiled", "roofline"] as const).flatMap((chipFamily) => {
      const own = runs.filter((run) => run.task === task && run.chipFamily === chipFamily);
      return own.length === 0 ? [] : [entryOf(task, chipFamily, own)];
    }),
  );
  return { schema: EXPECTED_ERRORS_SCHEMA, entries };
}

function validatedRun(record: Measurement, error: number): readonly ValidatedRun[] {
  const { task, metric, chip, modelConfig } = record;
  if ((task !== "training" && task !== "inference") || !STEP_METRICS.test(metric)) return [];
  const [, chipId, family = "roofline"] = CHIPS.find(([name]) => name.test(chip ?? "")) ?? [];
  return [
    {
      task,
      chipFamily: record.ipus === undefined ? family : "tiled",
      chipId,
      error,
      sizes: {
        chips: record.ipus ?? record.devices,
        parameters: sizeOf(modelConfig, "params") ?? countedParameters(modelConfig),
        sequenceLength: record.sequenceLength ?? sizeOf(modelConfig, "seq"),
        microBatch: record.microBatch,
      },
    },
  ];
}

/** Parameters of a transformer by its sizes, where a record does not say: layers · (4 h² + 2 h · ffn) + vocab · h. */
function countedParameters(modelConfig: unknown): number | undefined {
  const [layers, hidden, ffn, vocabulary] = ["layers", "hidden", "ffn", "vocab"].map((name) =>
    sizeOf(modelConfig, name),
  );
  if (layers === undefined || hidden === undefined || ffn === undefined) return undefined;
  return layers * (4 * hidden ** 2 + 2 * hidden * ffn) + (vocabulary ?? 0) * hidden;
}

function entryOf(task: TaskFamily, chipFamily: ChipFamily, runs: readonly ValidatedRun[]): ExpectedError {
  const ranges = RANGED.flatMap((name) => {
    const sizes = runs.flatMap((run) => run.sizes[name] ?? []);
    return sizes.length === 0 ? [] : [[name, [Math.min(...sizes), Math.max(...sizes)]] as const];
  });
  const total = runs.reduce((sum, { error }) => sum + Math.abs(error), 0);
  return {
    task,
    chipFamily,
    records: runs.length,
    mape: Number((total / runs.length).toPrecision(3)),
    measuredOn: [...new Set(runs.flatMap(({ chipId }) => chipId ?? []))].sort(),
    ranges: Object.fromEntries(ranges),
  };
}
