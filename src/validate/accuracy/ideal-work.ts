import type { Arch } from "../../arch/arch.ts";
import { peakFlopsPerSecond } from "../../arch/peak.ts";
import type { PredictionContext } from "../predict/mapper.ts";
import type { VisibleFields } from "../measurement.ts";
import { measuredChip } from "../predict/measured-chip.ts";
import { arithmeticOf, sizeOf } from "../predict/arithmetic-of.ts";
import { podOf } from "../predict/runs/run-machine.ts";
import { runWorkload } from "../predict/runs/run-workload.ts";
import { buildOperatorGraph } from "../../workload/build-graph.ts";
import { modelFlopsPerSample } from "../../workload/graph/operator-flops.ts";

/** What a record's number would be on a machine that always reaches its peak, and on one with a roofline. */
export interface IdealReading {
  /** True: the number is a time, which grows as the machine does worse. */
  readonly isTime: boolean;
  readonly atPeak: number;
  /** No faster than peak arithmetic and the bandwidth of the memory that holds weights or keys and values. */
  readonly onRoofline: number;
}

const HALF_BYTES = 2;
/** Sequences of MLPerf BERT's evaluation set. MLPerf training rules (published). */
const EVALUATION_SEQUENCES = 10_000;
/** Training does three times the arithmetic of its forward pass. */
const TRAINING_PASSES = 3;

/** Undefined where arithmetic says nothing about the record, or its size is not stated. */
export async function idealReading(
  record: VisibleFields,
  context: PredictionContext,
): Promise<IdealReading | undefined> {
  if (record.group === "attention-decode") return idealAttention(record, context);
  if (record.siUnit === "FLOP/s") return idealRate(record, context);
  return record.task === "training" || record.task === "inference" ? idealRun(record, context) : undefined;
}

/** A kernel's FLOP/s: the peak; a dense product between operands in SRAM may be bound by loading them. */
async function idealRate(
  record: VisibleFields,
  context: PredictionContext,
): Promise<IdealReading | undefined> {
  const measured = await measuredChip(record, context);
  const arithmetic = arithmeticOf(record);
  if (measured === undefined || arithmetic === undefined) return undefined;
  const peak = peakFlopsPerSecond(measured.chip, arithmetic);
  if (peak === 0) return undefined;
  const [m, k, n] = ["m", "k", "n"].map((name) => sizeOf(record.shape, name));
  if (record.group !== "matmul-dense" || m === undefined || k === undefined || n === undefined)
    return { isTime: false, atPeak: peak, onRoofline: peak };
  const elementBytes = arithmetic === "fp32" ? 2 * HALF_BYTES : HALF_BYTES;
  const intensity = (2 * m * k * n) / (elementBytes * (m * k + k * n + m * n));
  return {
    isTime: false,
    atPeak: peak,
    onRoofline: Math.min(peak, intensity * measured.arch.memories.sram.bytesPerSecond),
  };
}

/** One token's attention: scores and mix, 4 FLOPs an element of the keys; all keys and values are read once. */
async function idealAttention(
  record: VisibleFields,
  context: PredictionContext,
): Promise<IdealReading | undefined> {
  const measured = await measuredChip(record, context);
  const [heads, headSize] = ["heads", "head_dim"].map((name) => sizeOf(record.modelConfig, name));
  const { microBatch, sequenceLength } = record;
  if (!measured || !heads || !headSize || !microBatch || !sequenceLength) return undefined;
  const elements = microBatch * heads * headSize * sequenceLength;
  const { chip, arch } = measured;
  const rate =
    record.kvResidency === "streaming-memory"
      ? arch.memories.streaming?.chipBytesPerSecond
      : arch.memories.sram.bytesPerSecond;
  const atPeak = (4 * elements) / peakFlopsPerSecond(chip, "fp16_16");
  return {
    isTime: true,
    atPeak,
    onRoofline: Math.max(atPeak, (2 * HALF_BYTES * elements) / (rate ?? Infinity)),
  };
}

/** A training or inference run: model FLOPs of its rows; weights read (and, in training, written) every step. */
async function idealRun(
  record: VisibleFields,
  context: PredictionContext,
): Promise<IdealReading | undefined> {
  const pod = podOf(record);
  const workload = pod === undefined ? undefined : await runWorkload(record, context);
  if (pod === undefined || workload === undefined) return undefined;
  const arch = await context.arch(pod);
  const chips = record.ipus ?? arch.chips;
  const training = record.task === "training";
  const graph = buildOperatorGraph(workload, training ? "training" : "prefill");
  const rowFlops = modelFlopsPerSample(graph);
  const rows = rowsOf(record);
  if (rows === undefined) return undefined;
  const peak = chips * peakFlopsPerSecond(arch.chip, "fp16_16");
  const weightBytes = graph.parameters * ((record.weightBits ?? 8 * HALF_BYTES) / 8);
  const passes = training ? TRAINING_PASSES : 1;
  const memorySeconds = (passes * weightBytes) / weightBytesPerSecond(record, arch, chips);
  const sequences = record.sequencesPerRow ?? 1;
  const reading = (memory: number): number | undefined => {
    const seconds = (count: number): number => Math.max((count * rowFlops) / peak, memory);
    return metricOf(record, { rows, sequences, seconds });
  };
  const [atPeak, onRoofline] = [reading(0), reading(memorySeconds)];
  if (atPeak === undefined || onRoofline === undefined) return undefined;
  return { isTime: record.siUnit === "s", atPeak, onRoofline };
}

/** Rows of a step over all replicas; batches that MLPerf counts in sequences hold several a row. */
function rowsOf(record: VisibleFields): number | undefined {
  const { globalBatch, microBatch, replicas = 1, sequencesPerRow = 1 } = record;
  if (globalBatch === undefined) return microBatch === undefined ? undefined : microBatch * replicas;
  return globalBatch / (record.group.startsWith("mlperf") ? sequencesPerRow : 1);
}

interface Rows {
  readonly rows: number;
  readonly sequences: number;
  /** Of a step of so many rows. */
  readonly seconds: (rows: number) => number;
}

function metricOf(
  { metric, samplesToTarget }: VisibleFields,
  { rows, sequences, seconds }: Rows,
): number | undefined {
  switch (metric) {
    case "step_time":
      return seconds(rows);
    case "throughput":
    case "steady_state_training_throughput":
      return (rows * sequences) / seconds(rows);
    case "evaluation_time":
      return seconds(EVALUATION_SEQUENCES / sequences) / TRAINING_PASSES;
    case "time_to_train":
      return samplesToTarget === undefined
        ? undefined
        : (samplesToTarget / (rows * sequences)) * seconds(rows);
    default:
      return undefined;
  }
}

function weightBytesPerSecond(
  { phasedExecution, weightsResidency }: VisibleFields,
  { machine, memories }: Arch,
  chips: number,
): number {
  const streamed = phasedExecution === true || weightsResidency === "streaming-memory";
  if (streamed && memories.streaming !== undefined)
    return Math.max(1, chips / machine.chips) * memories.streaming.bytesPerSecond;
  return chips * memories.sram.bytesPerSecond;
}
