import type { Arch } from "../../arch/arch.ts";
import { analyticSeconds } from "../../estimate/analytic.ts";
import { segmentSeconds } from "../../estimate/pipeline/cycle-times.ts";
import { matmulPlanner, type PlannerCache } from "../../estimate/price/matmul-planner.ts";
import {
  assembledPrice,
  BLOCK_PARTS,
  priceBlockPart,
  type BlockPart,
  type PartPrice,
} from "../../estimate/price/price-block.ts";
import { priceCopy } from "../../estimate/price/price-collective.ts";
import { phasedProgram } from "../../estimate/price/price-phased.ts";
import { hostInput } from "../../estimate/price/price-plan.ts";
import { priceUpdate } from "../../estimate/price/price-update.ts";
import { pricingContext, type MatmulPlanner } from "../../estimate/price/pricing-context.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { choiceFor } from "../../evaluate.ts";
import { layerCount } from "../../plan/partition/partition.ts";
import type { PlanChoice, Stage } from "../../plan/plan.ts";
import { decodePasses } from "../../workload/graph/decode-passes.ts";
import type { Block, OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { idealPlanner, roomyPlanner } from "./ideal-planner.ts";
import { operatorPrices, type ContextWith } from "./operator-prices.ts";
import { layerPrices, type LayerPrices } from "./layer-prices.ts";
import { rememberedByReads } from "./remembered-by-reads.ts";

/**
 * How well matmuls are known: at peak, as planned where they have most room, as planned.
 */
export const PRICE_TIERS = ["ideal", "roomy", "exact"] as const;
export type PriceTier = (typeof PRICE_TIERS)[number];

/** Prices of one phase's parts, each remembered by the choices that it depends on. */
export interface GraphLaws {
  readonly graph: OperatorGraph;
  readonly layers: number;
  /** How often the phase runs for one step. */
  readonly passes: number;
  /** A choice as this phase takes it. */
  readonly ownChoice: (choice: PlanChoice) => PlanChoice;
  /** Prices, never above those of a later tier. */
  readonly price: Readonly<Record<PriceTier, (choice: PlanChoice) => LayerPrices>>;
  /** Phased execution at these prices: all of it but what the prices leave out. */
  readonly phasedSeconds: (choice: PlanChoice, tier: PriceTier) => number;
  /** Input of a micro-batch from the host, to the first stage. */
  readonly inputSeconds: (choice: PlanChoice) => number;
  /** The least that a hand-over between stages takes. */
  readonly leastCopySeconds: (choice: PlanChoice) => number;
  /** The least that the update of the busiest chip takes; 0 in inference. */
  readonly leastUpdateSeconds: (choice: PlanChoice) => number;
}

/**
 * The laws of estimate/ for a search: whatever a price depends on is asked for once. `room` is the largest share of a
 * tile that any plan leaves to a matmul.
 */
export function graphLaws(
  arch: Arch,
  graph: OperatorGraph,
  { planners, room }: { readonly planners: PlannerCache; readonly room: number },
): GraphLaws {
  const { chip } = arch;
  const context: ContextWith = (choice, planMatmul) => pricingContext({ arch, graph, choice, planMatmul });
  const planned: PlannerOf = (choice) => matmulPlanner(arch, choice, planners);
  const tiled = chip.architecture === "tiled" ? chip : undefined;
  const atPeak: PlannerOf = tiled === undefined ? planned : (choice) => idealPlanner(tiled, choice);
  const withMostRoom: PlannerOf =
    tiled === undefined
      ? planned
      : ({ arithmetic, ioTiles }) => {
          const target = { arithmetic, ioTiles, availableMemoryProportion: room };
          return roomyPlanner(tiled, target, matmulPlanner(arch, target, planners));
        };
  const operatorsBy = operatorPrices(graph, context, atPeak);
  const layers = (plannerOf: PlannerOf): LayerLaw => {
    const operators = operatorsBy(plannerOf);
    return layerLaw(graph, (block, part, choice) =>
      priceBlockPart(block, part, context(choice, noPlans), operators),
    );
  };
  const ideal = layers(atPeak);
  const roomy = tiled === undefined ? ideal : layers(withMostRoom);
  const exact = tiled === undefined ? ideal : layers(planned);
  const price = { ideal, roomy, exact };
  const phasedAt = (tier: PriceTier): ((choice: PlanChoice) => number) =>
    rememberedByReads((choice) => {
      const { blocks } = price[tier](choice);
      const context = pricingContext({ arch, graph, choice, planMatmul: noPlans });
      const program = phasedProgram({ graph, choice }, (block) => blocks.get(block)!, context);
      return analyticSeconds({ program, repeats: decodePasses(graph) });
    });
  const phased = { ideal: phasedAt("ideal"), roomy: phasedAt("roomy"), exact: phasedAt("exact") };
  return {
    graph,
    layers: layerCount(graph),
    passes: decodePasses(graph),
    ownChoice: (choice) => choiceFor(graph.phase, choice, graph.workload, chip),
    price,
    phasedSeconds: (choice, tier) => phased[tier](choice),
    inputSeconds: rememberedByReads((choice) =>
      segmentSeconds(hostInput({ index: 0 }, pricingContext({ arch, graph, choice, planMatmul: noPlans }))),
    ),
    leastCopySeconds: rememberedByReads((choice) => leastCopySeconds(arch, graph, choice)),
    leastUpdateSeconds: rememberedByReads((choice) => leastUpdateSeconds(arch, graph, choice)),
  };
}

type PlannerOf = (choice: PlanChoice) => MatmulPlanner;
type LayerLaw = (choice: PlanChoice) => LayerPrices;
type PartLaw = (block: Block, part: BlockPart, choice: PlanChoice) => PartPrice;

/** Each part of each block remembered by itself: forward and backward are the same however much is recomputed. */
function layerLaw(graph: OperatorGraph, price: PartLaw): LayerLaw {
  const laws = graph.blocks.map((block) => ({
    block,
    parts: new Map(
      BLOCK_PARTS.map((part) => [
        part,
        rememberedByReads((choice: PlanChoice) => price(block, part, choice)),
      ]),
    ),
  }));
  return rememberedByReads((choice) =>
    layerPrices(
      laws.map(({ block, parts }) => [block, assembledPrice((part) => parts.get(part)!(choice))] as const),
    ),
  );
}

function leastCopySeconds(arch: Arch, graph: OperatorGraph, choice: PlanChoice): number {
  const outputs = graph.blocks.filter(({ kind }) => kind !== "head").map((block) => block.outputElements);
  const bytes = Math.min(...outputs) * choice.microBatch * INPUT_BYTES[choice.arithmetic];
  return bytes > 0
    ? priceCopy("", bytes, "next", pricingContext({ arch, graph, choice, planMatmul: noPlans })).seconds
    : 0;
}

/**
 * One stage: all of the update. More: of the layers' updates the busiest chip has no less than the mean; embedding and
 * head are left out, as they stand on some chips only.
 */
function leastUpdateSeconds(arch: Arch, graph: OperatorGraph, choice: PlanChoice): number {
  if (graph.phase !== "training") return 0;
  const stages = choice.pipelineParallel;
  const shares = graph.blocks
    .filter(({ kind }) => stages === 1 || kind === "layer")
    .map((block) => ({ block, count: block.count / stages }));
  const mean: Stage = { index: stages === 1 ? 0 : 1, chip: stages === 1 ? 0 : 1, blocks: shares };
  return segmentSeconds(
    priceUpdate(mean, pricingContext({ arch, graph, choice, planMatmul: noPlans }), () => ENDLESS),
  );
}

/** Beside an endless backward a reduction costs least. */
const ENDLESS = { seconds: Infinity, layers: Infinity };

const refuse = (): never => {
  throw new Error("hand-overs and updates plan no matmul");
};
const noPlans: MatmulPlanner = Object.assign(() => refuse(), { convolution: refuse });
