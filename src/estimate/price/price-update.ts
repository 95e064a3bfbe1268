import { dividesGradients, dividesWeights, isPhased, stateMemory } from "../../plan/memory/off-chip.ts";
import { optimizerWork } from "./price-operator.ts";
import { priceGather, priceReduction, type HeldWeights } from "./price-collective.ts";
import { priceStreaming } from "./price-streaming.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { heldParameters } from "../../plan/memory/held-parameters.ts";
import { trainableParameters } from "../../workload/graph/gradients.ts";
import type { Stage } from "../../plan/plan.ts";
import type { Placement } from "../../plan/placement/placement.ts";
import { stateBytes } from "../../plan/memory/state-bytes.ts";
import { VECTOR_KERNELS } from "../../cost/tile/vector.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { layerByLayer, type Window } from "./layer-by-layer.ts";
import { tiedTableReduction } from "./price-roofline-update.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "../priced-plan.ts";
import { tilesSegment } from "./work-price.ts";

/** What a weight update costs one chip, in the order it runs. */
export interface UpdateParts {
  /** Gradients summed over the replicas (reduce-scatter alone where the state is sharded). */
  readonly reduction: readonly Segment[];
  readonly optimizer: readonly Segment[];
  /** Optimizer state from and to streaming memory: once each way. */
  readonly state: readonly Segment[];
  /** Weights of the stage gathered from the replicas that own a shard of them: all, and those that were updated. */
  readonly gather: readonly Segment[];
  readonly gatherUpdated: readonly Segment[];
  /** What every replica holds, and then the experts, where there are some. */
  readonly parts: readonly HeldPart[];
}

/** Weights of a stage on one chip that the same replicas hold, and those of them that are trained. */
export interface HeldPart extends HeldWeights {
  readonly kind: "dense" | "experts";
  readonly trained: number;
  readonly weightBytes: number;
  /** Where the kept ones of pruned weights are. */
  readonly indexBytes: number;
  readonly trainedWeightBytes: number;
  readonly gradientBytes: number;
}

/**
 * Update of the trained parameters of a stage. Without sharding: all-reduce of the gradients, every replica updates all.
 * Sharded (RTS) or in streaming memory: reduce-scatter, each replica updates its share, all-gather of the weights.
 * Source: PopART docs/popart/tensor_locations.rst; Rajbhandari 2019 (ZeRO) for the same volumes.
 */
export function updateParts(stage: Stage, context: PricingContext): UpdateParts {
  const { arch, choice, graph, placement } = context;
  const { dense, experts, trainedDense, trainedExperts, indexBytes } = heldParameters(stage.blocks, choice);
  const bytes = stateBytes(arch.chip, graph.workload.task, INPUT_BYTES[choice.arithmetic]);
  const sharded = choice.optimizerState !== "sram" || isPhased(choice);
  const part = (kind: HeldPart["kind"], all: number, trained: number): HeldPart => ({
    kind,
    trained,
    indexBytes: kind === "dense" ? indexBytes : 0,
    weightBytes: all * bytes.weight,
    trainedWeightBytes: trained * bytes.weight,
    gradientBytes: trained * bytes.gradient,
    ...heldBy(kind, sharded, placement),
  });
  const parts = [
    part("dense", dense, trainedDense),
    ...(experts > 0 ? [part("experts", experts, trainedExperts)] : []),
  ];
  const own = parts.reduce((sum, { trained, shards }) => sum + trained / shards, 0);
  const memory = stateMemory(choice);
  const stateOf = own * bytes.optimizer;
  const gathered = (of: (part: HeldPart) => number): readonly Segment[] =>
    parts.flatMap((one) => priceGather(of(one), one));
  return {
    parts,
    reduction: parts.flatMap((one) => priceReduction(one.gradientBytes, one)),
    optimizer:
      own === 0 ? [] : [tilesSegment("optimizer", optimizerWork(own, context), arch.chip.power, "optimizer")],
    state:
      memory !== undefined && stateOf > 0
        ? [priceStreaming("optimizer state", stateOf, memory, context)]
        : [],
    gather: gathered(({ weightBytes }) => weightBytes),
    gatherUpdated: gathered(({ trainedWeightBytes }) => trainedWeightBytes),
  };
}

/** The replicas that hold a part of the weights, and those that own a share of it each where state is sharded. */
function heldBy(kind: HeldPart["kind"], sharded: boolean, placement: Placement): HeldWeights {
  return kind === "dense"
    ? { holders: placement.replicas, shards: sharded ? placement.stateShards : 1 }
    : { holders: placement.expertReplicas, shards: sharded ? placement.expertShards : 1 };
}

/**
 * The update of a pipeline stage, weights resident in SRAM; `window` is its backward of one micro-batch, beside which
 * gradients are summed as it leaves them (Megatron-LM `--overlap-grad-reduce`; interleaved they are ready earlier still).
 */
export function priceUpdate(stage: Stage, context: PricingContext, window: () => Window): readonly Segment[] {
  const { reduction: whole, optimizer, state, gatherUpdated } = updateParts(stage, context);
  const { choice } = context;
  // Gradients that replicas divide were scattered with every micro-batch, weights are gathered with the next.
  const left = dividesGradients(choice) ? [] : whole;
  const reduction = choice.overlapGradients ? layerByLayer(left, window) : left;
  const gathered = dividesWeights(choice) ? [] : gatherUpdated;
  return [...reduction, ...state, ...optimizer, ...state, ...gathered, ...perTensor(stage, context)];
}

/**
 * What each parameter tensor costs an update beside its bytes.
 *
 * LAMB, its state sharded: two norms and a trust ratio, over all chips that hold a part of it. The outer part of a step
 * runs over a replica's chips one after the other, so all of it stands with the first one (fitted). LARS, whole on
 * every chip: the same norms on the chip alone, so that each tensor has the supersteps of the kernel to itself; nothing
 * more is seen of it: ResNet-50 steps in 30 ms. Optimizers without norms work on all tensors together.
 * Source: PopART sessionoptions.hpp 584-626 (the outer part is serial by default).
 */
function perTensor(stage: Stage, context: PricingContext): readonly Segment[] {
  const { chip } = context.arch;
  if (chip.architecture === "roofline") return tiedTableReduction(stage, context);
  const { task } = context.graph.workload;
  if (task.kind === "inference") return [];
  const { fitted } = context;
  let cycles = 0;
  if (task.optimizer === "lamb" && stage.index === 0)
    cycles = parameterTensors(context.graph.blocks) * fitted.updateCyclesPerTensor;
  if (task.optimizer === "lars") {
    const own = parameterTensors(stage.blocks.map(({ block, count }) => ({ ...block, count })));
    cycles = Math.max(0, own - 1) * VECTOR_KERNELS.lars.supersteps * chip.exchange.phaseCycles;
  }
  if (cycles === 0) return [];
  const seconds = cycles / chip.clockHertz;
  return [
    {
      label: "parameter tensors",
      resource: "tiles",
      seconds,
      time: { fixed: seconds },
      energy: {},
      bytes: 0,
    },
  ];
}

function parameterTensors(blocks: readonly Block[]): number {
  return blocks.reduce(
    (sum, { operators, count }) => sum + count * operators.filter((op) => trainableParameters(op) > 0).length,
    0,
  );
}
