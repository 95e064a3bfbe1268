import { matmulPlanner, type PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { closePhases } from "../../estimate/pipeline/phased-account.ts";
import {
  CYCLE_NUMBERS,
  UPDATE_NUMBERS,
  writeCycles,
  writeUpdate,
} from "../../estimate/pipeline/close-pipeline.ts";
import {
  replicaAccount,
  updateAccount,
  type ReplicaAccount,
} from "../../estimate/pipeline/pipeline-account.ts";
import { priceBlock, type BlockPrice } from "../../estimate/price/price-block.ts";
import { phasedProgram } from "../../estimate/price/price-phased.ts";
import {
  flopsPerMicroBatch,
  pipelineCycle,
  pipelineMicroBatches,
  pipelineUpdates,
  type PriceOf,
} from "../../estimate/price/price-plan.ts";
import { pricingContext, type PricingContext } from "../../estimate/price/pricing-context.ts";
import { emptyAccount, type StepAccount } from "../../estimate/pipeline/step-account.ts";
import { addUpSegments, segmentSums, type LastingSums } from "../../estimate/pipeline/segment-sums.ts";
import { partition } from "../../plan/partition/partition.ts";
import { toldShortage, type Unfit } from "../../plan/memory/explain-shortage.ts";
import { planExecution } from "../../plan/plan-execution.ts";
import { illegalText, type Illegal } from "../../plan/choice/illegal.ts";
import type { Stage } from "../../plan/plan.ts";
import { heldBytes, phaseWork } from "../../result/metric-context.ts";
import type { Block, OperatorGraph } from "../../workload/graph/operator-graph.ts";
import {
  dependencyMemo,
  dependencyNumbers,
  type Memo,
  type NumberMemo,
  type Watch,
} from "./dependency-memo.ts";

/** Why a point does not fit, in numbers; `demand − bound` is the gap. A broken rule has none: NaN. */
export interface Misfit {
  readonly resource: string;
  readonly demand: number;
  readonly bound: number;
}

/** What a phase of a workload costs at a machine and a choice, level by level: each is priced once for all it sees alike. */
export interface PhaseLevels {
  /** What the fullest chip, its fullest tile and the fullest machine hold. */
  readonly held: NumberMemo;
  /** By row of `held`: why it does not fit; undefined where it does. */
  readonly shortages: readonly (Misfit | undefined)[];
  /** Cycles of a replica, one micro-batch beyond its fill. */
  readonly replica: Memo<Replica>;
  /** Its cycles as numbers, then its FLOPs for a micro-batch: of runs longer than the fill, all alike, and shorter. */
  readonly longRuns: NumberMemo;
  readonly shortRuns: NumberMemo;
  readonly update: NumberMemo;
  readonly phased: Memo<PhasedRun>;
}

/** A pipeline's cycles. */
export interface Replica {
  readonly account: ReplicaAccount;
  readonly stages: number;
  readonly flopsPerMicroBatch: number;
}

/** A phased program, run once. */
interface PhasedRun {
  readonly account: StepAccount;
  readonly flopsPerMicroBatch: number;
}

/** Numbers of a row of `held`. */
export const HELD_NUMBERS = 3;
/** Place of the FLOPs in a row of cycles. */
export const FLOPS = CYCLE_NUMBERS;

export function phaseLevels(graph: OperatorGraph, watch: Watch, planners: PlannerCache): PhaseLevels {
  const arch = watch.arch.value;
  const choice = watch.choice.value;
  const context = (): PricingContext =>
    pricingContext({ arch, graph, choice, planMatmul: matmulPlanner(arch, choice, planners) });
  const sums: LastingSums = new WeakMap();
  const priceOf = blockPrices(graph, watch, context, sums);
  const cut = dependencyMemo(watch, () => partition(graph, choice));
  const stages = (): readonly Stage[] => cut(watch.running.arch, watch.running.choice);
  const replica = dependencyMemo(watch, (): Replica => {
    const own = stages();
    return {
      account: replicaAccount(pipelineCycle(own, priceOf, context()), choice.interleave, segmentSums(sums)),
      stages: own.length,
      flopsPerMicroBatch: flopsPerMicroBatch(own, priceOf),
    };
  });
  const { passes } = phaseWork(graph);
  return {
    ...heldLevel(watch, context),
    replica,
    longRuns: cycles(watch, replica, ({ account }) => account.depth + 1),
    shortRuns: cycles(watch, replica, (now) => pipelineMicroBatches(choice.microBatches, now.stages, passes)),
    update: dependencyNumbers(watch, UPDATE_NUMBERS, (numbers, at) => {
      const own = stages();
      const updates = pipelineUpdates(own, priceOf, context());
      const account = updateAccount(own.map(({ chip }, stage) => ({ chip, update: updates[stage]! })));
      writeUpdate(account, { numbers, at });
    }),
    phased: dependencyMemo(watch, () => ({
      account: closePhases(phasedProgram({ graph, choice }, priceOf, context()), emptyAccount()),
      flopsPerMicroBatch: flopsPerMicroBatch(stages(), priceOf),
    })),
  };
}

function heldLevel(watch: Watch, context: () => PricingContext): Pick<PhaseLevels, "held" | "shortages"> {
  const shortages: (Misfit | undefined)[] = [];
  const held = dependencyNumbers(watch, HELD_NUMBERS, (into, at) => {
    const plan = planExecution(context());
    shortages[at / HELD_NUMBERS] = plan.kind === "plan" ? undefined : misfitOf(plan);
    if (plan.kind !== "plan") return;
    const { fullestChipBytes, sramBytesPerTilePeak, streamingBytesPerMachine } = heldBytes(
      watch.arch.value,
      plan,
    );
    into[at] = fullestChipBytes;
    into[at + 1] = sramBytesPerTilePeak;
    into[at + 2] = streamingBytesPerMachine;
  });
  return { held, shortages };
}

/** A replica's cycles for so many micro-batches, as numbers. */
function cycles(
  watch: Watch,
  replica: Memo<Replica>,
  microBatchesOf: (replica: Replica) => number,
): NumberMemo {
  return dependencyNumbers(watch, CYCLE_NUMBERS + 1, (numbers, at) => {
    const now = replica(watch.running.arch, watch.running.choice);
    writeCycles(now.account, microBatchesOf(now), { numbers, at });
    numbers[at + FLOPS] = now.flopsPerMicroBatch;
  });
}

function misfitOf(answer: Unfit | Illegal): Misfit {
  if (answer.kind === "illegal")
    return { resource: illegalText(answer), demand: Number.NaN, bound: Number.NaN };
  const { resource, demand, bound } = toldShortage(answer);
  return { resource, demand, bound };
}

/** Prices of the graph's blocks, each remembered by what it depends on; of half layers, which are cut anew each time, not. */
function blockPrices(
  graph: OperatorGraph,
  watch: Watch,
  context: () => PricingContext,
  sums: LastingSums,
): PriceOf {
  const known = new Map<Block, Memo<BlockPrice>>();
  for (const block of graph.blocks)
    known.set(
      block,
      dependencyMemo(watch, () => {
        const price = priceBlock(block, context());
        for (const segments of [price.forward, price.recompute, price.backward])
          sums.set(segments, addUpSegments(segments));
        return price;
      }),
    );
  return (block) => {
    const memo = known.get(block);
    return memo === undefined ? priceBlock(block, context()) : memo(watch.running.arch, watch.running.choice);
  };
}
