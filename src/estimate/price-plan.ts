import { INPUT_BYTES } from "../cost/arithmetic.ts";
import type { Plan, Stage } from "../plan/plan.ts";
import { decodePasses } from "../workload/decode-passes.ts";
import { blockTrainableParameters } from "../workload/gradients.ts";
import type { Block } from "../workload/operator-graph.ts";
import { priceBlock, type BlockPrice } from "./price-block.ts";
import { checkpointCast } from "./price-checkpoint.ts";
import { priceCopy } from "./price-collective.ts";
import { priceStreaming } from "./price-streaming.ts";
import { bytesMoved } from "./bytes-moved.ts";
import { phasedProgram } from "./price-phased.ts";
import { SHIPPED_CONSTANTS, type FittedConstants } from "./fitted-constants.ts";
import { priceUpdate } from "./price-update.ts";
import type { MatmulPlanner, PricingContext } from "./pricing-context.ts";
import type { PipelineProgram, PricedPlan, Segment, StageProgram } from "./priced-plan.ts";

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
  fitted: FittedConstants = SHIPPED_CONSTANTS,
): PricedPlan {
  const { arch, graph, choice } = plan;
  const context: PricingContext = { arch, graph, choice, planMatmul, fitted };
  const prices = new Map(known);
  for (const block of [
    ...graph.blocks,
    ...plan.stages.flatMap(({ blocks }) => blocks.map((cut) => cut.block)),
  ])
    if (!prices.has(block)) prices.set(block, priceBlock(block, context));
  const { program, repeats } =
    plan.choice.weights === "streaming"
      ? {
          program: phasedProgram(plan, (block) => priceOf(prices, block), context),
          repeats: decodePasses(plan.graph),
        }
      : pipeline(plan, prices, context);
  const moved = bytesMoved(program);
  const runs = plan.choice.tensorParallel * plan.choice.dataParallel * repeats;
  return {
    plan,
    program,
    repeats,
    hardwareFlops: hardwareFlops(plan, prices) * decodePasses(plan.graph),
    bytesSent: moved.sent * runs,
    bytesReceived: moved.received * runs,
  };
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
        ...checkpointCast(stage, plan, context),
        ...repeated(stage, prices, ({ forward }) => forward),
      ],
      backward: [
        ...checkpointCast(stage, plan, context),
        ...repeated(stage, prices, ({ recompute, backward }) => [...recompute, ...backward]),
      ],
      copyForward: last ? undefined : handOver("activations", copied),
      copyBackward: trainsBelow(stage, plan) ? handOver("gradients", inputBytes(stage, plan)) : undefined,
      update: training ? priceUpdate(stage, context) : [],
    };
  });
  const tokens = decodePasses(plan.graph);
  // A decode with at least as many micro-batches as stages never waits for its own last token: one long pipeline.
  const continuous = plan.choice.microBatches >= plan.stages.length;
  const microBatches = plan.choice.microBatches * (continuous ? tokens : 1);
  const { interleave } = plan.choice;
  return {
    program: { kind: "pipeline", stages, microBatches, ...(interleave !== undefined && { interleave }) },
    repeats: continuous ? 1 : tokens,
  };
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

/** Whether a stage before this one has something to train: else no gradient is handed back. */
function trainsBelow(stage: Stage, { stages, graph }: Plan): boolean {
  const before = stages.slice(0, stage.index).flatMap(({ blocks }) => blocks);
  return graph.phase === "training" && before.some(({ block }) => blockTrainableParameters(block) > 0);
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
  const { tokens, imageValues } = graph.input;
  if (stage.index > 0 || tokens + imageValues === 0) return [];
  const bytes = (tokens * TOKEN_BYTES + imageValues * IMAGE_VALUE_BYTES) * choice.microBatch;
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
