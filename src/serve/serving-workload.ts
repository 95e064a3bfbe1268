import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import type { LengthRange } from "./arrivals.ts";

export interface ServingLengths {
  readonly prompt: LengthRange;
  readonly generated: LengthRange;
}

/**
 * A workload as it is served: inference with `batch` requests in flight at a time, each with room for the longest
 * prompt and answer, whatever its task was.
 */
export function servingWorkload(
  spec: WorkloadSpec,
  { prompt, generated }: ServingLengths,
  batch: number,
): WorkloadSpec {
  return {
    ...spec,
    task: {
      kind: "inference",
      promptTokens: prompt.high,
      generatedTokens: generated.high,
      batch,
      precision: spec.task.precision,
    },
  };
}

/** Families that answer token by token, and so can be served here. */
export function generates({ family }: Pick<WorkloadSpec, "family">): boolean {
  return ["decoder", "encoder-decoder", "state-space"].includes(family);
}
