import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import {
  DEFAULT_CONVENTION,
  FLOPS_CONVENTIONS,
  type FlopsConvention,
  type FlopsConventionId,
} from "./flops-conventions.ts";
import { petaflopDays } from "./petaflop-days.ts";
import { trainingRun } from "./training-run.ts";

/** One convention's count for a workload. */
export interface FlopsReading {
  readonly convention: FlopsConventionId;
  readonly label: string;
  readonly formula: string;
  readonly source: string;
  readonly counts: FlopsConvention["counts"];
  readonly flops: number;
  readonly petaflopDays: number;
  /** flops / published − 1, where the run's FLOPs are published. */
  readonly difference?: number;
}

/** FLOPs of the spec's whole training run by a named convention. */
export function trainingFlops(
  spec: WorkloadSpec,
  convention: FlopsConventionId = DEFAULT_CONVENTION,
): number {
  const run = trainingRun(spec);
  if (run === undefined) throw new Error(`${spec.id}: an inference task has no training FLOPs`);
  return FLOPS_CONVENTIONS[convention].flops(spec, run.tokens);
}

/** Every convention that applies to the workload's family, with its difference to the published FLOPs. */
export function compareConventions(spec: WorkloadSpec): readonly FlopsReading[] {
  const run = trainingRun(spec);
  if (run === undefined) return [];
  const published = spec.task.kind === "pretrain" ? spec.published?.trainingFlops : undefined;
  return conventionsFor(spec.family, spec.model.sparsity !== undefined).map((id) => {
    const { label, formula, source, counts, flops: law } = FLOPS_CONVENTIONS[id];
    const flops = law(spec, run.tokens);
    return {
      convention: id,
      label,
      formula,
      source,
      counts,
      flops,
      petaflopDays: petaflopDays(flops),
      ...(published === undefined ? {} : { difference: flops / published - 1 }),
    };
  });
}

/** Conventions that apply to a family; that of the dense equivalent only where weights are pruned. */
export function conventionsFor(
  family: WorkloadSpec["family"],
  isPruned = false,
): readonly FlopsConventionId[] {
  return (Object.keys(FLOPS_CONVENTIONS) as FlopsConventionId[]).filter(
    (id) =>
      (FLOPS_CONVENTIONS[id] as FlopsConvention).families.includes(family) &&
      (isPruned || id !== "dense-equivalent"),
  );
}

export function isFlopsConvention(name: string): name is FlopsConventionId {
  return Object.hasOwn(FLOPS_CONVENTIONS, name);
}

/**
 * The published FLOPs recomputed as their source did: its convention with its own parameter and token counts. Only
 * the conventions that multiply parameters and tokens can take another parameter count.
 */
export function recomputePublished(spec: WorkloadSpec): number | undefined {
  const { published } = spec;
  const convention = published?.flopsConvention;
  if (published?.trainingFlops === undefined || convention === undefined) return undefined;
  if (!isFlopsConvention(convention)) throw new Error(`${spec.id}: unknown FLOPs convention "${convention}"`);
  const tokens = published.flopsTokens ?? trainingRun(spec)?.tokens;
  if (tokens === undefined) return undefined;
  const perParameter = FLOPS_PER_PARAMETER[convention];
  if (published.flopsParameters !== undefined && perParameter !== undefined)
    return perParameter * published.flopsParameters * tokens;
  return FLOPS_CONVENTIONS[convention].flops(spec, tokens);
}

const FLOPS_PER_PARAMETER: Partial<Record<FlopsConventionId, number>> = { "3nd": 3, "6nd": 6, "8nd": 8 };
