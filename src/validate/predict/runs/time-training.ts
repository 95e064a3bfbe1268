import { pipelineCycles } from "../../../estimate/pipeline/cycle-times.ts";
import type { PlannerCache } from "../../../estimate/price/matmul-planner.ts";
import type { PipelineProgram, PlanTiming, PricedPlan } from "../../../estimate/priced-plan.ts";
import { buildOperatorGraph } from "../../../workload/build-graph.ts";
import type { PredictionContext } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";
import { runBatch, type RunBatch } from "./run-batch.ts";
import { pricedRun } from "./priced-run.ts";
import { podOf } from "./run-machine.ts";
import { runWorkload } from "./run-workload.ts";
import { trainingChoices } from "./training-choice.ts";

/** A training run as planned and timed. */
export interface TimedTraining {
  readonly batch: RunBatch;
  readonly priced: PricedPlan;
  readonly timing: PlanTiming;
}

const planners: PlannerCache = new Map();

/** Plan, price and time the run that a record describes, or say what is unknown. */
export async function timeTraining(
  record: VisibleFields,
  context: PredictionContext,
): Promise<TimedTraining | string> {
  const pod = podOf(record);
  const workload = await runWorkload(record, context);
  const batch = runBatch(record);
  if (pod === undefined) return "system unknown";
  if (workload === undefined) return "model unknown";
  if (batch === undefined) return "batch unknown";
  const arch = await context.arch(pod);
  const graph = buildOperatorGraph(workload, "training");
  const choices = trainingChoices(record, batch, { arch, graph, planners });
  const priced = pricedRun({ arch, graph, planners, fitted: context.fitted }, choices);
  if (typeof priced === "string") return priced;
  return { batch, priced, timing: context.time(priced) };
}

/** Seconds of the forward passes of `microBatches` micro-batches through the pipeline of a training plan. */
export function forwardSeconds({ program }: PricedPlan, microBatches: number): number {
  if (program.kind !== "pipeline") throw new Error("no pipeline");
  const forward: PipelineProgram = {
    kind: "pipeline",
    microBatches,
    stages: program.stages.map((stage) => ({ ...stage, backward: [], copyBackward: undefined, update: [] })),
  };
  return pipelineCycles(forward).reduce(
    (sum, { count, workSeconds, copySeconds }) => sum + count * (workSeconds + copySeconds),
    0,
  );
}
