import { DEFAULT_CHOICE } from "../../../spec/kinds/plan-choices.ts";
import type { Arch } from "../../../arch/arch.ts";
import { segmentSeconds } from "../../../estimate/pipeline/cycle-times.ts";
import { matmulPlanner, type PlannerCache } from "../../../estimate/price/matmul-planner.ts";
import { pricingContext } from "../../../estimate/price/pricing-context.ts";
import { priceBlock } from "../../../estimate/price/price-block.ts";
import { halfLayers } from "../../../plan/partition/half-layers.ts";
import { balanceLayers } from "../../../plan/partition/partition.ts";
import type { PlanChoice, RecomputeMode } from "../../../plan/plan.ts";
import type { OperatorGraph } from "../../../workload/graph/operator-graph.ts";
import { arithmeticOf } from "../arithmetic-of.ts";
import type { VisibleFields } from "../../measurement.ts";
import { knownSettings, type KnownSettings } from "./known-settings.ts";
import type { RunBatch } from "./run-batch.ts";
import { softwareOf } from "./software-of.ts";

/**
 * Shares of tile SRAM for a matmul's temporaries in the vendor's BERT and GPT-2 configurations: 0.15-0.3, usually about
 * 0.2, less where memory is short.
 */
const MEMORY_PROPORTIONS = [0.2, 0.15] as const;

/**
 * Plans that a pipelined training run may have had, the likeliest first: what the record and the vendor's configuration
 * leave open is, in this order, state on the chip or in streaming memory, and the room of matmuls. The first that fits
 * is taken to have run.
 */
export function trainingChoices(
  record: VisibleFields,
  batch: RunBatch,
  context: ChoiceContext,
): readonly PlanChoice[] {
  const known = knownSettings(record);
  const pipelineParallel =
    record.ipusPerReplica ?? known.layersPerStage?.length ?? chipsPerReplica(record, batch);
  const states = optimizerStates(record, batch, known);
  const proportions =
    known.availableMemoryProportion === undefined ? MEMORY_PROPORTIONS : [known.availableMemoryProportion];
  return states.flatMap((optimizerState) =>
    proportions.map((availableMemoryProportion): PlanChoice => {
      const open: PlanChoice = {
        ...DEFAULT_CHOICE,
        pipelineParallel,
        dataParallel: batch.replicas,
        microBatch: batch.microBatch,
        microBatches: batch.microBatches,
        recompute: recomputeOf(record),
        ...(known.checkpointFormat && { checkpointFormat: known.checkpointFormat }),
        optimizerState,
        arithmetic: arithmeticOf({ ...record, partials: record.partials ?? "half" }) ?? "fp16_16",
        availableMemoryProportion,
        headPlacement: pipelineParallel > 1 ? "first" : "last",
        software: softwareOf(record),
      };
      return { ...open, layersPerStage: known.layersPerStage ?? balanced(open, context) };
    }),
  );
}

interface ChoiceContext {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly planners: PlannerCache;
}

/** All chips shared out to the replicas; four are the vendor's usual pipeline. */
function chipsPerReplica({ ipus }: VisibleFields, { replicas }: RunBatch): number {
  return ipus === undefined ? 4 : Math.max(1, Math.floor(ipus / replicas));
}

function recomputeOf({ recompute }: VisibleFields): RecomputeMode {
  return recompute === "none" ? "none" : "layer";
}

function optimizerStates(
  { optimizerState, replicatedTensorSharding }: VisibleFields,
  { replicas }: RunBatch,
  known: KnownSettings,
): readonly PlanChoice["optimizerState"][] {
  if (optimizerState === "streaming-memory") return ["streaming"];
  const onChip = replicas > 1 && replicatedTensorSharding !== false ? "sharded" : "sram";
  if (optimizerState !== undefined) return [onChip];
  return known.optimizerState === undefined ? [onChip, "streaming"] : [known.optimizerState];
}

/** Half layers with the shortest longest chip; embedding and head are on the first one. */
function balanced(choice: PlanChoice, { arch, graph, planners }: ChoiceContext): readonly number[] {
  const context = pricingContext({ arch, graph, choice, planMatmul: matmulPlanner(arch, choice, planners) });
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
  const counts = balanceLayers({ costs, stages: choice.pipelineParallel, first, last: 0 }) ?? [];
  return halves ? counts : counts.map((count) => count / 2);
}
