import type { PlannerCache } from "../../../../estimate/price/matmul-planner.ts";
import { buildOperatorGraph } from "../../../../workload/build-graph.ts";
import { notModelled, type Mapper } from "../../mapper.ts";
import type { VisibleFields } from "../../../measurement.ts";
import { pricedRun } from "../priced-run.ts";
import { runBreakdown } from "../run-breakdown.ts";
import { runWorkload } from "../run-workload.ts";
import { visionChoice } from "./vision-choice.ts";
import { visionWorkload } from "./vision-workload.ts";

const CARD = "c600-cards";
const planners: PlannerCache = new Map();

/** BERT-like encoders over text run with several sequences in a row where their runtime finds room (PopRT). */
const ENCODERS = /^(al|ro)?bert/i;

/** Room of matmuls: the library's default, and less where the weights leave less (as a user sets it until it fits). */
const MEMORY_PROPORTIONS = [0.6, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05] as const;

interface Pack {
  readonly rows: number;
  readonly sequences: number;
  readonly fp8: boolean;
  readonly memoryProportion: number;
}

/**
 * Rows of a batch and the sequences that it leaves with, and the share of SRAM for temporaries, as ByteMLPerf's IPU
 * backend is configured. Source: ByteMLPerf backends/IPU/interact_infos/{bert,albert,roberta}-torch-fp32.json.
 */
const PACKS: readonly Pack[] = [
  { rows: 40, sequences: 100, fp8: false, memoryProportion: 0.4 },
  { rows: 45, sequences: 120, fp8: true, memoryProportion: 0.6 },
];
const PACKED_LENGTH = 384;

/**
 * Inference on one card: batches follow each other through a queue, so that transfers of the next and the last batch
 * run beside the work on this one:
 *
 *   samples per second = batch / max(device, host)
 *
 * Weights stay on the chip, and the operators are compiled by PopRT. A printed latency is that of a full queue. Where
 * neither the record nor a known configuration packs, a row holds one sequence.
 */
export const cardInference: Mapper = async (record, context) => {
  const { metric, microBatch, model = "" } = record;
  if (metric !== "throughput")
    return notModelled(`${metric || "metric"}: depends on the length of the queue`);
  const text = ENCODERS.test(model);
  const pack = text ? packOf(record) : undefined;
  const perRow = text ? (record.sequencesPerRow ?? (pack === undefined ? 1 : pack.sequences / pack.rows)) : 1;
  const workload = await (text ? runWorkload(record, context) : visionWorkload(record, context));
  if (workload === undefined) return notModelled(`sizes of ${model || "the model"} not stated`);
  if (microBatch === undefined) return notModelled("batch unknown");
  const arch = await context.arch(CARD);
  const graph = buildOperatorGraph(workload, "prefill");
  const plain = visionChoice(record, { microBatch, microBatches: 1, replicas: 1 }, graph);
  if (plain === undefined) return notModelled("arithmetic unknown");
  const proportions = pack === undefined ? MEMORY_PROPORTIONS : [pack.memoryProportion];
  const choices = proportions.map((availableMemoryProportion) => ({ ...plain, availableMemoryProportion }));
  const { fitted } = context;
  const priced = pricedRun({ arch, graph, planners, fitted }, choices);
  if (typeof priced === "string") return notModelled(priced);
  const timing = context.time(priced);
  const { seconds, time } = timing;
  const hostSeconds = time.host;
  const deviceSeconds = seconds - hostSeconds;
  const slowest = record.asyncQueue === false ? seconds : Math.max(deviceSeconds, hostSeconds);
  return {
    predicted: (perRow * microBatch) / slowest,
    breakdown: {
      ...runBreakdown(priced, timing),
      deviceSeconds,
    },
  };
};

function packOf({ framework, sequenceLength, microBatch, precision }: VisibleFields): Pack | undefined {
  if (framework !== "PopRT" || sequenceLength !== PACKED_LENGTH) return undefined;
  return PACKS.find(({ rows, fp8 }) => rows === microBatch && fp8 === (precision === "fp8"));
}
