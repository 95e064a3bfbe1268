import { INPUT_BYTES } from "../cost/arithmetic.ts";
import type { Plan, Stage } from "../plan/plan.ts";
import type { Block } from "../workload/operator-graph.ts";
import { priceBlock, type BlockPrice } from "./price-block.ts";
import { priceCopy } from "./price-collective.ts";
import { priceStreaming } from "./price-streaming.ts";
import { priceUpdate, updateParts } from "./price-update.ts";
import type { MatmulPlanner, PricingContext } from "./pricing-context.ts";
import type { PhasedProgram, PipelineProgram, PricedPlan, Segment, StageProgram } from "./priced-plan.ts";

/**
 * Price every segment of a plan.
 *
 * A pipeline (weights in SRAM) hands micro-batches from stage to stage; a phased program (weights in streaming
 * memory) brings one layer after the other into SRAM and runs all micro-batches through it. Decode repeats the
 * program for each token, or keeps a full pipeline going.
 */
export function pricePlan(
  plan: Plan,
  planMatmul: MatmulPlanner,
  known?: ReadonlyMap<Block, BlockPrice>,
): PricedPlan {
  const context: PricingContext = { arch: plan.arch, graph: plan.graph, choice: plan.choice, planMatmul };
  const prices = known ?? new Map(plan.graph.blocks.map((block) => [block, priceBlock(block, context)]));
  const { program, repeats } =
    plan.choice.weights === "streaming"
      ? phasedProgram(plan, prices, context)
      : pipeline(plan, prices, context);
  const moved = bytesMoved(program);
  const runs = plan.choice.tensorParallel * plan.choice.dataParallel * repeats;
  return {
    plan,
    program,
    repeats,
    hardwareFlops: hardwareFlops(plan, prices) * tokensDecoded(plan),
    bytesSent: moved.sent * runs,
    bytesReceived: moved.received * runs,
  };
}

function tokensDecoded({ graph }: Plan): number {
  const { task } = graph.workload;
  return graph.phase === "decode" && task.kind === "inference" ? task.generatedTokens : 1;
}

/** Matmul FLOPs of one step over all chips, recompute included. */
function hardwareFlops({ stages, choice }: Plan, prices: ReadonlyMap<Block, BlockPrice>): number {
  let perMicroBatch = 0;
  for (const { blocks } of stages)
    for (const { block, count } of blocks) {
      const price = priceOf(prices, block);
      perMicroBatch += count * (price.forwardFlops + price.backwardFlops + price.recomputeFlops);
    }
  return perMicroBatch * choice.microBatches * choice.tensorParallel * choice.dataParallel;
}

function priceOf(prices: ReadonlyMap<Block, BlockPrice>, block: Block): BlockPrice {
  const price = prices.get(block);
  if (price === undefined) throw new Error(`block ${block.id} has no price`);
  return price;
}

interface Timed<P> {
  readonly program: P;
  readonly repeats: number;
}

function pipeline(
  plan: Plan,
  prices: ReadonlyMap<Block, BlockPrice>,
  context: PricingContext,
): Timed<PipelineProgram> {
  const training = plan.graph.phase === "training";
  const stages = plan.stages.map((stage): StageProgram => {
    const last = stage.index === plan.stages.length - 1;
    const copied = boundaryBytes(stage, plan);
    const handOver = (label: string, bytes: number): Segment | undefined =>
      bytes === 0 ? undefined : priceCopy(label, bytes, context);
    return {
      stage: stage.index,
      chip: stage.chip,
      forward: [
        ...hostInput(stage, context),
        ...kvReads(stage, context),
        ...repeated(stage, prices, ({ forward }) => forward),
      ],
      backward: repeated(stage, prices, ({ recompute, backward }) => [...recompute, ...backward]),
      copyForward: last ? undefined : handOver("activations", copied),
      copyBackward: training && stage.index > 0 ? handOver("gradients", inputBytes(stage, plan)) : undefined,
      update: training ? priceUpdate(stage, context) : [],
    };
  });
  const tokens = tokensDecoded(plan);
  // A decode with at least as many micro-batches as stages never waits for its own last token: one long pipeline.
  const continuous = plan.choice.microBatches >= plan.stages.length;
  const microBatches = plan.choice.microBatches * (continuous ? tokens : 1);
  return { program: { kind: "pipeline", stages, microBatches }, repeats: continuous ? 1 : tokens };
}

/** Segments of a stage's blocks, each as often as the block has layers here. */
function repeated(
  stage: Stage,
  prices: ReadonlyMap<Block, BlockPrice>,
  pick: (price: BlockPrice) => readonly Segment[],
): readonly Segment[] {
  return stage.blocks.flatMap(({ block, count }) => {
    const segments = pick(priceOf(prices, block));
    return Array.from({ length: count }, () => segments).flat();
  });
}

function boundaryBytes(stage: Stage, { choice }: Plan): number {
  const block = stage.blocks.at(-1)?.block;
  return (block?.outputElements ?? 0) * choice.microBatch * INPUT_BYTES[choice.arithmetic];
}

/** Bytes of the gradient a stage returns: the size of what the stage before handed over. */
function inputBytes(stage: Stage, plan: Plan): number {
  const before = plan.stages.slice(0, stage.index).findLast(({ blocks }) => blocks.length > 0);
  return before === undefined ? 0 : boundaryBytes(before, plan);
}

/** Bytes of one token (id and label) and of one image value as the host sends them. */
const TOKEN_BYTES = 8;
const IMAGE_VALUE_BYTES = 1;

/**
 * A micro-batch's input from the host to the first stage. The host fills the gateway's memory ahead (prefetch), so
 * only the transfer counts, not its latency; every chip of a replica's tensor-parallel group gets the same.
 */
function hostInput(stage: Stage, { arch, graph, choice }: PricingContext): readonly Segment[] {
  if (stage.index > 0 || graph.phase === "decode") return [];
  const { image } = graph.workload.model;
  const sample = image
    ? image.size ** 2 * image.channels * IMAGE_VALUE_BYTES
    : graph.tokensPerSample * TOKEN_BYTES;
  const bytes = sample * choice.microBatch;
  const seconds = bytes / arch.machine.host.bytesPerSecond;
  return [{ label: "host input", resource: "host", seconds, time: { host: seconds }, energy: {}, bytes }];
}

/** Decode with keys and values in streaming memory reads them for every token. */
function kvReads(stage: Stage, context: PricingContext): readonly Segment[] {
  const { graph, choice } = context;
  if (choice.kvCache !== "streaming" || graph.phase !== "decode") return [];
  const elements = stage.blocks.reduce((sum, { block, count }) => sum + count * block.kvElementsPerToken, 0);
  const bytes =
    (elements * graph.contextTokens * choice.microBatch * INPUT_BYTES[choice.arithmetic]) /
    choice.tensorParallel;
  return bytes === 0 ? [] : [priceStreaming("keys and values", bytes, context)];
}

/**
 * Phased execution. Forward brings each layer's weights in once for all micro-batches; training then goes back
 * through the layers, with weights, optimizer state and checkpoints loaded, and writes weights and state back.
 * Source: PopART sessionoptions.hpp 469-600; batch serialisation keeps x and dx of every micro-batch in DRAM.
 */
function phasedProgram(
  plan: Plan,
  prices: ReadonlyMap<Block, BlockPrice>,
  context: PricingContext,
): Timed<PhasedProgram> {
  const { graph, choice } = plan;
  const training = graph.phase === "training";
  const phases: Mutable<PhasedProgram["phases"]> = [];
  for (const block of graph.blocks) {
    const price = priceOf(prices, block);
    const io = blockStreaming(block, context);
    phases.push({
      label: block.id,
      load: [...io.weights, ...io.gather],
      body: training ? [...io.read, ...price.forward, ...io.write] : price.forward,
      store: [],
      repeat: block.count,
      microBatches: choice.microBatches,
    });
  }
  if (training)
    for (const block of [...graph.blocks].reverse()) {
      const price = priceOf(prices, block);
      const io = blockStreaming(block, context);
      phases.push({
        label: `${block.id} backward`,
        load: [...io.weights, ...io.gather, ...io.state],
        body: [...io.read, ...io.read, ...price.recompute, ...price.backward, ...io.write],
        store: [...io.update, ...io.state, ...io.weights],
        repeat: block.count,
        microBatches: choice.microBatches,
      });
    }
  return {
    program: { kind: "phased", phases, overlap: choice.ioTiles > 0, update: [] },
    repeats: tokensDecoded(plan),
  };
}

type Mutable<T extends readonly unknown[]> = T extends readonly (infer E)[] ? E[] : never;

interface BlockStreaming {
  readonly weights: readonly Segment[];
  /** Weights are divided over the replicas in DRAM: each loads its share, then all gather. */
  readonly gather: readonly Segment[];
  readonly state: readonly Segment[];
  /** A micro-batch's activations in and out. */
  readonly read: readonly Segment[];
  readonly write: readonly Segment[];
  /** Gradient reduction and optimizer arithmetic of the layer. */
  readonly update: readonly Segment[];
}

function blockStreaming(block: Block, context: PricingContext): BlockStreaming {
  const { graph, choice } = context;
  const parts = updateParts({ index: 0, chip: 0, blocks: [{ block, count: 1 }] }, context);
  const some = (label: string, bytes: number): readonly Segment[] =>
    bytes === 0 ? [] : [priceStreaming(label, bytes, context)];
  const weights = some("weights", parts.weightBytes / choice.dataParallel);
  const activation =
    (block.outputElements * choice.microBatch * INPUT_BYTES[choice.arithmetic]) / choice.tensorParallel;
  return {
    weights,
    gather: parts.gather,
    state: parts.state,
    read: some("activations in", activation),
    write: some("activations out", activation),
    update: graph.phase === "training" ? [...parts.reduction, ...parts.optimizer] : [],
  };
}

/** Bytes over links and gateways in one run of the program, for one tensor-parallel rank of one replica. */
function bytesMoved(program: PipelineProgram | PhasedProgram): {
  readonly sent: number;
  readonly received: number;
} {
  if (program.kind === "phased") {
    const both = program.phases.reduce(
      (sum, phase) =>
        sum +
        phase.repeat * (phase.microBatches * linked(phase.body) + linked([...phase.load, ...phase.store])),
      linked(program.update),
    );
    return { sent: both, received: both };
  }
  let sent = 0;
  let received = 0;
  program.stages.forEach((stage, s) => {
    // In a ring every chip sends and receives the same; a hand-over is sent by one stage and received by another.
    const rings = program.microBatches * linked([...stage.forward, ...stage.backward]) + linked(stage.update);
    const before = program.stages[s - 1]?.copyForward;
    const after = program.stages[s + 1]?.copyBackward;
    sent += rings + program.microBatches * linked([stage.copyForward, stage.copyBackward]);
    received += rings + program.microBatches * linked([before, after]);
  });
  return { sent, received };
}

function linked(segments: readonly (Segment | undefined)[]): number {
  return segments.reduce(
    (sum, segment) =>
      sum + (segment?.resource === "links" || segment?.resource === "gateway" ? segment.bytes : 0),
    0,
  );
}
