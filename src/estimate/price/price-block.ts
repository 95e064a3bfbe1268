import { softwareOf } from "../../arch/software-of.ts";
import { sentBytes } from "../../cost/arithmetic.ts";
import { launchWaitSeconds } from "../../cost/roofline/roofline.ts";
import { blockHasBackward } from "../../workload/graph/gradients.ts";
import { isRouted } from "../../plan/memory/operator-shapes.ts";
import { isKind, type Block, type Operator } from "../../workload/graph/operator-graph.ts";
import { segmentSeconds } from "../pipeline/cycle-times.ts";
import { priceSamplesExchange } from "./attending-samples.ts";
import { planarSum } from "./planar-sum.ts";
import { priceAllReduce, priceStatistics } from "./price-collective.ts";
import { priceExpertExchange, priceExpertFetch, priceExpertWait } from "./price-experts.ts";
import { priceBackward, priceForward } from "./price-operator.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "../priced-plan.ts";
import { besideProducts } from "./tensor-overlap.ts";
import { reducedElements } from "./reduced-elements.ts";
import { addToWork, FREE, tilesSegment, workSeconds, type WorkPrice, type WorkSum } from "./work-price.ts";

/** One block (one layer) for one micro-batch on one chip: work between tensor-parallel collectives. */
export interface BlockPrice {
  readonly forward: readonly Segment[];
  readonly backward: readonly Segment[];
  /** Forward again, before backward, where activations were not kept. */
  readonly recompute: readonly Segment[];
  readonly forwardFlops: number;
  readonly backwardFlops: number;
  readonly recomputeFlops: number;
}

export const BLOCK_PARTS = ["forward", "recompute", "backward"] as const;
export type BlockPart = (typeof BLOCK_PARTS)[number];

/** One part of a block's price: each depends on choices of its own. */
export interface PartPrice {
  readonly segments: readonly Segment[];
  readonly flops: number;
}

export function priceBlock(block: Block, context: PricingContext): BlockPrice {
  return assembledPrice((part) => priceBlockPart(block, part, context));
}

export function assembledPrice(price: (part: BlockPart) => PartPrice): BlockPrice {
  const [forward, recompute, backward] = [price("forward"), price("recompute"), price("backward")];
  return {
    forward: forward.segments,
    backward: backward.segments,
    recompute: recompute.segments,
    forwardFlops: forward.flops,
    backwardFlops: backward.flops,
    recomputeFlops: recompute.flops,
  };
}

/** What an operator costs, forward and backward. */
export interface OperatorPrices {
  readonly forward: (op: Operator, context: PricingContext) => WorkPrice;
  readonly backward: (op: Operator, context: PricingContext) => WorkPrice;
}

const BY_LAW: OperatorPrices = { forward: priceForward, backward: priceBackward };

/** `prices`: the laws themselves, or what a search remembers of them. */
export function priceBlockPart(
  block: Block,
  part: BlockPart,
  context: PricingContext,
  prices: OperatorPrices = BY_LAW,
): PartPrice {
  const { choice, graph } = context;
  if (part === "forward") {
    const forward = spans(block, block.operators, context, prices.forward, forwardReduction);
    return { ...forward, segments: [...priceExpertFetch(block, context), ...forward.segments] };
  }
  if (graph.phase !== "training" || !blockHasBackward(block)) return NOTHING;
  if (part === "backward")
    return spans(block, [...block.operators].reverse(), context, prices.backward, backwardReduction);
  if (block.kind !== "layer") return NOTHING;
  const again = recomputed(block.operators, choice.recompute);
  const { segments, flops } = spans(block, again, context, prices.forward, forwardReduction);
  return {
    segments: segments.map((segment) => ({ ...segment, label: `${segment.label} recompute` })),
    flops,
  };
}

const NOTHING: PartPrice = { segments: [], flops: 0 };

/** Operators run again before backward: the attention core, or the whole layer. */
function recomputed(
  operators: readonly Operator[],
  mode: "none" | "attention" | "layer",
): readonly Operator[] {
  if (mode === "none") return [];
  if (mode === "layer") return operators;
  return operators.filter(({ core }) => core === true);
}

/** Join work up to each collective into one segment of the tiles and one of the links. */
function spans(
  block: Block,
  operators: readonly Operator[],
  context: PricingContext,
  price: OperatorPrices["forward"],
  reduction: (op: Operator, context: PricingContext) => number,
): PartPrice {
  const segments: Segment[] = [];
  let work: WorkSum | undefined;
  let flops = 0;
  let kernels = 0;
  let routed = 0;
  let moves = 0;
  const flush = (): void => {
    if (work !== undefined) segments.push(tilesSegment(block.id, work, context.arch.chip.power));
    work = undefined;
  };
  for (const op of operators) {
    const cost = price(op, context);
    if (work === undefined) work = { ...FREE };
    addToWork(work, cost);
    flops += cost.flops;
    kernels += cost.kernels;
    if (isKind(op, "gather") && op.routing !== undefined) {
      flush();
      const away = { ...op, routing: op.routing };
      segments.push(...priceExpertExchange(block.id, away, context));
      const wait = ++moves === 2 ? priceExpertWait(block.id, routed, away, context) : undefined;
      if (wait !== undefined) segments.push(wait);
      continue;
    }
    if (isRouted(op)) routed += workSeconds(cost);
    const statistics = priceStatistics(op, context);
    if (statistics !== undefined) {
      flush();
      segments.push(statistics);
    }
    const exchanged = priceSamplesExchange(op, context);
    if (exchanged !== undefined) {
      flush();
      segments.push(exchanged);
    }
    const bytes = reduction(op, context);
    if (bytes === 0) continue;
    flush();
    kernels += 1;
    const allReduce = priceAllReduce(`${block.id} all-reduce`, bytes, context);
    const secondsOf = (product: Operator): number => workSeconds(price(product, context));
    segments.push(
      isKind(op, "matmul")
        ? besideProducts(planarSum(allReduce, op, block, context), op, block, {
            choice: context.choice,
            secondsOf,
          })
        : allReduce,
    );
  }
  flush();
  return { segments: [...segments, ...launchWait(block.id, segments, kernels, context)], flops };
}

/** What a chip waits for the host that issues the kernels of these segments, where they take less than issuing them. */
function launchWait(
  label: string,
  segments: readonly Segment[],
  kernels: number,
  { arch, graph }: PricingContext,
): readonly Segment[] {
  if (arch.chip.architecture !== "roofline") return [];
  const software = softwareOf(arch.chip, graph.phase);
  const seconds = launchWaitSeconds(kernels, segmentSeconds(segments), software);
  if (seconds === 0) return [];
  return [
    {
      label: `${label} launches`,
      resource: "tiles",
      seconds,
      time: { fixed: seconds },
      energy: {},
      bytes: 0,
    },
  ];
}

/** Bytes all-reduced after an operator. */
function reductionBytes(elements: number, { arch, choice }: PricingContext): number {
  if (choice.tensorParallel === 1) return 0;
  return elements * sentBytes(arch.chip, choice.arithmetic) * choice.microBatch;
}

function forwardReduction(op: Operator, context: PricingContext): number {
  return reductionBytes(reducedElements(op).forward(op), context);
}

function backwardReduction(op: Operator, context: PricingContext): number {
  return reductionBytes(reducedElements(op).backward(op), context);
}
