import type { TaskSpec } from "../../spec/kinds/workload-spec.ts";

/** Samples of one step: the global batch of training, the batch of inference. */
export const samplesPerStep = (task: TaskSpec): number =>
  task.kind === "inference" ? task.batch : task.globalBatch;
