import {
  arrivedMatmulCycles,
  decodeAttentionCycles,
  softmaxCycles,
  type DecodeAttention,
} from "../../../cost/tile/attention-decode.ts";
import type { MatmulTarget } from "../../../cost/matmul/matmul-plan.ts";
import { vectorCycles } from "../../../cost/tile/vector.ts";
import { sizeOf } from "../arithmetic-of.ts";
import { notModelled, type MeasuredChip, type Mapper, type Prediction } from "../mapper.ts";
import { matmulTarget } from "../matmul-target.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../../measurement.ts";

/** What the kernels run with: the benchmark sets no matmul options, and PopLibs' default partials are float. */
const ARITHMETIC = "fp16_32";
const HALF_BYTES = 2;

/** Everything a kernel's law needs of a record. */
interface Case {
  readonly attention: DecodeAttention;
  readonly measured: MeasuredChip;
  readonly target: MatmulTarget;
  readonly streamingBytesPerSecond: number;
}

/** Attention of one token per sequence, keys and values in SRAM or in streaming memory: seconds of one call. */
export const attentionDecode: Mapper = async (record, context) => {
  const { sequenceLength: tokens, microBatch, modelConfig, kernel, metric, precision } = record;
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const heads = sizeOf(modelConfig, "heads");
  const headSize = sizeOf(modelConfig, "head_dim");
  if (tokens === undefined || microBatch === undefined || heads === undefined || headSize === undefined)
    return notModelled("size unknown");
  if (metric !== "kernel_time" || precision !== "fp16")
    return notModelled(`${metric} in ${precision} unknown`);
  const target = matmulTarget(measured.chip, ARITHMETIC);
  if (target === undefined) return notModelled(`${measured.chip.id} has no ${ARITHMETIC}`);
  const attention = { groups: microBatch * heads, tokens, headSize };
  const streamingBytesPerSecond = streamingRate(measured, record);
  const kernelCase = { attention, measured, target, streamingBytesPerSecond };
  if (kernel === "attn-local") return predictLocal(kernelCase);
  if (kernel === "attn-remote") return predictRemote(kernelCase, record.chunk);
  if (kernel === "sparq-attn")
    return predictSparq(kernelCase, sizeOf(record.sparq, "k1"), sizeOf(record.sparq, "k2"));
  return notModelled(`kernel ${kernel} unknown`);
};

/** One chip cannot draw more than its own rate, nor more than its share of the machine's. */
function streamingRate(
  { arch: { memories } }: MeasuredChip,
  { activeIpusPerMachine = 1 }: VisibleFields,
): number {
  const { bytesPerSecond = 0, chipBytesPerSecond = 0 } = memories.streaming ?? {};
  return Math.min(chipBytesPerSecond, bytesPerSecond / activeIpusPerMachine);
}

function predictLocal({ attention, measured: { chip }, target }: Case): Prediction {
  const { cycles, ...breakdown } = decodeAttentionCycles(attention, target);
  return { predicted: cycles / chip.clockHertz, breakdown: { ...breakdown } };
}

/** Phases of a step of the loop over chunks beside copy and matmul: index, transfer, choice of the place in the row. */
const LOOP_PHASES = 3;

/** Keys, then values arrive chunk by chunk and are used one after the other: transfer and compute do not overlap. */
function predictRemote(
  { attention: { groups, tokens, headSize }, measured: { chip }, target, streamingBytesPerSecond }: Case,
  chunk: number | undefined,
): Prediction {
  if (chunk === undefined) return notModelled("chunk unknown");
  const steps = Math.ceil(tokens / chunk);
  const streamedBytes = 2 * groups * tokens * headSize * HALF_BYTES;
  const perStep =
    arrivedMatmulCycles({ groups, rows: 1, inner: headSize, columns: chunk }, target) +
    arrivedMatmulCycles({ groups, rows: 1, inner: chunk, columns: headSize }, target) +
    vectorCycles("addInPlace", Math.ceil((groups * headSize) / target.tiles), "half") +
    2 * LOOP_PHASES * target.phaseCycles;
  const computeCycles = steps * perStep + softmaxCycles(groups, tokens, target);
  return streamed(streamedBytes / streamingBytesPerSecond, computeCycles / chip.clockHertz);
}

/**
 * SparQ (arXiv:2312.04985): of every key the `k1` largest components of the query, then the `k2` best tokens' keys and
 * values. Selecting them is not priced beyond a pass over the scores.
 */
function predictSparq(
  { attention: { groups, tokens, headSize }, measured: { chip }, target, streamingBytesPerSecond }: Case,
  k1: number | undefined,
  k2: number | undefined,
): Prediction {
  if (k1 === undefined || k2 === undefined) return notModelled("sparsity unknown");
  const streamedBytes = groups * (k1 * tokens + 2 * k2 * headSize + headSize) * HALF_BYTES;
  const computeCycles =
    arrivedMatmulCycles({ groups, rows: 1, inner: k1, columns: tokens }, target) +
    softmaxCycles(groups, tokens, target) +
    decodeAttentionCycles({ groups, tokens: k2, headSize }, target).cycles;
  return streamed(streamedBytes / streamingBytesPerSecond, computeCycles / chip.clockHertz);
}

function streamed(streamingSeconds: number, computeSeconds: number): Prediction {
  return { predicted: streamingSeconds + computeSeconds, breakdown: { streamingSeconds, computeSeconds } };
}
