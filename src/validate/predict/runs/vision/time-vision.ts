import { segmentSeconds } from "../../../../estimate/pipeline/cycle-times.ts";
import { matmulPlanner, type PlannerCache } from "../../../../estimate/price/matmul-planner.ts";
import { pricingContext } from "../../../../estimate/price/pricing-context.ts";
import { priceBlock } from "../../../../estimate/price/price-block.ts";
import type { PlanTiming, PricedPlan } from "../../../../estimate/priced-plan.ts";
import type { Arch } from "../../../../arch/arch.ts";
import { balanceLayers } from "../../../../plan/partition/partition.ts";
import type { PlanChoice } from "../../../../plan/plan.ts";
import { buildOperatorGraph } from "../../../../workload/build-graph.ts";
import type { OperatorGraph } from "../../../../workload/graph/operator-graph.ts";
import type { PredictionContext } from "../../mapper.ts";
import type { VisibleFields } from "../../../measurement.ts";
import { pricedRun } from "../priced-run.ts";
import { podOf } from "../run-machine.ts";
import { knownSplit, visionBatch, visionChoice, type VisionBatch } from "./vision-choice.ts";
import { visionWorkload } from "./vision-workload.ts";

/** A training run of a vision model as planned and timed. */
export interface TimedVision {
  readonly batch: VisionBatch;
  readonly imagesPerStep: number;
  /** A weight update, host input shared with the other replicas of the machine. */
  readonly seconds: number;
  readonly priced: PricedPlan;
  readonly timing: PlanTiming;
}

const planners: PlannerCache = new Map();

/** Plan, price and time the training that a record describes, or say what is unknown. */
export async function timeVision(
  record: VisibleFields,
  context: PredictionContext,
): Promise<TimedVision | string> {
  const pod = podOf(record);
  const workload = await visionWorkload(record, context);
  const batch = visionBatch(record);
  if (pod === undefined) return "system unknown";
  if (workload === undefined) return `model ${record.model ?? ""} unknown`;
  if (batch === undefined) return "batch unknown";
  const arch = await context.arch(pod);
  const graph = buildOperatorGraph(workload, "training");
  const open = visionChoice(record, batch, graph);
  if (open === undefined) return "arithmetic unknown";
  const { fitted } = context;
  const choice = knownSplit(record) === undefined ? balanced(arch, graph, open) : open;
  const priced = pricedRun({ arch, graph, planners, fitted }, [choice]);
  if (typeof priced === "string") return priced;
  const imagesPerStep = batch.microBatch * batch.microBatches * batch.replicas;
  const timing = context.time(priced);
  // The closed form knows of one reader; a simulated step has waited for the others already.
  const others = timing.fidelity === "analytic" ? readers(arch, choice) - 1 : 0;
  const seconds = timing.seconds + others * timing.time.host;
  return { batch, imagesPerStep, seconds, priced, timing };
}

/**
 * Replicas that take images over one machine's host connection. They run in lockstep, so that all ask at once and each
 * waits for all: what the closed form of a step leaves to the event simulation.
 */
function readers({ machine }: Arch, { pipelineParallel, dataParallel }: PlanChoice): number {
  return Math.max(1, Math.min(dataParallel, Math.floor(machine.chips / pipelineParallel)));
}

/** Layers over the chips of a replica with the shortest longest chip. */
function balanced(arch: Arch, graph: OperatorGraph, choice: PlanChoice): PlanChoice {
  if (choice.pipelineParallel === 1) return choice;
  const context = pricingContext({ arch, graph, choice, planMatmul: matmulPlanner(arch, choice, planners) });
  const costs: number[] = [];
  const ends = { embedding: 0, head: 0 };
  for (const block of graph.blocks) {
    const { forward, recompute, backward } = priceBlock(block, context);
    const seconds = segmentSeconds([...forward, ...recompute, ...backward]);
    if (block.kind === "layer") for (let layer = 0; layer < block.count; layer++) costs.push(seconds);
    else ends[block.kind === "head" ? "head" : "embedding"] += seconds;
  }
  const stages = choice.pipelineParallel;
  const layersPerStage = balanceLayers({ costs, stages, first: ends.embedding, last: ends.head });
  return layersPerStage === undefined ? choice : { ...choice, layersPerStage };
}
