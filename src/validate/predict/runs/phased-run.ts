import { DEFAULT_CHOICE } from "../../../spec/kinds/plan-choices.ts";
import type { PlannerCache } from "../../../estimate/price/matmul-planner.ts";
import type { PlanChoice } from "../../../plan/plan.ts";
import type { WorkloadSpec } from "../../../spec/kinds/workload-spec.ts";
import { buildOperatorGraph } from "../../../workload/build-graph.ts";
import { layerCount } from "../../../plan/partition/partition.ts";
import { notModelled, type Mapper } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";
import { pricedRun } from "./priced-run.ts";
import { runBreakdown } from "./run-breakdown.ts";
import { podOf } from "./run-machine.ts";
import { runWorkload } from "./run-workload.ts";
import { softwareOf } from "./software-of.ts";

const planners: PlannerCache = new Map();

/** Share of tile SRAM for a matmul's temporaries in the vendor's configurations of large models: 0.1-0.4. */
const MEMORY_PROPORTION = 0.2;

/** Names under which the time of one step is published; generation has one step a token. */
const STEP_METRICS: readonly string[] = ["step_time", "latency", "latency_per_token", "time_per_token"];

/**
 * The vendor's fine-tuned models are validated on the 9,832 mismatched examples of MNLI (GLUE, published). One pass
 * answers; batches are taken to be those of fine-tuning, 128 micro-batches of one (assumed).
 */
const VALIDATION_EXAMPLES = 9832;
const FINETUNING_BATCH = 128;

function isValidation({ group, task, metric }: VisibleFields): boolean {
  return group === "llm-finetune" && task === "inference" && metric === "elapsed";
}

/**
 * Large models by phased execution (PopXL): weights come from streaming memory layer by layer, divided over the
 * tensor-parallel chips. A training step is a weight update; an inference step one pass over all tokens (there is no
 * cache of keys and values, so that each generated token takes one).
 */
export const phasedRun: Mapper = async (record, context) => {
  const { tensorParallel, metric } = record;
  const validates = isValidation(record);
  if (validates && record.decoderTokens !== undefined)
    return notModelled("passes of the decoder (no cache of keys and values) unknown");
  if (!STEP_METRICS.includes(metric) && metric !== "throughput" && !validates)
    return notModelled(`${metric}: number of examples unknown`);
  if (tensorParallel === undefined || record.phasedExecution !== true)
    return notModelled("tensor parallelism or phased execution unknown");
  if (record.kvCache === true) return notModelled("cached keys and values in phased execution");
  const pod = podOf(record);
  const workload = await runWorkload(record, context);
  if (pod === undefined || workload === undefined) return notModelled("system or model unknown");
  const arch = await context.arch(pod);
  const training = record.task !== "inference";
  const graph = buildOperatorGraph(workload, training ? "training" : "prefill");
  const choice = phasedChoice(record, tensorParallel, layerCount(graph), workload);
  const { fitted } = context;
  const priced = pricedRun({ arch, graph, planners, fitted }, [choice]);
  if (typeof priced === "string") return notModelled(priced);
  const timing = context.time(priced);
  const { seconds } = timing;
  const breakdown = runBreakdown(priced, timing);
  const perStep = choice.microBatch * choice.microBatches * choice.dataParallel;
  if (validates) return { predicted: seconds * Math.ceil(VALIDATION_EXAMPLES / perStep), breakdown };
  // A pass of inference makes one token of each sequence; a training step takes in whole sequences.
  const counted = /token/.test(record.unit) && training ? perStep * graph.tokensPerSample : perStep;
  return { predicted: metric === "throughput" ? counted / seconds : seconds, breakdown };
};

function phasedChoice(
  record: VisibleFields,
  tensorParallel: number,
  layers: number,
  { task }: WorkloadSpec,
): PlanChoice {
  const { dataParallel = record.replicas ?? 1, weightBits, groupSize } = record;
  const training = task.kind !== "inference";
  const microBatch = record.microBatch ?? 1;
  const batch = training ? task.globalBatch : isValidation(record) ? FINETUNING_BATCH : microBatch;
  const samples = batch / (training ? dataParallel : 1);
  return {
    ...DEFAULT_CHOICE,
    tensorParallel,
    pipelineParallel: 1,
    dataParallel,
    microBatch,
    microBatches: record.gradientAccumulation ?? Math.max(1, Math.round(samples / microBatch)),
    recompute: training ? "layer" : "none",
    optimizerState: "streaming",
    weights: "streaming",
    arithmetic: "fp16_16",
    availableMemoryProportion: MEMORY_PROPORTION,
    layersPerStage: [layers],
    software: softwareOf(record),
    ...(weightBits !== undefined && groupSize !== undefined && { weightBits, weightGroup: groupSize }),
  };
}
