import type { Arch } from "../arch/arch.ts";
import type { Arithmetic } from "../spec/arch-spec.ts";
import type { PlanSpec } from "../spec/plan-spec.ts";
import { dividedHeads } from "../workload/divided-heads.ts";
import type { OperatorGraph } from "../workload/operator-graph.ts";
import type { WorkloadSpec } from "../spec/workload-spec.ts";

/** Degrees of parallelism and the micro-batch: what decides shapes and stages. */
export interface Degrees {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly dataParallel: number;
  readonly microBatch: number;
  readonly microBatches: number;
  /** Of a mixture of experts; absent: 1. */
  readonly expertParallel?: number;
}

/** Micro-batch sizes worth pricing: powers of two up to this. */
const LARGEST_MICRO_BATCH = 64;
/** Tensor parallelism beyond one link domain is never sensible; nor is it beyond this many chips. */
const LARGEST_TENSOR_PARALLEL = 64;

/**
 * All legal degrees. A replica has a power of two chips (GCL builds its rings so), tensor parallelism divides the
 * heads and stays in a link domain; replicas take what chips are left, as far as they divide the batch evenly.
 */
export function candidateDegrees(
  arch: Arch,
  { workload, blocks }: Pick<OperatorGraph, "workload" | "blocks">,
  layers: number,
  fixed: PlanSpec,
): readonly Degrees[] {
  const batch = workload.task.kind === "inference" ? workload.task.batch : workload.task.globalBatch;
  const found: Degrees[] = [];
  const heads = dividedHeads(blocks);
  const limit = Math.min(heads, arch.linkDomainChips, LARGEST_TENSOR_PARALLEL, arch.chips);
  for (const tensorParallel of fixed.tensorParallel ? [fixed.tensorParallel] : powersOfTwo(limit)) {
    if (!fixed.tensorParallel && heads % tensorParallel !== 0) continue;
    const stages = Math.min(layers, Math.floor(arch.chips / tensorParallel));
    for (const pipelineParallel of fixed.pipelineParallel ? [fixed.pipelineParallel] : powersOfTwo(stages)) {
      const room = Math.floor(arch.chips / (tensorParallel * pipelineParallel));
      const dataParallel = fixed.dataParallel ?? largestDivisor(batch, room);
      const samples = Math.ceil(batch / dataParallel);
      const sizes = fixed.microBatch
        ? [fixed.microBatch]
        : powersOfTwo(LARGEST_MICRO_BATCH).filter((size) => samples % size === 0);
      for (const shared of expertParallels(workload, dataParallel, fixed))
        for (const microBatch of sizes)
          found.push({
            tensorParallel,
            pipelineParallel,
            dataParallel,
            microBatch,
            microBatches: fixed.microBatches ?? Math.ceil(samples / microBatch),
            ...shared,
          });
    }
  }
  return found;
}

/** Over how many replicas experts may be divided: powers of two; nothing to choose without experts. */
function expertParallels(
  { model }: WorkloadSpec,
  dataParallel: number,
  { expertParallel }: PlanSpec,
): readonly Pick<Degrees, "expertParallel">[] {
  if (expertParallel !== undefined) return [{ expertParallel }];
  const experts = model.experts?.count ?? 1;
  if (experts === 1) return [{}];
  return powersOfTwo(Math.min(experts, dataParallel))
    .filter((degree) => experts % degree === 0 && dataParallel % degree === 0)
    .map((degree) => ({ expertParallel: degree }));
}

/** Largest number of replicas, no more than `limit`, that divides the batch without a rest. */
function largestDivisor(batch: number, limit: number): number {
  for (let divisor = Math.min(Math.floor(batch), Math.max(1, limit)); divisor > 1; divisor--)
    if (batch % divisor === 0) return divisor;
  return 1;
}

function powersOfTwo(limit: number): readonly number[] {
  const powers: number[] = [];
  for (let power = 1; power <= limit; power *= 2) powers.push(power);
  return powers;
}

/** The fastest arithmetic the chip has for a precision: half partials, as the vendor's training runs use. */
export function arithmeticFor(
  { chip }: Arch,
  precision: WorkloadSpec["task"]["precision"],
): Arithmetic | undefined {
  const wanted: Readonly<Record<typeof precision, readonly Arithmetic[]>> = {
    fp8: ["fp8_16", "fp16_16", "fp16_32", "fp32"],
    fp16: ["fp16_16", "fp16_32", "fp32"],
    fp32: ["fp32"],
  };
  const has = chip.architecture === "tiled" ? chip.macsPerCycle : chip.peakFlopsPerSecond;
  return wanted[precision].find((arithmetic) => has[arithmetic] !== undefined);
}
