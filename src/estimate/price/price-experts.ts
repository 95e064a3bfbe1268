import type { Peers } from "../../plan/placement/hop.ts";
import { isPhased } from "../../plan/memory/off-chip.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { allToAll, switchedAllToAll, type CollectiveCost } from "../../cost/collective/collective.ts";
import { expectedExpertsTouched, expectedLargestLoad } from "../../cost/collective/routing.ts";
import {
  expertPlacement,
  expertShare,
  expertsStream,
  reservedShare,
} from "../../plan/memory/operator-shapes.ts";
import {
  isKind,
  type Block,
  type GatherOperator,
  type Routing,
} from "../../workload/graph/operator-graph.ts";
import { priceAllGather } from "./price-all-gather.ts";
import { linkSegment } from "./price-collective.ts";
import { priceStreaming } from "./price-streaming.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "../priced-plan.ts";

/** Rows of tokens on their way to experts: one for each expert that a token meets. */
type Routed = GatherOperator & { readonly routing: Routing };

/** Tokens of one replica's micro-batch. */
function tokensOf({ rows, routing }: Routed, { choice }: PricingContext): number {
  return (rows / routing.perToken) * choice.microBatch;
}

/**
 * Tokens on their way to experts on other replicas, or back: an all-to-all over the replicas that share the experts,
 * in each link domain over the chip links, between domains over the gateways. Each tensor-parallel rank moves its
 * share to its counterparts, and what arrives is gathered by the ranks. Rows kept for an expert travel full or empty;
 * otherwise all wait for the chip to which most go.
 */
export function priceExpertExchange(label: string, op: Routed, context: PricingContext): readonly Segment[] {
  const { choice } = context;
  const { expertParallel, tensorParallel, microBatch, arithmetic } = choice;
  if (expertParallel === 1) return [];
  const rows = op.rows * microBatch * reservedShare(op);
  const bytes = rows * op.width * INPUT_BYTES[arithmetic];
  const busiest = unevenness(tokensOf(op, context), op.routing, context).chips;
  return [
    ...exchanged(`${label} all-to-all`, bytes / tensorParallel, busiest, context),
    ...(tensorParallel > 1 ? [priceAllGather(`${label} all-gather`, bytes, context)] : []),
  ];
}

/** All-to-all of `bytes` of each chip; `busiest` times as long as with equal parts. */
function exchanged(
  label: string,
  bytes: number,
  busiest: number,
  { arch, placement }: PricingContext,
): readonly Segment[] {
  const { inside, domains, near, far } = placement.expertDividers;
  const tiled = arch.chip.architecture === "tiled";
  const within = (tiled ? allToAll : switchedAllToAll)(bytes / domains, inside, near);
  const between = switchedAllToAll(bytes, domains, far);
  const slowed = ({ seconds, bytesSent }: CollectiveCost): CollectiveCost => ({
    seconds: seconds * busiest,
    bytesSent,
  });
  return [
    linkSegment(label, "expertExchange", slowed(within), near, {
      ...toAll(near),
      pieces: tiled ? Math.floor(inside ** 2 / 4) : inside - 1,
    }),
    linkSegment(`${label} between domains`, "expertExchange", slowed(between), far, {
      ...toAll(far),
      pieces: domains - 1,
    }),
  ].filter(({ seconds }) => seconds > 0);
}

const toAll = ({ members, stride }: Peers) => ({ members, stride, pattern: "all" }) as const;

/** Longest over even work of experts: of the chips among themselves, and of whatever waits for whatever on them. */
interface Unevenness {
  readonly chips: number;
  readonly work: number;
  /** Parts that wait for each other, and rows of each if even. */
  readonly parts: number;
  readonly evenRows: number;
  readonly meanRows: number;
}

/**
 * How uneven the router is expected to be, for a micro-batch of `tokens` in each replica. Experts that stand side by
 * side on tiles laid out for equal rows wait for the fullest of all experts; experts that run one after the other, or
 * in one kernel, for the fullest chip. With a limited capacity all have the same rows.
 */
function unevenness(tokens: number, routing: Routing, context: PricingContext): Unevenness {
  const { parallel, serial } = expertPlacement(context.choice);
  const even = tokens * routing.perToken;
  if (routing.capacityFactor !== undefined)
    return { chips: 1, work: 1, parts: 1, evenRows: even, meanRows: even };
  const chips = expectedLargestLoad(routing, even, parallel) / even;
  if (serial || context.arch.chip.architecture !== "tiled")
    return { chips, work: chips, parts: parallel, evenRows: even, meanRows: even };
  const mean = (even * parallel) / routing.experts;
  const evenRows = (even * parallel) / expectedExpertsTouched(routing, tokens * parallel);
  const work = Math.max(1, expectedLargestLoad(routing, mean, routing.experts) / evenRows);
  return { chips, work, parts: routing.experts, evenRows, meanRows: mean };
}

/** Waiting for the fullest expert or chip after `seconds` of work on even rows; nothing where all have the same. */
export function priceExpertWait(
  label: string,
  seconds: number,
  op: Routed,
  context: PricingContext,
): Segment | undefined {
  const { routing } = op;
  const uneven = unevenness(tokensOf(op, context), routing, context);
  if (uneven.work <= 1 || seconds === 0) return undefined;
  const waiting = (uneven.work - 1) * seconds;
  return {
    label: `${label} fullest experts`,
    resource: "tiles",
    seconds: waiting,
    time: { imbalance: waiting },
    energy: {},
    bytes: 0,
    load: {
      experts: routing.experts,
      perToken: routing.perToken,
      meanRows: uneven.meanRows,
      parts: uneven.parts,
      evenRows: uneven.evenRows,
      secondsPerRow: seconds / uneven.evenRows,
    },
  };
}

/**
 * Experts of a layer that a micro-batch meets, fetched from an off-chip memory while all else stays on the chip. In
 * phased execution a phase loads them once for all micro-batches.
 */
export function priceExpertFetch(block: Block, context: PricingContext): readonly Segment[] {
  const { choice } = context;
  const { expertWeights } = choice;
  if (isPhased(choice) || !expertsStream(choice)) return [];
  const parameters = block.operators.reduce((sum, op) => sum + expertShare(op, choice), 0);
  const met = shareMet(block, choice.microBatch, context);
  const bytes = parameters * met * INPUT_BYTES[choice.arithmetic];
  return bytes === 0 ? [] : [priceStreaming(`${block.id} experts`, bytes, expertWeights, context)];
}

/** Share of a layer's experts that `samples` samples of each replica that shares them meet. 1 without experts. */
export function shareMet(
  { operators }: Block,
  samples: number,
  { choice }: Pick<PricingContext, "choice">,
): number {
  const op = operators.filter((one) => isKind(one, "matmul")).find(({ routing }) => routing !== undefined);
  if (op?.routing === undefined) return 1;
  const tokens = op.rows * samples * choice.expertParallel;
  return expectedExpertsTouched(op.routing, tokens) / op.routing.experts;
}
