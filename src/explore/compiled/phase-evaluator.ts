import { matmulPlanner, type PlannerCache } from "../../estimate/matmul-planner.ts";
import { closePhases } from "../../estimate/phased-account.ts";
import {
  closePipeline,
  CYCLE_NUMBERS,
  UPDATE_NUMBERS,
  writeCycles,
  writeUpdate,
  type Row,
} from "../../estimate/close-pipeline.ts";
import { replicaAccount, updateAccount, type ReplicaAccount } from "../../estimate/pipeline-account.ts";
import { priceBlock, type BlockPrice } from "../../estimate/price-block.ts";
import { phasedProgram } from "../../estimate/price-phased.ts";
import {
  flopsPerMicroBatch,
  pipelineCycle,
  pipelineMicroBatches,
  pipelineUpdates,
  stepFlops,
  type PriceOf,
} from "../../estimate/price-plan.ts";
import type { PricingContext } from "../../estimate/pricing-context.ts";
import {
  emptyAccount,
  emptySystemRun,
  standingWatts,
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
import type { Infeasible, PlanChoice, Stage } from "../../plan/plan.ts";
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
  /** Cycles of a replica, one micro-batch beyond its fill. */
  readonly replica: Memo<Replica>;
  /** Its cycles as numbers, then its FLOPs for a micro-batch: of runs longer than the fill, all alike, and shorter. */
  readonly long: NumberMemo;
  readonly short: NumberMemo;
  readonly update: NumberMemo;
  readonly phased: Memo<PhasedRun>;
}

/** A pipeline's cycles. */
interface Replica {
  readonly account: ReplicaAccount;
  readonly stages: number;
  readonly flopsPerMicroBatch: number;
}

/** A phased program, run once. */
interface PhasedRun {
  readonly account: StepAccount;
  readonly flopsPerMicroBatch: number;
}

const HELD_NUMBERS = 3;
const FLOPS = CYCLE_NUMBERS;

export function phaseLevels(graph: OperatorGraph, watch: Watch, planners: PlannerCache): PhaseLevels {
  const arch = watch.arch.value;
  const choice = watch.choice.value;
  const context = (): PricingContext => ({
    arch,
    graph,
    choice,
    planMatmul: matmulPlanner(arch, choice, planners),
  });
  const sums: LastingSums = new WeakMap();
  const priceOf = blockPrices(graph, watch, context, sums);
  const cut = dependencyMemo(watch, () => partition(graph, choice));
  const stages = (): readonly Stage[] => cut(watch.running.arch, watch.running.choice);
  const shortages: (Shortage | undefined)[] = [];
  const replica = dependencyMemo(watch, (): Replica => {
    const own = stages();
    return {
      account: replicaAccount(pipelineCycle(own, priceOf, context()), choice.interleave, segmentSums(sums)),
      stages: own.length,
      flopsPerMicroBatch: flopsPerMicroBatch(own, priceOf),
    };
  });
  const cycles = (microBatchesOf: (replica: Replica) => number): NumberMemo =>
    dependencyNumbers(watch, CYCLE_NUMBERS + 1, (numbers, at) => {
      const now = replica(watch.running.arch, watch.running.choice);
      writeCycles(now.account, microBatchesOf(now), { numbers, at });
      numbers[at + FLOPS] = now.flopsPerMicroBatch;
    });
  return {
    shortages,
    replica,
    long: cycles(({ account }) => account.depth + 1),
    short: cycles((now) => pipelineMicroBatches(choice.microBatches, now.stages, phaseWork(graph).passes)),
    held: dependencyNumbers(watch, HELD_NUMBERS, (into, at) => {
      const plan = planExecution({ ...context(), withLevers: false });
      shortages[at / HELD_NUMBERS] = plan.kind === "plan" ? undefined : shortageOf(plan);
      if (plan.kind !== "plan") return;
      const { fullestChipBytes, sramBytesPerTilePeak, streamingBytesPerMachine } = heldBytes(arch, plan);
      into[at] = fullestChipBytes;
      into[at + 1] = sramBytesPerTilePeak;
      into[at + 2] = streamingBytesPerMachine;
    }),
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

const shortageOf = ({ resource, demand, bound }: Infeasible): Shortage => ({ resource, demand, bound });

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
  const levels = phaseLevels(graph, watch, planners);
  const { held, shortages } = levels;
  const standing: StandingWatts[] = [];
  const layouts: Layout[] = [];
  const cycles = { numbers: NO_NUMBERS, at: 0 };
  const update = { numbers: NO_NUMBERS, at: 0 };
  const account = emptyAccount();
  const run = emptySystemRun();
  const figures = emptyPhase(graph);
  const { passes } = figures;
  const runPhased = (arch: number, choice: number, { counts, chips, repeats }: Layout): void => {
    const once = levels.phased(arch, choice);
    systemRun(once.account, chips, repeats, run);
    figures.hardwareFlops = stepFlops(once.flopsPerMicroBatch, counts, passes);
  };
  const runPipeline = (arch: number, choice: number, layout: Layout): void => {
    const { counts, chips, microBatches, depth, repeats } = layout;
    turnTo(microBatches > depth ? levels.long : levels.short, arch, choice, cycles);
    turnTo(levels.update, arch, choice, update);
    closePipeline(cycles, update, microBatches, depth, account);
    systemRun(account, chips, repeats, run);
    figures.hardwareFlops = stepFlops(cycles.numbers[cycles.at + FLOPS]!, counts, passes);
  };
  const layoutAt = (arch: number, choice: number): Layout => {
    const made = watch.choices[choice]!;
    return layoutOf(made, passes, made.weights === "streaming" ? undefined : levels.replica(arch, choice));
  };
  return {
    figures,
    evaluate(arch, choice) {
      const row = held.rowOf(arch, choice);
      const short = shortages[row];
      if (short !== undefined) return short;
      const layout = (layouts[choice] ??= layoutAt(arch, choice));
      if (layout.isPhased) runPhased(arch, choice, layout);
      else runPipeline(arch, choice, layout);
      withStanding(run, (standing[arch] ??= standingWatts(watch.archs[arch]!)), figures);
      const heldAt = HELD_NUMBERS * row;
      figures.fullestChipBytes = held.numbers[heldAt]!;
      figures.sramBytesPerTilePeak = held.numbers[heldAt + 1]!;
      figures.streamingBytesPerMachine = held.numbers[heldAt + 2]!;
      return undefined;
    },
  };
}
/** What a point takes from its choice, on whatever machine: records of one form, whatever else choices say. */
interface Layout {
  readonly counts: Pick<PlanChoice, "microBatches" | "tensorParallel" | "dataParallel">;
  readonly isPhased: boolean;
  readonly chips: number;
  /** Of one run of a pipeline, and how many of them fill it. */
  readonly microBatches: number;
  readonly depth: number;
  readonly repeats: number;
}

function layoutOf(choice: PlanChoice, passes: number, replica: Replica | undefined): Layout {
  const { tensorParallel, dataParallel } = choice;
  const microBatches =
    replica === undefined
      ? choice.microBatches
      : pipelineMicroBatches(choice.microBatches, replica.stages, passes);
  return {
    counts: { microBatches: choice.microBatches, tensorParallel, dataParallel },
    isPhased: replica === undefined,
    chips: tensorParallel * dataParallel,
    microBatches,
    depth: replica?.account.depth ?? 0,
    repeats: replica === undefined ? passes : (choice.microBatches * passes) / microBatches,
  };
}

const NO_NUMBERS = new Float64Array(0);

/** Turns `row` to the result of `memo` at a point. */
function turnTo(memo: NumberMemo, arch: number, choice: number, row: Row): void {
  row.at = memo.width * memo.rowOf(arch, choice);
  row.numbers = memo.numbers;
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
