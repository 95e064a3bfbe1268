import { z } from "zod";

export const MEASUREMENTS_SCHEMA = "dse.measurements/v1";

const fields = z.record(z.string(), z.unknown());

/** What a mapper may see of a record: the configuration it was measured at. A field that is absent is unknown. */
const visibleFieldsSchema = z.object({
  group: z.string(),
  metric: z.string(),
  unit: z.string(),
  siUnit: z.string().exactOptional(),
  quantity: z.string().exactOptional(),
  model: z.string().exactOptional(),
  task: z.string().exactOptional(),
  system: z.string().exactOptional(),
  chip: z.string().exactOptional(),
  ipus: z.number().exactOptional(),
  devices: z.number().exactOptional(),
  activeIpusPerMachine: z.number().exactOptional(),
  precision: z.string().exactOptional(),
  partials: z.string().exactOptional(),
  framework: z.string().exactOptional(),
  sdk: z.string().exactOptional(),
  modelConfig: fields.exactOptional(),
  sequenceLength: z.number().exactOptional(),
  sequencesPerRow: z.number().exactOptional(),
  encoderTokens: z.number().exactOptional(),
  decoderTokens: z.number().exactOptional(),
  microBatch: z.number().exactOptional(),
  globalBatch: z.number().exactOptional(),
  gradientAccumulation: z.number().exactOptional(),
  replicas: z.number().exactOptional(),
  ipusPerReplica: z.number().exactOptional(),
  pipelineStages: z.number().exactOptional(),
  layersPerStage: z.array(z.number()).exactOptional(),
  tensorParallel: z.number().exactOptional(),
  pipelineParallel: z.number().exactOptional(),
  dataParallel: z.number().exactOptional(),
  interleave: z.number().exactOptional(),
  pipeline_schedule: z.string().exactOptional(),
  recompute: z.string().exactOptional(),
  sequenceParallel: z.boolean().exactOptional(),
  zero: z.union([z.number(), z.string()]).exactOptional(),
  optimizerState: z.string().exactOptional(),
  replicatedTensorSharding: z.boolean().exactOptional(),
  phasedExecution: z.boolean().exactOptional(),
  weightsResidency: z.string().exactOptional(),
  weightBits: z.number().exactOptional(),
  groupSize: z.number().exactOptional(),
  kvCache: z.boolean().exactOptional(),
  kvResidency: z.string().exactOptional(),
  asyncQueue: z.boolean().exactOptional(),
  samplesToTarget: z.number().exactOptional(),
  ratioTo: z.string().exactOptional(),
  shape: z.union([fields, z.array(z.unknown())]).exactOptional(),
  kernel: z.string().exactOptional(),
  chunk: z.number().exactOptional(),
  sparq: fields.exactOptional(),
  operation: z.string().exactOptional(),
  route: z.string().exactOptional(),
  loaded: z.boolean().exactOptional(),
  pairs: z.number().exactOptional(),
  tiles: z.number().exactOptional(),
  bothWays: z.boolean().exactOptional(),
  aggregation: z.string().exactOptional(),
  size_bytes: z.number().exactOptional(),
  batch: z.number().exactOptional(),
  kv_or_seq: z.number().exactOptional(),
  context: z.number().exactOptional(),
  generated: z.number().exactOptional(),
  batching: z.string().exactOptional(),
  inputLength: z.number().exactOptional(),
  outputLength: z.number().exactOptional(),
  contextLength: z.number().exactOptional(),
  meanOutputLength: z.number().exactOptional(),
  concurrency: z.number().exactOptional(),
  requests: z.number().exactOptional(),
  prompts: z.number().exactOptional(),
  maxSequences: z.number().exactOptional(),
  kvPrecision: z.string().exactOptional(),
  weightsPrecision: z.string().exactOptional(),
  contextParallel: z.number().exactOptional(),
  expertParallel: z.number().exactOptional(),
  attentionDataParallel: z.boolean().exactOptional(),
  perDeviceBatch: z.number().exactOptional(),
  globalBatchTokens: z.number().exactOptional(),
  trainingTokens: z.number().exactOptional(),
  slices: z.number().exactOptional(),
  sizeBytes: z.number().exactOptional(),
  powerMode: z.string().exactOptional(),
});

/** Fields of a record that its mapper never sees: the number itself, and what is written for people. */
const hiddenFieldsSchema = z.object({
  id: z.string(),
  value: z.union([z.number(), fields, z.array(z.unknown())]),
  siValue: z.number().exactOptional(),
  trust: z.string(),
  runId: z.string().exactOptional(),
  /** What of a file is kept together when constants are fitted to a part of it; default: `runId`. */
  splitKey: z.string().exactOptional(),
  derived: z.boolean().exactOptional(),
  readingError: z.number().exactOptional(),
  notes: z.string().exactOptional(),
  variant: z.string().exactOptional(),
  source: z.unknown(),
});

/** One published number with the configuration it was measured at. Fields of other names are dropped. */
export const measurementSchema = z.object({ ...visibleFieldsSchema.shape, ...hiddenFieldsSchema.shape });

export type VisibleFields = Readonly<z.output<typeof visibleFieldsSchema>>;
export type Measurement = Readonly<z.output<typeof measurementSchema>> & {
  /** A part of the configuration that could not be read, and why: such a record is listed and not modelled. */
  readonly unread?: string;
};

/** A file of measurements. */
export interface Measurements {
  readonly schema: typeof MEASUREMENTS_SCHEMA;
  readonly records: readonly Measurement[];
}

/** The record as a mapper gets it. A prediction that depends on anything else is no prediction. */
export function visibleFields(record: Measurement): VisibleFields {
  return visibleFieldsSchema.parse(record);
}

/** Whether a record is something to predict: not a limit, a claim, a fit or a quality target. */
export function isMeasured({ quantity }: Measurement): boolean {
  return quantity === undefined || quantity === "measured";
}

/** Units that records are printed in, for those without a `siValue`: factor to the base unit, and its name. */
const BASE_UNITS: Readonly<Record<string, readonly [factor: number, unit: string]>> = {
  ns: [1e-9, "s"],
  us: [1e-6, "s"],
  ms: [1e-3, "s"],
  minutes: [60, "s"],
  hours: [3600, "s"],
  KiB: [1024, "B"],
  MiB: [1024 ** 2, "B"],
  "MB/s": [1e6, "B/s"],
  "GB/s": [1e9, "B/s"],
  "TB/s": [1e12, "B/s"],
  "GFLOP/s": [1e9, "FLOP/s"],
  "TFLOP/s": [1e12, "FLOP/s"],
  "PFLOP/s": [1e15, "FLOP/s"],
  "Gelem/s": [1e9, "elem/s"],
  kW: [1e3, "W"],
};

/** The measured number in base units (`siUnit`); undefined where the record holds no single number. */
export function measuredNumber(record: Measurement): number | undefined {
  if (record.siValue !== undefined) return record.siValue;
  return typeof record.value === "number" ? record.value * (BASE_UNITS[record.unit]?.[0] ?? 1) : undefined;
}

/** Unit of `measuredNumber`; what is in no table is counted as it stands. */
export function measuredUnit({ siUnit, unit }: Measurement): string {
  return siUnit ?? BASE_UNITS[unit]?.[1] ?? unit;
}
