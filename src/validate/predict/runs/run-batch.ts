import { sizeOf } from "../arithmetic-of.ts";
import type { VisibleFields } from "../../measurement.ts";
import { LARGEST_FINETUNE_BATCH, runFamily } from "./run-workload.ts";

/** Rows a run works on: a micro-batch, a weight update of one replica; and how many sequences a row holds. */
export interface RunBatch {
  readonly microBatch: number;
  readonly microBatches: number;
  readonly replicas: number;
  readonly sequencesPerRow: number;
  /** Sequences a weight update of all replicas takes in. */
  readonly sequencesPerStep: number;
}

/** Tokens of a micro-batch in the vendor's BERT configurations, by hidden size: 8 × 128 or 2 × 512; 32 × 128. */
const MICRO_BATCH_TOKENS: Readonly<Record<number, number>> = { 768: 4096, 1024: 1024 };

/**
 * Batch of a training run. What a record leaves out follows from the rest: replicas from chips and chips per replica,
 * the micro-batch from the vendor's configurations, accumulation from the global batch, which MLPerf counts in
 * sequences, others in rows. Undefined where a record says neither how many replicas there are nor how large they are.
 */
export function runBatch(record: VisibleFields): RunBatch | undefined {
  const { ipus, globalBatch, sequencesPerRow = 1 } = record;
  const ipusPerReplica = record.ipusPerReplica ?? documentedChips(record);
  const replicas =
    record.replicas ??
    (ipus === undefined || ipusPerReplica === undefined ? undefined : Math.floor(ipus / ipusPerReplica));
  const microBatch = record.microBatch ?? defaultMicroBatch(record);
  if (replicas === undefined || microBatch === undefined) return undefined;
  const rows =
    globalBatch === undefined
      ? undefined
      : globalBatch / (record.group.startsWith("mlperf") ? sequencesPerRow : 1);
  const microBatches =
    record.gradientAccumulation ??
    (rows === undefined ? undefined : Math.max(1, Math.round(rows / (replicas * microBatch))));
  if (microBatches === undefined) return undefined;
  const sequencesPerStep = microBatch * microBatches * replicas * sequencesPerRow;
  return { microBatch, microBatches, replicas, sequencesPerRow, sequencesPerStep };
}

/** Chips of a replica in the vendor's BERT programs: four; eight for BERT-Large on rows of 384 in small batches (SQuAD). */
function documentedChips(record: VisibleFields): number | undefined {
  if (record.framework === undefined || runFamily(record) !== "bert") return undefined;
  const squad = record.sequenceLength === 384 && (record.globalBatch ?? 0) <= LARGEST_FINETUNE_BATCH;
  return squad && (sizeOf(record.modelConfig, "layers") ?? 0) > 12 ? 8 : 4;
}

function defaultMicroBatch(record: VisibleFields): number | undefined {
  const family = runFamily(record);
  if (family === "gpt2") return 1;
  const tokens = MICRO_BATCH_TOKENS[sizeOf(record.modelConfig, "hidden") ?? 0];
  if (tokens === undefined || record.sequenceLength === undefined) return undefined;
  return Math.max(1, Math.floor(tokens / record.sequenceLength));
}
