import { matmulPlanner, type PlannerCache } from "../../estimate/matmul-planner.ts";
import { closePhases } from "../../estimate/phased-account.ts";
import {
  closePipeline,
  replicaAccount,
  updateAccount,
  type ReplicaAccount,
} from "../../estimate/pipeline-account.ts";
import { priceBlock, type BlockPrice } from "../../estimate/price-block.ts";
import { phasedProgram } from "../../estimate/price-phased.ts";
import {
  flopsPerMicroBatch,
  pipelineCycle,
  pipelineRuns,
  pipelineUpdates,
  stepFlops,
  type PriceOf,
} from "../../estimate/price-plan.ts";
import type { PricingContext } from "../../estimate/pricing-context.ts";
import {
  emptyAccount,
  standingWatts,
  SYSTEM_RUN_NUMBERS,
  systemRun,
  withStanding,
  type StandingWatts,
  type StepAccount,
  type StepFigures,
} from "../../estimate/step-account.ts";
import { noJoules } from "../../estimate/joules.ts";
import { addUpSegments, segmentSums, type LastingSums } from "../../estimate/segment-sums.ts";
import { partition } from "../../plan/partition.ts";
import { planExecution } from "../../plan/plan-execution.ts";
import type { Infeasible } from "../../plan/plan.ts";
import { heldBytes, phaseWork } from "../../result/metric-context.ts";
import type { PhaseFigures } from "../../result/step-totals.ts";
import type { Block, OperatorGraph } from "../../workload/operator-graph.ts";
import {
  dependencyMemo,
  dependencyNumbers,
  type Memo,
  type NumberMemo,
  type Watch,
} from "./dependency-memo.ts";

/** Why a point does not fit, in numbers; `demand − bound` is the gap. */
export interface Shortage {
  readonly resource: string;
  readonly demand: number;
  readonly bound: number;
}

/** What a phase of a workload costs at a machine and a choice, level by level: each is priced once for all it sees alike. */
export interface PhaseLevels {
  /** What the fullest chip, its fullest tile and the fullest machine hold. */
  readonly held: NumberMemo;
  /** By row of `held`: why it does not fit; undefined where it does. */
  readonly shortages: readonly (Shortage | undefined)[];
  /** A step of the whole system, its standing power left out, and then the FLOPs it executes. */
  readonly run: NumberMemo;
}

const HELD_NUMBERS = 3;
const HARDWARE_FLOPS = SYSTEM_RUN_NUMBERS;

export function phaseLevels(graph: OperatorGraph, watch: Watch, planners: PlannerCache): PhaseLevels {
  const arch = watch.arch.value;
  const choice = watch.choice.value;
  const context = (): PricingContext => ({
    arch,
    graph,
    choice,
    planMatmul: matmulPlanner(arch, choice, planners),
  });
  const shortages: (Shortage | undefined)[] = [];
  const runOf = ranOnce(graph, watch, context);
  const { passes } = phaseWork(graph);
  return {
    shortages,
    held: dependencyNumbers(watch, HELD_NUMBERS, (into, at) => {
      const plan = planExecution({ ...context(), withLevers: false });
      shortages[at / HELD_NUMBERS] = plan.kind === "plan" ? undefined : shortageOf(plan);
      if (plan.kind !== "plan") return;
      const { fullestChipBytes, sramBytesPerTilePeak, streamingBytesPerMachine } = heldBytes(arch, plan);
      into[at] = fullestChipBytes;
      into[at + 1] = sramBytesPerTilePeak;
      into[at + 2] = streamingBytesPerMachine;
    }),
    run: dependencyNumbers(watch, SYSTEM_RUN_NUMBERS + 1, (into, at) => {
      const chips = choice.tensorParallel * choice.dataParallel;
      const { account, repeats, flopsPerMicroBatch } = runOf();
      systemRun(account, { chips, repeats }, into, at);
      into[at + HARDWARE_FLOPS] = stepFlops(flopsPerMicroBatch, choice, passes);
    }),
  };
}

const shortageOf = ({ resource, demand, bound }: Infeasible): Shortage => ({ resource, demand, bound });

/** One rank's run of the phase. */
interface Run {
  readonly account: StepAccount;
  readonly repeats: number;
  readonly flopsPerMicroBatch: number;
}

/** A pipeline's cycles. */
interface Replica {
  readonly account: ReplicaAccount;
  readonly stages: number;
  readonly flopsPerMicroBatch: number;
}

/** The run at the pair where laws run now: of a pipeline, cycles and update are remembered each by what it depends on. */
function ranOnce(graph: OperatorGraph, watch: Watch, context: () => PricingContext): () => Run {
  const choice = watch.choice.value;
  const { passes } = phaseWork(graph);
  const sums: LastingSums = new Map();
  const priceOf = blockPrices(graph, watch, context, sums);
  const remembered = <R>(law: () => R): (() => R) => {
    const memo = dependencyMemo(watch, law);
    return () => memo(watch.running.arch, watch.running.choice);
  };
  const stages = remembered(() => partition(graph, choice));
  const replica = remembered((): Replica => {
    const own = stages();
    return {
      account: replicaAccount(pipelineCycle(own, priceOf, context()), choice.interleave, segmentSums(sums)),
      stages: own.length,
      flopsPerMicroBatch: flopsPerMicroBatch(own, priceOf),
    };
  });
  const update = remembered(() => {
    const own = stages();
    const updates = pipelineUpdates(own, context());
    return updateAccount(own.map(({ chip }, at) => ({ chip, update: updates[at]! })));
  });
  const pipelined = (): Run => {
    const { account: cycles, stages: count, ...flops } = replica();
    const { microBatches, repeats } = pipelineRuns(choice, count, passes);
    return { account: closePipeline(cycles, update(), microBatches, emptyAccount()), repeats, ...flops };
  };
  const phased = (): Run => ({
    account: closePhases(phasedProgram({ graph, choice }, priceOf, context()), emptyAccount()),
    repeats: passes,
    flopsPerMicroBatch: flopsPerMicroBatch(stages(), priceOf),
  });
  return () => (choice.weights === "streaming" ? phased() : pipelined());
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

/** One phase at a point: its figures, or what is short. The figures are overwritten by the next point. */
export interface PhaseEvaluator {
  readonly figures: PhaseFigures;
  readonly evaluate: (arch: number, choice: number) => Shortage | undefined;
}

export function phaseEvaluator(graph: OperatorGraph, watch: Watch, planners: PlannerCache): PhaseEvaluator {
  const { held, shortages, run } = phaseLevels(graph, watch, planners);
  const known: StandingWatts[] = [];
  const figures = emptyPhase(graph);
  return {
    figures,
    evaluate(arch, choice) {
      const row = held.rowOf(arch, choice);
      const short = shortages[row];
      if (short !== undefined) return short;
      const at = run.width * run.rowOf(arch, choice);
      withStanding(run.numbers, at, (known[arch] ??= standingWatts(watch.archs[arch]!)), figures);
      figures.hardwareFlops = run.numbers[at + HARDWARE_FLOPS]!;
      const heldAt = HELD_NUMBERS * row;
      figures.fullestChipBytes = held.numbers[heldAt]!;
      figures.sramBytesPerTilePeak = held.numbers[heldAt + 1]!;
      figures.streamingBytesPerMachine = held.numbers[heldAt + 2]!;
      return undefined;
    },
  };
}

function emptyPhase(graph: OperatorGraph): PhaseFigures & StepFigures {
  const { phase, passes, modelFlopsPerSample } = phaseWork(graph);
  return {
    phase,
    passes,
    modelFlopsPerSample,
    seconds: 0,
    joules: 0,
    bubbleFraction: 0,
    peakWatts: 0,
    hardwareFlops: 0,
    fullestChipBytes: 0,
    sramBytesPerTilePeak: 0,
    streamingBytesPerMachine: 0,
    energy: noJoules(),
  };
}
