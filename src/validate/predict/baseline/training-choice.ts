import { even } from "../../../plan/partition/partition.ts";
import type { PlanChoice, RecomputeMode } from "../../../plan/plan.ts";
import { DEFAULT_CHOICE } from "../../../spec/kinds/plan-choices.ts";
import type { TransformerSpec } from "../../../spec/kinds/workload-spec.ts";
import { sizeField, type BaselineRecord } from "./baseline-record.ts";
import { profileOf, shardsWeights } from "./record-software.ts";
import { expertDegree, type RunDegrees } from "./run-degrees.ts";

/** Whether a record leaves open how a model is divided over its devices; weights sharded over all are a layout. */
export function layoutOpen(record: BaselineRecord, { devices }: RunDegrees): boolean {
  const { tensorParallel, pipelineParallel, dataParallel, zero } = record;
  const named = [tensorParallel, pipelineParallel, dataParallel].some((degree) => degree !== undefined);
  return devices > 1 && !named && !shardsWeights(zero) && profileOf(record) === "megatron";
}

/**
 * The plan a record describes. Sequences divided over chips (context parallelism) are counted as a part of each sample
 * on more replicas: a chip has as much of attention as of all else, since those with late positions have early ones
 * too; keys and values travel beside the products (Liu 2023, Ring Attention, arXiv:2310.01889). Software of 2023 and later sums gradients, and inside a
 * machine the parts of products, while it computes.
 */
export function trainingChoice(
  record: BaselineRecord,
  model: TransformerSpec,
  degrees: RunDegrees,
  batch: number,
): PlanChoice {
  const { tensorParallel, pipelineParallel, dataParallel, contextParallel } = degrees;
  const replicas = dataParallel * contextParallel;
  const rows = Math.max(1, Math.round(batch / dataParallel));
  const asked = sizeField(record.microBatch) ?? (accumulates(record, degrees) ? 1 : rows);
  const microBatch = Math.max(1, Math.min(rows, Math.round(asked)));
  const modern = profileOf(record) !== "eager" && !isEarly(record);
  const isSharded = replicas > 1 && (record.zero !== 0 || shardsWeights(record.zero));
  const fewest = Math.floor(model.layers / pipelineParallel);
  const chunks = sizeField(record.interleave) ?? usualChunks(record, fewest);
  return {
    ...DEFAULT_CHOICE,
    ...{ tensorParallel, pipelineParallel, dataParallel: replicas },
    microBatch: microBatch / contextParallel,
    microBatches: Math.max(1, Math.round(rows / microBatch)),
    recompute: recomputeOf(record),
    optimizerState: isSharded ? shardingOf(record) : "sram",
    layersPerStage: even(model.layers, pipelineParallel),
    sequenceParallel: tensorParallel > 1 && record.sequenceParallel !== false,
    interleave: pipelineParallel > 1 ? Math.max(1, Math.min(chunks, fewest)) : 1,
    expertParallel: expertDegree(degrees.expertParallel, model.experts?.count ?? 1, replicas),
    overlapGradients: modern && replicas > 1,
    overlapTensorParallel: modern && tensorParallel > 1,
  };
}

/**
 * What replicas divide: state unless a record says more. Fully sharded weights that stay gathered from forward to
 * backward ("no reshard") move as much as ZeRO-2 (PyTorch FSDP, SHARD_GRAD_OP; published).
 */
function shardingOf({ zero }: BaselineRecord): PlanChoice["optimizerState"] {
  if (/no reshard/i.test(String(zero))) return "sharded-gradients";
  if (shardsWeights(zero)) return "sharded-weights";
  return zero === 2 ? "sharded-gradients" : "sharded";
}

/** What of a layer runs twice. MaxText's policies keep products and run the rest again, or move it to the host. */
export function recomputeOf({ recompute = "none" }: BaselineRecord): RecomputeMode {
  if (/^full/i.test(recompute)) return "layer";
  return /^(none|not stated)/i.test(recompute) ? "none" : "attention";
}

/** Programs that shard weights over all chips take what a chip is given at once, unless a record says otherwise. */
function accumulates({ perDeviceBatch, gradientAccumulation }: BaselineRecord, degrees: RunDegrees): boolean {
  return perDeviceBatch === undefined || gradientAccumulation !== undefined || degrees.pipelineParallel > 1;
}

/** Whether a record leaves the micro-batch open: it gives neither it, nor what a chip or an accumulation step takes. */
export function openMicroBatch(record: BaselineRecord): boolean {
  const { microBatch, perDeviceBatch, gradientAccumulation } = record;
  return [microBatch, perDeviceBatch, gradientAccumulation].every((named) => named === undefined);
}

/** Chunks of a stage where a record has none: one layer each, as Megatron-LM's own benchmarks run deep pipelines. */
function usualChunks(record: BaselineRecord, layersOfStage: number): number {
  return profileOf(record) === "megatron" && !/deepspeed|neox/i.test(record.framework ?? "")
    ? layersOfStage
    : 1;
}

/** Forks of Megatron-LM of before 2023: they sum gradients when backward is done, and run 1F1B. */
const isEarly = ({ framework = "" }: BaselineRecord): boolean => /deepspeed|neox/i.test(framework);
