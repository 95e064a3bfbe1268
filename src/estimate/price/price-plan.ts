import { isOffChip, isPhased } from "../../plan/memory/off-chip.ts";
import { stageChips } from "../../plan/choice/chips-of.ts";
import { softwareOf } from "../../arch/software-of.ts";
import { INPUT_BYTES, sentBytes } from "../../cost/arithmetic.ts";
import type { Plan, PlanChoice, Stage } from "../../plan/plan.ts";
import { decodePasses } from "../../workload/graph/decode-passes.ts";
import { blockTrainableParameters } from "../../workload/graph/gradients.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { priceBlock, type BlockPrice } from "./price-block.ts";
import { checkpointCast } from "./price-checkpoint.ts";
import type { StageCycle } from "../pipeline/pipeline-account.ts";
import { priceCopy } from "./price-collective.ts";
import { priceStreaming } from "./price-streaming.ts";
import { bytesMoved } from "../bytes-moved.ts";
import { phasedProgram } from "./price-phased.ts";
import { sequence, type SequencePart } from "../pipeline/segment-sums.ts";
import { backwardWindow, forwardWindow } from "./stage-windows.ts";
import { shardedCycle } from "./price-sharded.ts";
import { priceUpdate } from "./price-update.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { PipelineProgram, PricedPlan, Segment, StageProgram } from "../priced-plan.ts";
import { keptElements } from "../../plan/memory/standing-bytes.ts";

/**
 * Price every segment of a plan.
 *
 * A pipeline (weights in SRAM) hands micro-batches from stage to stage; a phased program (weights off chip)
 * brings one layer after the other into SRAM and runs all micro-batches through it. Decode repeats the
 * program for each token, or keeps a full pipeline going.
 */
export function pricePlan(
  plan: Plan,
  { planMatmul, fitted }: Pick<PricingContext, "planMatmul" | "fitted">,
  known?: ReadonlyMap<Block, BlockPrice>,
): PricedPlan {
  const { arch, graph, choice, placement } = plan;
  const context: PricingContext = { arch, graph, choice, placement, planMatmul, fitted };
  const prices = new Map(known);
  for (const block of [
    ...graph.blocks,
    ...plan.stages.flatMap(({ blocks }) => blocks.map((cut) => cut.block)),
  ])
    if (!prices.has(block)) prices.set(block, priceBlock(block, context));
  const priceOf = priceOfKnown(prices);
  const { program, repeats } = isPhased(plan.choice)
    ? { program: phasedProgram(plan, priceOf, context), repeats: decodePasses(plan.graph) }
    : pipeline(plan, priceOf, context);
  const moved = bytesMoved(program);
  const runs = stageChips(plan.choice) * repeats;
  return {
    plan,
    program,
    repeats,
    hardwareFlops: stepFlops(flopsPerMicroBatch(plan.stages, priceOf), plan.choice, decodePasses(plan.graph)),
    bytesSent: moved.sent * runs,
    bytesReceived: moved.received * runs,
  };
}

/** Matmul FLOPs of one micro-batch on one rank of all stages, recompute included. */
export function flopsPerMicroBatch(stages: readonly Stage[], priceOf: PriceOf): number {
  let perMicroBatch = 0;
  for (const { blocks } of stages)
    for (const { block, count } of blocks) {
      const price = priceOf(block);
      perMicroBatch += count * (price.forwardFlops + price.backwardFlops + price.recomputeFlops);
    }
  return perMicroBatch;
}

/** Matmul FLOPs of one step over all chips: `passes` times every micro-batch. */
export function stepFlops(
  perMicroBatch: number,
  choice: Pick<PlanChoice, "microBatches" | "tensorParallel" | "dataParallel">,
  passes: number,
): number {
  return perMicroBatch * choice.microBatches * stageChips(choice) * passes;
}

/** Looks up the price of a block. */
export type PriceOf = (block: Block) => BlockPrice;

function priceOfKnown(prices: ReadonlyMap<Block, BlockPrice>): PriceOf {
  return (block) => {
    const price = prices.get(block);
    if (price === undefined) throw new Error(`block ${block.id} has no price`);
    return price;
  };
}

/** What the stages of a pipeline do for every micro-batch. Stages that are alike share their segments. */
export function pipelineCycle(
  stages: readonly Stage[],
  priceOf: PriceOf,
  context: PricingContext,
): readonly StageCycle[] {
  const { graph } = context;
  const training = graph.phase === "training";
  const bodies = onceAKind(stages, (stage) => ({
    forward: sequence(repeated(stage, priceOf, ({ forward }) => forward)),
    backward: sequence(repeated(stage, priceOf, ({ recompute, backward }) => after(recompute, backward))),
  }));
  const trained = training ? firstTrained(stages) : stages.length;
  const activations = handOvers("activations", "next", context);
  const gradients = handOvers("gradients", "before", context);
  return stages.map((stage, index): StageCycle => {
    const { forward, backward } = bodies[index]!;
    const sharded = shardedCycle(stage, context, {
      forward: () => forwardWindow(stage, priceOf),
      backward: () => backwardWindow(stage, priceOf),
    });
    const cast = checkpointCast(stage, stages, context);
    const last = stage.index === stages.length - 1;
    const returns = training && stage.index > trained;
    return {
      chip: stage.chip,
      forward: after(
        [
          ...hostInput(stage, context),
          ...passWait(stage, context),
          ...kvReads(stage, context),
          ...cast,
          ...sharded.forward,
        ],
        forward,
      ),
      backward: after([...cast, ...sharded.backward], backward),
      copyForward: last ? undefined : activations(boundaryBytes(stage, context)),
      copyBackward: returns ? gradients(inputBytes(stage, stages, context)) : undefined,
    };
  });
}

/** One after the other; where nothing comes before, `segments` themselves. */
function after(before: readonly Segment[], segments: readonly Segment[]): readonly Segment[] {
  if (before.length === 0) return segments;
  return sequence([
    { segments: before, times: 1 },
    { segments, times: 1 },
  ]);
}

/** Hand-overs by their bytes, of which the stages of a pipeline have few different ones; undefined where nothing is sent. */
function handOvers(
  label: string,
  pattern: "next" | "before",
  context: PricingContext,
): (bytes: number) => Segment | undefined {
  const known = new Map<number, Segment>();
  return (bytes) => {
    if (bytes === 0) return undefined;
    const copy = known.get(bytes) ?? priceCopy(label, bytes, pattern, context);
    known.set(bytes, copy);
    return copy;
  };
}

/** What they do once a step. */
export function pipelineUpdates(
  stages: readonly Stage[],
  priceOf: PriceOf,
  context: PricingContext,
): readonly (readonly Segment[])[] {
  if (context.graph.phase !== "training") return stages.map(() => []);
  return onceAKind(stages, (stage) => priceUpdate(stage, context, () => backwardWindow(stage, priceOf)));
}

/**
 * For how many micro-batches a pipeline runs without a break, of the `microBatches` × `passes` of one step. A decode
 * with at least as many micro-batches as stages never waits for its own last token: one long pipeline.
 */
export function pipelineMicroBatches(microBatches: number, stages: number, passes: number): number {
  return microBatches >= stages ? microBatches * passes : microBatches;
}

interface Timed<P> {
  readonly program: P;
  readonly repeats: number;
}

function pipeline(plan: Plan, priceOf: PriceOf, context: PricingContext): Timed<PipelineProgram> {
  const updates = pipelineUpdates(plan.stages, priceOf, context);
  const stages = pipelineCycle(plan.stages, priceOf, context).map((cycle, index): StageProgram => ({
    stage: plan.stages[index]!.index,
    ...cycle,
    update: updates[index]!,
  }));
  const { interleave, microBatches: asked } = plan.choice;
  const passes = decodePasses(plan.graph);
  const microBatches = pipelineMicroBatches(asked, plan.stages.length, passes);
  return {
    program: { kind: "pipeline", stages, microBatches, interleave },
    repeats: (asked * passes) / microBatches,
  };
}

/** Computes something once for stages of the same blocks; the first stage, which takes the input, is its own kind. */
function onceAKind<T>(stages: readonly Stage[], of: (stage: Stage) => T): readonly T[] {
  const kinds: { readonly stage: Stage; readonly value: T }[] = [];
  return stages.map((stage) => {
    const known = kinds.find(
      (kind) => kind.stage.index > 0 && stage.index > 0 && sameBlocks(kind.stage, stage),
    );
    if (known !== undefined) return known.value;
    const value = of(stage);
    kinds.push({ stage, value });
    return value;
  });
}

function sameBlocks({ blocks: a }: Stage, { blocks: b }: Stage): boolean {
  return (
    a.length === b.length &&
    a.every(({ block, count }, index) => block === b[index]!.block && count === b[index]!.count)
  );
}

/** Segments of a stage's blocks, each as often as the block has layers here. */
function repeated(
  stage: Stage,
  priceOf: PriceOf,
  pick: (price: BlockPrice) => readonly Segment[],
): readonly SequencePart[] {
  return stage.blocks.map(({ block, count }) => ({ segments: pick(priceOf(block)), times: count }));
}

function boundaryBytes(stage: Stage, { choice, arch: { chip } }: PricingContext): number {
  const block = stage.blocks.at(-1)?.block;
  return (block?.outputElements ?? 0) * choice.microBatch * sentBytes(chip, choice.arithmetic);
}

/** The first stage with something to train: only to stages from there on is a gradient handed back. */
function firstTrained(stages: readonly Stage[]): number {
  const first = stages.findIndex(({ blocks }) =>
    blocks.some(({ block }) => blockTrainableParameters(block) > 0),
  );
  return first < 0 ? stages.length : first;
}

/** Bytes of the gradient a stage returns: the size of what the stage before handed over. */
function inputBytes(stage: Stage, stages: readonly Stage[], context: PricingContext): number {
  let before = stage.index - 1;
  while (before >= 0 && stages[before]!.blocks.length === 0) before -= 1;
  return before < 0 ? 0 : boundaryBytes(stages[before]!, context);
}

/** Bytes of one token (id and label) and of one image value as the host sends them. */
const TOKEN_BYTES = 8;
const IMAGE_VALUE_BYTES = 1;

/**
 * A micro-batch's input from the host to the first stage. The host fills the gateway's memory ahead (prefetch), so
 * only the transfer counts, not its latency; every chip of a replica's tensor-parallel group gets the same.
 */
export function hostInput(
  stage: Pick<Stage, "index">,
  { arch, graph, choice }: PricingContext,
): readonly Segment[] {
  const { tokens, imageValues } = graph.input;
  if (stage.index > 0 || tokens + imageValues === 0) return [];
  const bytes = (tokens * TOKEN_BYTES + imageValues * IMAGE_VALUE_BYTES) * choice.microBatch;
  const seconds = bytes / arch.machine.host.bytesPerSecond;
  return [{ label: "host input", resource: "host", seconds, time: { host: seconds }, energy: {}, bytes }];
}

/** What software of a chip without tiles does between two forward passes of inference. */
function passWait({ index }: Stage, { arch: { chip }, graph }: PricingContext): readonly Segment[] {
  if (chip.architecture !== "roofline" || index > 0 || graph.phase === "training") return [];
  const { passSeconds: seconds } = softwareOf(chip, graph.phase);
  if (seconds === 0) return [];
  return [
    { label: "between passes", resource: "tiles", seconds, time: { fixed: seconds }, energy: {}, bytes: 0 },
  ];
}

/** Decode with keys and values off chip reads them for every token; states of scans, and writes them back. */
function kvReads(stage: Stage, context: PricingContext): readonly Segment[] {
  const { graph, choice } = context;
  if (!isOffChip(choice.kvCache) || graph.phase !== "decode") return [];
  const elements = keptElements(stage, choice, { context: graph.contextTokens, states: 2 });
  const bytes = elements * choice.microBatch * INPUT_BYTES[choice.arithmetic];
  return bytes === 0 ? [] : [priceStreaming("keys and values", bytes, choice.kvCache, context)];
}
