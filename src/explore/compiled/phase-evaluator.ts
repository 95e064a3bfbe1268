import { isPhased } from "../../plan/memory/off-chip.ts";
import { stageChips } from "../../plan/choice/chips-of.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { closePipeline, type Row } from "../../estimate/pipeline/close-pipeline.ts";
import { noJoules } from "../../estimate/power/joules.ts";
import { pipelineMicroBatches, stepFlops } from "../../estimate/price/price-plan.ts";
import {
  emptyAccount,
  emptySystemRun,
  standingWatts,
  systemRun,
  withStanding,
  type StandingWatts,
  type StepFigures,
} from "../../estimate/pipeline/step-account.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { phaseWork } from "../../result/metric-context.ts";
import type { PhaseFigures } from "../../result/step-totals.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import type { NumberMemo, Watch } from "./dependency-memo.ts";
import { FLOPS, HELD_NUMBERS, phaseLevels, type Replica, type Misfit } from "./phase-levels.ts";

/** One phase at a point: its figures, or what is short. The figures are overwritten by the next point. */
export interface PhaseEvaluator {
  readonly figures: PhaseFigures;
  readonly evaluate: (arch: number, choice: number) => Misfit | undefined;
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
    turnTo(microBatches > depth ? levels.longRuns : levels.shortRuns, arch, choice, cycles);
    turnTo(levels.update, arch, choice, update);
    closePipeline(cycles, update, microBatches, depth, account);
    systemRun(account, chips, repeats, run);
    figures.hardwareFlops = stepFlops(cycles.numbers[cycles.at + FLOPS]!, counts, passes);
  };
  const layoutAt = (arch: number, choice: number): Layout => {
    const made = watch.choices[choice]!;
    return layoutOf(made, passes, isPhased(made) ? undefined : levels.replica(arch, choice));
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
    chips: stageChips(choice),
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
