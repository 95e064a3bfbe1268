import type { Arch } from "../arch/arch.ts";
import { analyticSeconds } from "../estimate/analytic.ts";
import { segmentSeconds } from "../estimate/cycle-times.ts";
import { matmulPlanner, type PlannerCache } from "../estimate/matmul-planner.ts";
import { priceBlock, type BlockPrice } from "../estimate/price-block.ts";
import { pricePlan } from "../estimate/price-plan.ts";
import type { PricingContext } from "../estimate/pricing-context.ts";
import { choiceFor, evaluate, type Evaluation } from "../evaluate.ts";
import { infeasible } from "../plan/infeasible.ts";
import { balanceLayers, even, layerCount } from "../plan/partition.ts";
import { leastShortage, planExecution } from "../plan/plan-execution.ts";
import type { Infeasible, PlanChoice } from "../plan/plan.ts";
import { stateBytes } from "../plan/state-bytes.ts";
import { INPUT_BYTES } from "../cost/arithmetic.ts";
import type { Arithmetic } from "../spec/arch-spec.ts";
import type { PlanSpec } from "../spec/plan-spec.ts";
import type { WorkloadSpec } from "../spec/workload-spec.ts";
import { buildOperatorGraph, phasesOf } from "../workload/build-graph.ts";
import type { Block, OperatorGraph } from "../workload/operator-graph.ts";
import { arithmeticFor, candidateDegrees, type Degrees } from "./candidate-choices.ts";
import { chipCapacity, memoryChoices } from "./memory-choices.ts";

export interface FindPlanInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  /** Choices the user made; the search fills in the rest. */
  readonly fixed?: PlanSpec;
  readonly planners?: PlannerCache;
}

export interface FoundPlan {
  readonly best?: { readonly choice: PlanChoice; readonly evaluation: Evaluation };
  /** The nearest miss, where nothing fits: the smallest demand relative to its bound. */
  readonly infeasible?: Infeasible;
  /** Candidate plans looked at, and how many of them fit. */
  readonly considered: number;
  readonly feasible: number;
}

/**
 * The fastest plan that fits (`plan: auto`): least time per sample by the analytic estimate.
 *
 * Goes through all degrees of parallelism and micro-batches; for each, residency and recompute from fast to frugal,
 * until the first that fits; a choice whose lower bound is above the best found is passed over. Ties go to fewer chips per replica, then to the order of enumeration.
 */
export function findPlan({ arch, workload, fixed = {}, planners = new Map() }: FindPlanInput): FoundPlan {
  const graphs = phasesOf(workload).map((phase) => buildOperatorGraph(workload, phase));
  const main = graphs.at(-1);
  const arithmetic = fixed.arithmetic ?? arithmeticFor(arch, workload.task.precision);
  if (main === undefined || arithmetic === undefined)
    return { infeasible: noArithmetic(arch, workload), considered: 0, feasible: 0 };
  let best: { choice: PlanChoice; seconds: number } | undefined;
  let miss: Infeasible | undefined;
  let considered = 0;
  let feasible = 0;
  let outgrown: Degrees | undefined;
  const priced: PricedBlocks = new Map();
  for (const degrees of candidateDegrees(arch, main, layerCount(main), fixed)) {
    // A larger micro-batch of the same chips needs more memory in every part: if none fitted, no larger one does.
    if (outgrown !== undefined && sameChips(outgrown, degrees)) continue;
    let fitted = 0;
    let slower = false;
    for (const { memory, decisive } of memoryChoices({ arch, graph: main, degrees, arithmetic, fixed })) {
      considered += 1;
      const context = { arch, graphs, main, planners, fixed, priced };
      const tried = tryChoice(
        context,
        { ...degrees, ...memory, arithmetic, layersPerStage: [] },
        best?.seconds,
      );
      if (tried.kind === "slower") {
        slower = true;
        break;
      }
      if (tried.kind === "infeasible") {
        miss = nearer(miss, tried);
        continue;
      }
      fitted += 1;
      if (best === undefined || tried.secondsPerSample < best.seconds * (1 - 1e-9))
        best = { choice: tried.choice, seconds: tried.secondsPerSample };
      if (decisive) break;
    }
    feasible += fitted;
    if (fitted === 0 && !slower) outgrown = degrees;
  }
  const counts = { considered, feasible };
  if (best === undefined)
    return {
      infeasible: explained(miss, { arch, main, planners }) ?? refusal(arch, main, arithmetic, fixed),
      ...counts,
    };
  const evaluation = evaluate({ arch, workload, choice: best.choice, fidelity: "analytic", planners });
  if (evaluation.kind === "infeasible") throw new Error("the best plan became infeasible");
  return { best: { choice: best.choice, evaluation }, ...counts };
}

interface TryContext {
  readonly arch: Arch;
  readonly graphs: readonly OperatorGraph[];
  readonly main: OperatorGraph;
  readonly planners: PlannerCache;
  readonly fixed: PlanSpec;
  readonly priced: PricedBlocks;
}

/** Prices of all blocks by what they depend on: not stages, replicas or where the optimizer state lives. */
type PricedBlocks = Map<string, ReadonlyMap<Block, BlockPrice>>;

function blockPrices(context: PricingContext, priced: PricedBlocks): ReadonlyMap<Block, BlockPrice> {
  const {
    tensorParallel,
    microBatch,
    recompute,
    availableMemoryProportion,
    ioTiles,
    sequenceParallel,
    arithmetic,
    software,
    expertParallel,
    expertWeights,
    weights,
  } = context.choice;
  const experts =
    context.graph.workload.model.experts === undefined ? [] : [expertParallel, expertWeights, weights];
  const key = [
    software,
    tensorParallel,
    microBatch,
    recompute,
    availableMemoryProportion,
    ioTiles,
    sequenceParallel,
    arithmetic,
    ...experts,
  ].join("|");
  const known = priced.get(key);
  if (known !== undefined) return known;
  const prices = new Map(context.graph.blocks.map((block) => [block, priceBlock(block, context)]));
  priced.set(key, prices);
  return prices;
}

interface Tried {
  readonly kind: "tried";
  readonly choice: PlanChoice;
  readonly secondsPerSample: number;
}

/** Balance the stages, plan every phase, time it; or the first shortage. */
function tryChoice(
  { arch, graphs, main, planners, fixed, priced }: TryContext,
  open: PlanChoice,
  bestSecondsPerSample = Infinity,
): Tried | Infeasible | Slower {
  const rough: PlanChoice = {
    ...open,
    layersPerStage: fixed.layersPerStage ?? even(layerCount(main), open.pipelineParallel),
  };
  const hopeless = leastShortage({ arch, graph: main, choice: rough });
  if (hopeless !== undefined) return hopeless;
  const planMatmul = matmulPlanner(arch, open, planners);
  const prices = blockPrices({ arch, graph: main, choice: open, planMatmul }, priced);
  const samples = open.microBatch * open.microBatches * open.dataParallel;
  if (leastSeconds(main, open, prices) / samples >= bestSecondsPerSample) return SLOWER;
  const layersPerStage = fixed.layersPerStage ?? balanced(main, open, prices);
  const choice: PlanChoice = { ...open, layersPerStage };
  let seconds = 0;
  for (const graph of graphs) {
    const phaseChoice = choiceFor(graph.phase, choice, graph.workload);
    const plan = planExecution({ arch, graph, choice: phaseChoice, planMatmul, withLevers: false });
    if (plan.kind === "infeasible") return plan;
    seconds += analyticSeconds(pricePlan(plan, planMatmul, graph === main ? prices : undefined));
  }
  return { kind: "tried", choice, secondsPerSample: seconds / samples };
}

/** A choice that cannot be faster than what was found, whether it fits or not; nor can more frugal ones. */
interface Slower {
  readonly kind: "slower";
}
const SLOWER: Slower = { kind: "slower" };

/**
 * Lower bound of a training step: the busiest chip of a pipeline has at least the mean work of all, for every
 * micro-batch. Inference adds up phases of its own choices and has none here.
 */
function leastSeconds(
  graph: OperatorGraph,
  { microBatches, pipelineParallel }: PlanChoice,
  prices: ReadonlyMap<Block, BlockPrice>,
): number {
  if (graph.phase !== "training") return 0;
  let perMicroBatch = 0;
  for (const [block, { forward, recompute, backward }] of prices)
    perMicroBatch +=
      block.count * (segmentSeconds(forward) + segmentSeconds(recompute) + segmentSeconds(backward));
  return (microBatches * perMicroBatch) / pipelineParallel;
}

/** Layers per stage with the shortest longest stage, embedding and head counted where they stand. */
function balanced(
  graph: OperatorGraph,
  choice: PlanChoice,
  prices: ReadonlyMap<Block, BlockPrice>,
): readonly number[] {
  const secondsOf = (block: Block): number => {
    const price = prices.get(block);
    return price === undefined
      ? 0
      : segmentSeconds([...price.forward, ...price.recompute, ...price.backward]);
  };
  const costs: number[] = [];
  let first = 0;
  let last = 0;
  for (const block of graph.blocks) {
    const seconds = secondsOf(block);
    if (block.kind === "layer") for (let layer = 0; layer < block.count; layer++) costs.push(seconds);
    else if (block.kind === "head" && choice.headPlacement === "last") last += seconds;
    else first += seconds;
  }
  return balanceLayers(costs, choice.pipelineParallel, { first, last });
}

function sameChips(a: Degrees, b: Degrees): boolean {
  return (
    a.tensorParallel === b.tensorParallel &&
    a.pipelineParallel === b.pipelineParallel &&
    a.dataParallel === b.dataParallel &&
    a.expertParallel === b.expertParallel
  );
}

function nearer(a: Infeasible | undefined, b: Infeasible): Infeasible {
  return a === undefined || b.demand / b.bound < a.demand / a.bound ? b : a;
}

/** The nearest miss again, this time with what would help. */
function explained(
  miss: Infeasible | undefined,
  { arch, main, planners }: Pick<TryContext, "arch" | "main" | "planners">,
): Infeasible | undefined {
  if (miss?.choice === undefined) return miss;
  const { choice } = miss;
  const plan = planExecution({
    arch,
    graph: main,
    choice,
    planMatmul: matmulPlanner(arch, choice, planners),
  });
  return plan.kind === "infeasible" ? plan : miss;
}

/** Why no candidate was even worth planning: weights and gradients on all chips, or one micro-batch's tensors. */
function refusal(arch: Arch, graph: OperatorGraph, arithmetic: Arithmetic, fixed: PlanSpec): Infeasible {
  const bytes = stateBytes(arch.chip, graph.workload.task, INPUT_BYTES[arithmetic]);
  const weights = (graph.parameters + graph.addedParameters) * bytes.weight;
  const gradients = graph.trainableParameters * bytes.gradient;
  const demand = weights + gradients;
  const bound = arch.chips * chipCapacity(arch);
  if (demand <= bound) return noLegalPlan(fixed);
  return infeasible({
    resource: `${arch.chip.architecture === "tiled" ? "SRAM" : "HBM"} of the whole system`,
    demand,
    bound,
    unit: "B",
    breakdown: { weights, gradients },
    levers: ["a larger system", "a machine with streaming memory"],
  });
}

/** The choices that were made leave no plan at all. */
function noLegalPlan(fixed: PlanSpec): Infeasible {
  const made = Object.entries(fixed).map(([name, value]) => `${name} ${String(value)}`);
  return infeasible({
    resource: made.length > 0 ? `a legal plan with ${made.join(", ")}` : "a legal plan on this system",
    demand: 1,
    bound: 0,
    unit: "",
    levers: made.length > 0 ? ["leave some of these choices open"] : ["a larger system"],
  });
}

function noArithmetic(arch: Arch, { task }: WorkloadSpec): Infeasible {
  return infeasible({
    resource: `arithmetic for ${task.precision} on ${arch.chip.id}`,
    demand: 1,
    bound: 0,
    unit: "",
    levers: ["another task.precision", "another chip"],
  });
}
