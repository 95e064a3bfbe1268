import type { Arch } from "../../arch/arch.ts";
import { segmentSeconds } from "../../estimate/cycle-times.ts";
import { matmulPlanner, type PlannerCache } from "../../estimate/matmul-planner.ts";
import { priceBlock } from "../../estimate/price-block.ts";
import { halfLayers } from "../../plan/half-layers.ts";
import { balanceLayers } from "../../plan/partition.ts";
import type { PlanChoice, RecomputeMode, Residency } from "../../plan/plan.ts";
import type { OperatorGraph } from "../../workload/operator-graph.ts";
import { arithmeticOf } from "../arithmetic-of.ts";
import type { VisibleFields } from "../measurement.ts";
import { knownLayout } from "./known-layout.ts";
import type { RunBatch } from "./run-batch.ts";
import { softwareOf } from "./software-of.ts";

/** Share of tile SRAM for a matmul's temporaries in the vendor's BERT and GPT-2 configurations: 0.15-0.3. */
const MEMORY_PROPORTION = 0.2;

/** The plan a pipelined training run describes. */
export function trainingChoice(
  record: VisibleFields,
  batch: RunBatch,
  {
    arch,
    graph,
    planners,
  }: { readonly arch: Arch; readonly graph: OperatorGraph; readonly planners: PlannerCache },
): PlanChoice {
  const pipelineParallel =
    record.ipusPerReplica ?? knownLayout(record)?.length ?? chipsPerReplica(record, batch);
  const open: PlanChoice = {
    tensorParallel: 1,
    pipelineParallel,
    dataParallel: batch.replicas,
    microBatch: batch.microBatch,
    microBatches: batch.microBatches,
    recompute: recomputeOf(record),
    optimizerState: optimizerStateOf(record, batch),
    weights: "sram",
    weightLoads: 1,
    arithmetic: arithmeticOf({ ...record, partials: record.partials ?? "half" }) ?? "fp16_16",
    availableMemoryProportion: MEMORY_PROPORTION,
    layersPerStage: [],
    ioTiles: 0,
    sequenceParallel: false,
    kvCache: "none",
    headPlacement: pipelineParallel > 1 ? "first" : "last",
    software: softwareOf(record),
  };
  return { ...open, layersPerStage: knownLayout(record) ?? balanced(arch, graph, open, planners) };
}

/** All chips shared out to the replicas; four are the vendor's usual pipeline. */
function chipsPerReplica({ ipus }: VisibleFields, { replicas }: RunBatch): number {
  return ipus === undefined ? 4 : Math.max(1, Math.floor(ipus / replicas));
}

function recomputeOf({ recompute }: VisibleFields): RecomputeMode {
  return recompute === "none" ? "none" : "layer";
}

function optimizerStateOf(
  { optimizerState, replicatedTensorSharding }: VisibleFields,
  { replicas }: RunBatch,
): Residency {
  if (optimizerState === "streaming-memory") return "streaming";
  return replicas > 1 && replicatedTensorSharding !== false ? "sharded" : "sram";
}

/** Half layers with the shortest longest chip; embedding and head are on the first one. */
function balanced(
  arch: Arch,
  graph: OperatorGraph,
  choice: PlanChoice,
  planners: PlannerCache,
): readonly number[] {
  const context = { arch, graph, choice, planMatmul: matmulPlanner(arch, choice, planners) };
  let first = 0;
  const costs: number[] = [];
  for (const block of graph.blocks) {
    const parts = halfLayers(block) ?? [block];
    const seconds = parts.map((part) => {
      const { forward, recompute, backward } = priceBlock(part, context);
      return segmentSeconds([...forward, ...recompute, ...backward]);
    });
    if (block.kind !== "layer") first += seconds.reduce((sum, value) => sum + value, 0);
    else for (let layer = 0; layer < block.count; layer++) costs.push(...seconds);
  }
  const halves =
    costs.length === graph.blocks.reduce((sum, { kind, count }) => sum + (kind === "layer" ? count : 0), 0);
  const counts = balanceLayers(costs, choice.pipelineParallel, { first, last: 0 });
  return halves ? counts : counts.map((count) => count / 2);
}
