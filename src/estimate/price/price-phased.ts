import { weightsAreDivided } from "../../plan/memory/off-chip.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import type { Plan, PlanChoice } from "../../plan/plan.ts";
import { blockHasBackward } from "../../workload/graph/gradients.ts";
import { runs } from "../../workload/graph/held.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { parkedBytes } from "../../plan/memory/held-parameters.ts";
import { priceGather } from "./price-collective.ts";
import { shareMet } from "./price-experts.ts";
import type { BlockPrice } from "./price-block.ts";
import { priceAllGather } from "./price-all-gather.ts";
import { priceStreaming } from "./price-streaming.ts";
import { updateParts } from "./price-update.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { PhasedProgram, Segment } from "../priced-plan.ts";

type Phase = PhasedProgram["phases"][number];

/**
 * Phased execution. Forward brings each layer's weights in once for all micro-batches; training then goes back
 * through the layers, and at last updates them: state in, gradients reduced, weights and state out. With
 * `weightLoads` above 1 the micro-batches come in as many parts, each through all layers, so that fewer checkpoints
 * wait in DRAM; gradients then go there and back between the parts.
 * Activations pass from layer to layer through the memory of the weights, in inference too.
 * Source: PopART sessionoptions.hpp 469-600; batch serialisation keeps x and dx of every micro-batch in DRAM.
 */
export function phasedProgram(
  { graph, choice }: Pick<Plan, "graph" | "choice">,
  priceOf: (block: Block) => BlockPrice,
  context: PricingContext,
): PhasedProgram {
  const training = graph.phase === "training";
  // What a phase only holds stays in the memory of the weights.
  const blocks = graph.blocks.filter(runs).map((block) => ({
    block,
    price: priceOf(block),
    io: blockStreaming(block, context),
  }));
  // Nothing goes back through what has nothing trained in it or below it, and only what is trained is updated.
  const back = [...blocks].reverse().filter(({ block }) => blockHasBackward(block));
  const microBatches = choice.microBatches / choice.weightLoads;
  const forward = blocks.map(({ block, price, io }): Phase => ({
    label: block.id,
    load: [...io.weights, ...io.gather],
    body: [...io.read, ...price.forward, ...io.write],
    store: [],
    repeat: block.count,
    microBatches,
  }));
  const backward = (isFirst: boolean, isLast: boolean): readonly Phase[] =>
    back.map(({ block, price, io }) => ({
      label: `${block.id} backward`,
      load: [...io.weights, ...io.gather, ...(isFirst ? [] : io.gradients)],
      body: [...io.read, ...io.read, ...price.recompute, ...price.backward, ...io.write],
      store: isLast ? [] : io.gradients,
      repeat: block.count,
      microBatches,
    }));
  const last = choice.weightLoads - 1;
  // Parts between the first and the last are the same phases again, which are added up once.
  const inner = training && last > 1 ? backward(false, false) : [];
  const phases: Phase[] = [];
  for (let part = 0; part <= last; part++) {
    phases.push(...forward);
    if (!training) continue;
    const isEnd = part === 0 || part === last;
    phases.push(...(isEnd ? backward(part === 0, part === last) : inner));
  }
  if (training)
    for (const { block, io } of back.filter(({ io: { update } }) => update.length > 0))
      phases.push({
        label: `${block.id} update`,
        load: io.state,
        body: io.update,
        store: [...io.state, ...io.updated],
        repeat: block.count,
        microBatches: 1,
      });
  return { kind: "phased", phases, overlap: choice.ioTiles > 0, update: [] };
}

interface BlockStreaming {
  /** What a phase needs: of the experts those that its micro-batches meet. */
  readonly weights: readonly Segment[];
  /** Those that the update changed, back: all experts among them. */
  readonly updated: readonly Segment[];
  /** Weights that are divided over the replicas: each loads its share, then all gather. */
  readonly gather: readonly Segment[];
  readonly gradients: readonly Segment[];
  readonly state: readonly Segment[];
  /** A micro-batch's activations in and out. */
  readonly read: readonly Segment[];
  readonly write: readonly Segment[];
  /** Gradient reduction and optimizer arithmetic of the layer; weights that no replica divides are then gathered. */
  readonly update: readonly Segment[];
}

function blockStreaming(block: Block, context: PricingContext): BlockStreaming {
  const { graph, choice } = context;
  const parts = updateParts({ index: 0, chip: 0, blocks: [{ block, count: 1 }] }, context);
  const some = (label: string, bytes: number): readonly Segment[] =>
    bytes === 0 ? [] : [priceStreaming(label, bytes, choice.weights, context)];
  const activation =
    (block.outputElements * choice.microBatch * INPUT_BYTES[choice.arithmetic]) / choice.tensorParallel;
  // Each rank keeps its part of an activation, of which all need the whole again.
  const gathered =
    choice.tensorParallel === 1 || activation === 0
      ? []
      : [priceAllGather("activations", activation * choice.tensorParallel, context)];
  const met = shareMet(block, choice.microBatch * (choice.microBatches / choice.weightLoads), context);
  const divided = weightsAreDivided(context.arch, choice);
  const owned = parts.parts.map((part) => ({ ...part, met: part.kind === "dense" ? 1 : met }));
  const streamed = (bytesOf: (part: (typeof owned)[number]) => number): readonly Segment[] =>
    some(
      "weights",
      owned.reduce(
        (sum, part) => sum + (bytesOf(part) * compression(choice)) / (divided ? part.shards : 1),
        0,
      ),
    );
  return {
    weights: streamed(({ weightBytes, indexBytes, met: share }) => (weightBytes + indexBytes) * share),
    updated: streamed(({ trainedWeightBytes }) => trainedWeightBytes),
    gather: divided
      ? owned.flatMap((part) => priceGather((part.weightBytes + part.indexBytes) * part.met, part))
      : [],
    gradients: some(
      "gradients",
      owned.reduce((sum, { gradientBytes }) => sum + gradientBytes, 0),
    ),
    state: parts.state,
    read: [...some("activations in", activation), ...gathered],
    write: [
      ...some("tokens of experts", parkedTraffic(block, context)),
      ...some("activations out", activation),
    ],
    update:
      graph.phase === "training"
        ? [...parts.reduction, ...parts.optimizer, ...(divided ? [] : parts.gatherUpdated)]
        : [],
  };
}

/**
 * Experts of a layer come into the chip one after the other, each for all micro-batches. So tokens wait in streaming
 * memory twice: as dispatched, and as answered; each time they go there and back.
 */
function parkedTraffic(block: Block, { choice }: PricingContext): number {
  return 2 * parkedBytes([{ blocks: [{ block, count: 1 }] }], choice);
}

/** A scale and an offset in half precision for each group of compressed weights. */
const GROUP_BYTES = 4;

/** Bytes of the weights as streamed, relative to those computed with. */
function compression({ weightBits, weightGroup, arithmetic }: PlanChoice): number {
  if (weightBits === 0) return 1;
  return (weightBits / 8 + GROUP_BYTES / weightGroup) / INPUT_BYTES[arithmetic];
}
