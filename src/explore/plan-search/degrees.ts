import { partitionChips, replicaChips } from "../../plan/choice/chips-of.ts";
import type { Arch } from "../../arch/arch.ts";
import type { ChoiceSearched, PlanChoice } from "../../spec/kinds/plan-choices.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { dividedHeads } from "../../workload/graph/divided-heads.ts";
import { dividesKeyValues } from "../../workload/graph/key-values.ts";
import { samplesPerStep } from "../../workload/graph/samples-per-step.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";

/** Degrees of parallelism and the micro-batch: what decides shapes and stages. */
export type Degrees = Pick<PlanChoice, ChoiceSearched<"degree">>;

export interface DegreesInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly blocks: readonly Block[];
  /** Layers of the graph: no more stages than these. */
  readonly layers: number;
  readonly fixed: PlanSpec;
  readonly breadth: Breadth;
}

/**
 * Which plans are gone through: all legal ones, or those of the usual kind, with powers of two for degrees and
 * micro-batches, as many replicas as divide the batch, tensor parallelism in a link domain, and the head at the end.
 * Where nothing of the usual kind fits, what is further: of heads that are no power of two (28) IPUs take the divisors
 * beyond the largest power of two that divides them (7, 14, 28 beyond 4), so that nothing is said not to fit that fits
 * on more chips.
 */
export type Breadth = "usual" | "further" | "all";

/** Usual micro-batches and tensor-parallel degrees are no larger. */
const LARGEST_USUAL = 64;

/**
 * All legal degrees, few chips to a replica first. docs/plan-space.md says which are legal and why:
 *
 * - tensor parallelism divides the heads; on IPUs it stays in a link domain, elsewhere its groups do not straddle
 *   machines;
 * - a pipeline has no more stages than layers, on IPUs a power of two; a replica takes a partition of the chips;
 * - replicas divide the batch, and the micro-batch divides a replica's samples.
 */
export function legalDegrees(input: DegreesInput): readonly Degrees[] {
  const { arch, workload, layers, fixed, breadth } = input;
  const usual = breadth !== "all";
  const { task } = workload;
  const batch = Math.max(1, Math.floor(samplesPerStep(task)));
  const divisorsOf = remembered(divisors);
  const found: Degrees[] = [];
  for (const tensorParallel of fixed.tensorParallel ? [fixed.tensorParallel] : tensorDegrees(input)) {
    const stages = Math.min(layers, Math.floor(arch.chips / tensorParallel));
    for (const pipelineParallel of fixedStages(fixed) ?? stageCounts(input, stages)) {
      const room = Math.max(
        1,
        Math.floor(arch.chips / partitionChips(arch, { tensorParallel, pipelineParallel })),
      );
      const legal = divisorsOf(batch).filter((count) => count <= room);
      const replicas = fixed.dataParallel ? [fixed.dataParallel] : usual ? legal.slice(-1) : legal;
      for (const dataParallel of replicas) {
        const samples = Math.ceil(batch / dataParallel);
        const sizes = usual ? divisorsOf(samples).filter(isUsual) : divisorsOf(samples);
        const shares = expertParallels(workload, dataParallel, fixed);
        for (const microBatch of fixed.microBatch ? [fixed.microBatch] : sizes) {
          const needed = Math.ceil(samples / microBatch);
          const microBatches = fixed.microBatches ?? needed;
          // What the user said may leave samples of the batch to nobody.
          if (microBatches < needed) continue;
          // A literal in full: degrees are many, and spreads are slow.
          for (const expertParallel of shares)
            found.push({
              tensorParallel,
              pipelineParallel,
              dataParallel,
              microBatch,
              microBatches,
              expertParallel,
            });
        }
      }
    }
  }
  return found.sort((a, b) => replicaChips(a) - replicaChips(b));
}

/** Over how many replicas experts may be divided: powers of two; nothing to choose without experts. */
function expertParallels(
  { model }: WorkloadSpec,
  dataParallel: number,
  { expertParallel }: PlanSpec,
): readonly number[] {
  if (expertParallel !== undefined) return [expertParallel];
  const experts = model.experts?.count ?? 1;
  if (experts === 1) return [1];
  return divisors(experts).filter((degree) => isPowerOfTwo(degree) && dataParallel % degree === 0);
}

function fixedStages({ pipelineParallel, layersPerStage }: PlanSpec): readonly number[] | undefined {
  if (pipelineParallel !== undefined) return [pipelineParallel];
  return layersPerStage === undefined ? undefined : [layersPerStage.length];
}

function tensorDegrees({ arch, blocks, breadth }: DegreesInput): readonly number[] {
  const { chips } = arch.machine;
  const inDomain = Math.min(arch.linkDomainChips, arch.chips);
  const dividing = divisors(dividedHeads(blocks)).filter((degree) => dividesKeyValues(blocks, degree));
  const tiled = arch.chip.architecture === "tiled";
  if (breadth === "all" && !tiled)
    return dividing.filter(
      (degree) => degree <= arch.chips && (chips % degree === 0 || degree % chips === 0),
    );
  const near = dividing.filter((degree) => degree <= inDomain);
  if (breadth === "all") return near;
  const powers = near.filter(isUsual);
  if (breadth === "usual") return powers;
  return near.filter((degree) => tiled && degree > Math.max(...powers) && degree <= LARGEST_USUAL);
}

function stageCounts({ arch, breadth }: DegreesInput, most: number): readonly number[] {
  const counts = Array.from({ length: most }, (_, index) => index + 1);
  return arch.chip.architecture === "tiled" || breadth !== "all" ? counts.filter(isPowerOfTwo) : counts;
}

function isUsual(count: number): boolean {
  return isPowerOfTwo(count) && count <= LARGEST_USUAL;
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function divisors(count: number): readonly number[] {
  const found: number[] = [];
  for (let divisor = 1; divisor <= count; divisor++) if (count % divisor === 0) found.push(divisor);
  return found;
}

function remembered<T>(compute: (count: number) => T): (count: number) => T {
  const known = new Map<number, T>();
  return (count) => {
    const value = known.get(count) ?? compute(count);
    known.set(count, value);
    return value;
  };
}
