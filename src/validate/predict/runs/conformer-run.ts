import { illegalText } from "../../../plan/choice/illegal.ts";
import { DEFAULT_CHOICE } from "../../../spec/kinds/plan-choices.ts";
import type { PlannerCache } from "../../../estimate/price/matmul-planner.ts";
import { priceKnownRun } from "../../../evaluate.ts";
import type { PlanChoice } from "../../../plan/plan.ts";
import type { WorkloadSpec } from "../../../spec/kinds/workload-spec.ts";
import { buildOperatorGraph } from "../../../workload/build-graph.ts";
import { arithmeticOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";
import { podOf } from "./run-machine.ts";
import { softwareOf } from "./software-of.ts";

/**
 * WeNet's Conformer on four chips: utterances of a micro-batch, encoder and decoder layers on each chip, share of SRAM
 * for temporaries; PopTorch recomputes the layers of a pipeline. Source: graphcore/examples 3cc8f81 speech/conformer/pytorch/configs/train.yaml
 * and scripts/run_wenet_conformer_globalbs_16128_pod16.sh (published).
 */
const CONFIGURATION = {
  microBatch: 4,
  layersPerStage: [2, 4, 5, 7],
  memoryProportion: 0.3,
} as const;

interface Batch {
  readonly microBatch: number;
  readonly microBatches: number;
  readonly replicas: number;
}

const planners: PlannerCache = new Map();

/** Training of WeNet's Conformer: utterances a second, time of a weight update. */
export const conformerRun: Mapper = async (record, context) => {
  if (record.task === "inference") return notModelled("inference: length of the utterances not stated");
  if (!/conformer/i.test(record.model ?? "")) return notModelled(`model ${record.model ?? ""} unknown`);
  const pod = podOf(record);
  const batch = batchOf(record);
  if (pod === undefined) return notModelled("system unknown");
  if (batch === undefined) return notModelled("batch or chips unknown");
  const arch = await context.arch(pod);
  const { spec } = await context.workload("conformer-m");
  const choice = choiceOf(record, batch);
  if (choice === undefined) return notModelled("arithmetic unknown");
  const graph = buildOperatorGraph(withTask(spec, record), "training");
  const { fitted } = context;
  const result = priceKnownRun({ arch, graph, choice, planners, fitted });
  if (result.kind === "illegal") return notModelled(illegalText(result));
  const { seconds, time } = context.time(result.priced);
  const utterances = batch.microBatch * batch.microBatches * batch.replicas;
  const parts = Object.entries(time).filter(([, part]) => part > 0);
  const breakdown = {
    ...Object.fromEntries(parts.map(([name, part]) => [`${name}Seconds`, part])),
    stepSeconds: seconds,
  };
  if (record.metric === "throughput") return { predicted: utterances / seconds, breakdown };
  return record.metric === "step_time"
    ? { predicted: seconds, breakdown }
    : notModelled(`metric ${record.metric} unknown`);
};

function batchOf(record: VisibleFields): Batch | undefined {
  const { ipus, globalBatch, microBatch = CONFIGURATION.microBatch } = record;
  const chips = record.ipusPerReplica ?? CONFIGURATION.layersPerStage.length;
  const replicas =
    record.replicas ?? (ipus === undefined ? undefined : Math.max(1, Math.floor(ipus / chips)));
  if (replicas === undefined) return undefined;
  const microBatches =
    record.gradientAccumulation ??
    (globalBatch === undefined ? undefined : Math.max(1, Math.round(globalBatch / (microBatch * replicas))));
  return microBatches === undefined ? undefined : { microBatch, microBatches, replicas };
}

function withTask(spec: WorkloadSpec, { globalBatch, precision }: VisibleFields): WorkloadSpec {
  const { task } = spec;
  if (task.kind === "inference") return spec;
  return {
    ...spec,
    task: {
      ...task,
      globalBatch: globalBatch ?? task.globalBatch,
      precision: precision === "fp32" ? "fp32" : "fp16",
    },
  };
}

function choiceOf(record: VisibleFields, batch: Batch): PlanChoice | undefined {
  const { precision = "fp16", partials = "half", layersPerStage = CONFIGURATION.layersPerStage } = record;
  const arithmetic = arithmeticOf({ ...record, precision, partials });
  if (arithmetic === undefined) return undefined;
  return {
    ...DEFAULT_CHOICE,
    pipelineParallel: layersPerStage.length,
    dataParallel: batch.replicas,
    microBatch: batch.microBatch,
    microBatches: batch.microBatches,
    recompute: record.recompute === "none" ? "none" : "layer",
    arithmetic,
    availableMemoryProportion: CONFIGURATION.memoryProportion,
    layersPerStage,
    software: softwareOf(record),
  };
}
