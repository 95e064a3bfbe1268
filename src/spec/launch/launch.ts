import type { PlanChoiceName } from "../kinds/plan-choices.ts";
import type { Said } from "../hugging-face/configuration.ts";
import type { Entries } from "../hugging-face/draft.ts";

/** A run of training as somebody launched it: the model, what it is trained on, and the plan as far as it is said. */
export interface Launch {
  readonly model: Entries;
  /** `globalBatch`, `sequenceLength`, `steps` or `tokens`, `optimizer`, `precision`. */
  readonly task: Entries;
  readonly plan: { readonly [K in PlanChoiceName]?: Said<string | number | boolean> };
}

/** The degree of each kind of parallelism, and the whole numbers that follow from them where all are known. */
export function replicasOf(
  chips: Said<number | undefined>,
  { tensor, stages }: { readonly tensor: number; readonly stages: number },
): Said<number> | undefined {
  const replicas = (chips.value ?? 0) / (tensor * stages);
  if (!Number.isInteger(replicas) || replicas < 1) return undefined;
  return { value: replicas, from: `${chips.from} over tensor and pipeline parallelism` };
}
