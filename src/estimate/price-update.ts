import { optimizerWork } from "./price-operator.ts";
import { priceGather, priceReduction } from "./price-collective.ts";
import { priceStreaming } from "./price-streaming.ts";
import { INPUT_BYTES } from "../cost/arithmetic.ts";
import { parametersPerChip } from "../plan/operator-shapes.ts";
import type { Stage } from "../plan/plan.ts";
import { stateShards } from "../plan/shards.ts";
import { stateBytes } from "../plan/state-bytes.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "./priced-plan.ts";
import { tilesSegment } from "./work-price.ts";

/** What a weight update costs one chip, in the order it runs. */
export interface UpdateParts {
  /** Gradients summed over the replicas (reduce-scatter alone where the state is sharded). */
  readonly reduction: readonly Segment[];
  readonly optimizer: readonly Segment[];
  /** Optimizer state from and to streaming memory: once each way. */
  readonly state: readonly Segment[];
  /** Updated weights gathered from the replicas that own a shard of them. */
  readonly gather: readonly Segment[];
  /** Weights of the stage on one chip. */
  readonly weightBytes: number;
  readonly gradientBytes: number;
  /** Replicas that own a part of the weights and state each. */
  readonly weightShards: number;
}

/**
 * Update of the parameters of a stage. Without sharding: all-reduce of the gradients, every replica updates all.
 * Sharded (RTS) or in streaming memory: reduce-scatter, each replica updates its share, all-gather of the weights.
 * Source: PopART docs/popart/tensor_locations.rst; Rajbhandari 2019 (ZeRO) for the same volumes.
 */
export function updateParts(stage: Stage, context: PricingContext): UpdateParts {
  const { arch, choice, graph } = context;
  const parameters = stage.blocks.reduce(
    (sum, { block, count }) =>
      sum +
      count * block.operators.reduce((inner, op) => inner + parametersPerChip(op, choice.tensorParallel), 0),
    0,
  );
  const bytes = stateBytes(arch.chip, graph.workload.task, INPUT_BYTES[choice.arithmetic]);
  const weightBytes = parameters * bytes.weight;
  const gradientBytes = parameters * bytes.gradient;
  const shards =
    choice.optimizerState !== "sram" || choice.weights === "streaming" ? stateShards(arch, choice) : 1;
  const own = parameters / shards;
  const streamed = choice.optimizerState === "streaming" || choice.weights === "streaming";
  const stateOf = own * bytes.optimizer;
  return {
    weightBytes,
    gradientBytes,
    weightShards: shards,
    reduction: priceReduction(gradientBytes, shards, context),
    optimizer: parameters === 0 ? [] : [tilesSegment("optimizer", optimizerWork(own, context), "optimizer")],
    state: streamed && stateOf > 0 ? [priceStreaming("optimizer state", stateOf, context)] : [],
    gather: priceGather(weightBytes, shards, context),
  };
}

/** The update of a pipeline stage, weights resident in SRAM. */
export function priceUpdate(stage: Stage, context: PricingContext): readonly Segment[] {
  const { reduction, optimizer, state, gather } = updateParts(stage, context);
  return [...reduction, ...state, ...optimizer, ...state, ...gather];
}
