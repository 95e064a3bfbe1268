import type { Plan } from "../../plan/plan.ts";
import { sentBytes } from "../../cost/arithmetic.ts";
import { operatorMemory, outputElements } from "../../plan/memory/operator-memory.ts";
import type { Operator } from "../../workload/graph/operator-graph.ts";
import { BLOCK_PARTS, priceBlockPart, type OperatorPrices } from "../price/price-block.ts";
import { priceBackward, priceForward } from "../price/price-operator.ts";
import { pricingContext, type MatmulPlanner } from "../price/pricing-context.ts";
import { workSeconds, type WorkPrice } from "../price/work-price.ts";

/** A part of a segment of the tiles: what one operator takes of it. */
export interface OperatorShare {
  readonly label: string;
  /** Of the segment's time. */
  readonly share: number;
  /** Of its own time, the parts that tiles spend in exchange and in sync. */
  readonly exchangeShare: number;
  readonly syncShare: number;
  /** Of a micro-batch on one chip; 2 per MAC. */
  readonly flops: number;
  /** Of what it hands on, for a micro-batch on one chip. */
  readonly outputBytes: number;
  /** Of the chip's tiles those with a part in its work; 1 where it is divided evenly, and on chips without tiles. */
  readonly tileShare: number;
}

export type OperatorShares = (segment: {
  readonly label: string;
  readonly priced: number;
}) => readonly OperatorShare[];

/** Sums of shares that differ by rounding alone. */
const ROUNDING = 1e-9;

/**
 * Which operators make up each segment of the tiles, in their order. A segment is one uninterrupted use of the tiles, many
 * operators long; its blocks are priced again with the same functions, each operator noted, and a segment is found by its
 * label and time.
 */
export function operatorShares(plan: Plan, planMatmul: MatmulPlanner): OperatorShares {
  const context = pricingContext({ arch: plan.arch, graph: plan.graph, choice: plan.choice, planMatmul });
  const shares = new Map<string, readonly OperatorShare[]>();
  const described = operatorArgs(plan, planMatmul);
  const kinds = new Set(plan.stages.flatMap(({ blocks }) => blocks.map(({ block }) => block)));
  for (const block of kinds)
    for (const part of BLOCK_PARTS) {
      const noted = new Map<Operator, WorkPrice>();
      const { segments } = priceBlockPart(block, part, context, noting(noted));
      const operators = [...noted].filter(([, work]) => workSeconds(work) > 0);
      for (const { label, resource, seconds, time } of segments) {
        if (resource !== "tiles" || time.fixed !== undefined || time.imbalance !== undefined) continue;
        const work = seconds - (time.throttling ?? 0);
        const own: OperatorShare[] = [];
        for (let left = work; operators.length > 0 && left > ROUNDING * work;) {
          const [operator, price] = operators.shift()!;
          own.push({ ...shareOf(price, work), ...described(operator, part === "backward") });
          left -= workSeconds(price);
        }
        shares.set(`${label} ${seconds}`, own);
      }
    }
  return ({ label, priced }) => shares.get(`${label} ${priced}`) ?? [];
}

function shareOf(price: WorkPrice, work: number): Omit<OperatorShare, "label" | "outputBytes" | "tileShare"> {
  const seconds = workSeconds(price);
  return {
    share: seconds / work,
    exchangeShare: price.exchangeSeconds / seconds,
    syncShare: price.syncSeconds / seconds,
    flops: price.flops,
  };
}

function operatorArgs({ arch: { chip }, choice }: Plan, plans: MatmulPlanner) {
  const tiles = chip.architecture === "tiled" ? chip.tiles : undefined;
  return (
    operator: Operator,
    backward: boolean,
  ): Pick<OperatorShare, "label" | "outputBytes" | "tileShare"> => {
    const used = tiles && operatorMemory(operator).tilesAtWork(operator, backward, choice, plans);
    return {
      label: operator.id,
      outputBytes:
        outputElements(operator, choice.tensorParallel) *
        choice.microBatch *
        sentBytes(chip, choice.arithmetic),
      tileShare: tiles === undefined || used === undefined ? 1 : Math.min(1, used / tiles),
    };
  };
}

function noting(noted: Map<Operator, WorkPrice>): OperatorPrices {
  const noteFirst =
    (price: OperatorPrices["forward"]): OperatorPrices["forward"] =>
    (operator, context) => {
      const work = price(operator, context);
      if (!noted.has(operator)) noted.set(operator, work);
      return work;
    };
  return { forward: noteFirst(priceForward), backward: noteFirst(priceBackward) };
}
