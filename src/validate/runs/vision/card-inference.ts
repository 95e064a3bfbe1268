import { estimateAnalytic } from "../../../estimate/analytic.ts";
import type { PlannerCache } from "../../../estimate/matmul-planner.ts";
import { planAndPrice } from "../../../evaluate.ts";
import { buildOperatorGraph } from "../../../workload/build-graph.ts";
import { notModelled, type Mapper } from "../../mapper.ts";
import { visionChoice } from "./vision-choice.ts";
import { visionWorkload } from "./vision-workload.ts";

const CARD = "c600-cards";
const planners: PlannerCache = new Map();

/** Transformers over text run with several sequences in a row where their runtime finds room (PopRT). */
const PACKED = /bert|former/i;

/**
 * Inference on one card: batches follow each other through a queue, so that transfers of the next and the last batch
 * run beside the work on this one:
 *
 *   samples per second = batch / max(device, host)
 *
 * Weights stay on the chip, and the operators are compiled by PopRT. A printed latency is that of a full queue.
 */
export const cardInference: Mapper = async (record, context) => {
  const { metric, microBatch, model = "", sequencesPerRow } = record;
  if (metric !== "throughput") return notModelled(`${metric}: depends on the length of the queue`);
  const workload = await visionWorkload(record, context);
  if (workload === undefined)
    return notModelled(
      PACKED.test(model) && sequencesPerRow === undefined ? "sequences of a row unknown" : `${model} unknown`,
    );
  if (microBatch === undefined) return notModelled("batch unknown");
  const arch = await context.arch(CARD);
  const graph = buildOperatorGraph(workload, "prefill");
  const choice = visionChoice(record, { microBatch, microBatches: 1, replicas: 1 }, graph);
  if (choice === undefined) return notModelled("arithmetic unknown");
  const result = planAndPrice({
    arch,
    graph,
    choice,
    planners,
    knownToFit: true,
    ...(context.fitted && { fitted: context.fitted }),
  });
  if (result.kind === "infeasible")
    return notModelled(`${result.resource}: ${result.demand} of ${result.bound}`);
  const { seconds, time } = estimateAnalytic(result.priced);
  const hostSeconds = time.host;
  const deviceSeconds = seconds - hostSeconds;
  const slowest = record.asyncQueue === false ? seconds : Math.max(deviceSeconds, hostSeconds);
  const parts = Object.entries(time).filter(([, part]) => part > 0);
  return {
    predicted: microBatch / slowest,
    breakdown: {
      ...Object.fromEntries(parts.map(([name, part]) => [`${name}Seconds`, part])),
      deviceSeconds,
      sramBytesPerTile: result.priced.plan.sramBytesPerTilePeak,
    },
  };
};
