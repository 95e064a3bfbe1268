import type { Arch } from "../arch/arch.ts";
import type { PlanTiming, PricedPlan } from "../estimate/priced-plan.ts";
import { chipBytes, offChipBytes } from "../plan/memory/shortage.ts";
import type { Plan } from "../plan/plan.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { decodePasses } from "../workload/graph/decode-passes.ts";
import { modelFlopsPerSample } from "../workload/graph/operator-flops.ts";
import type { OperatorGraph } from "../workload/graph/operator-graph.ts";
import {
  addUp,
  engagedBy,
  emptyTotals,
  stepTask,
  type PhaseFigures,
  type StepTotals,
} from "./step-totals.ts";

/** One phase of a workload, planned, priced and timed. Training has one; inference has prefill and decode. */
export interface EvaluatedPhase {
  readonly plan: Plan;
  readonly priced: PricedPlan;
  readonly timing: PlanTiming;
}

/** What `evaluate()` returns for a plan that fits. */
export interface EvaluatedPlan {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly phases: readonly EvaluatedPhase[];
}

/** An evaluation with its step in numbers. */
export interface MetricContext extends EvaluatedPlan, Readonly<StepTotals> {}

/**
 * Totals of an evaluation. `arch` may differ from the one evaluated in what does not touch time or energy (prices,
 * PUE, grid): a corner run of those reads the same timing.
 */
export function metricContext({ arch, workload, phases }: EvaluatedPlan): MetricContext {
  const [first] = phases;
  if (first === undefined) throw new Error("an evaluation has at least one phase");
  const { choice, graph } = first.plan;
  const totals = emptyTotals(stepTask(workload, graph.tokensPerSample), arch, choice.arithmetic);
  addUp(
    totals,
    arch,
    engagedBy(choice),
    phases.map((phase) => phaseFigures(arch, phase)),
  );
  return { ...totals, workload, phases };
}

function phaseFigures(arch: Arch, { plan, priced, timing }: EvaluatedPhase): PhaseFigures {
  const { seconds, bubbleFraction, peakWatts } = timing;
  return {
    ...phaseWork(plan.graph),
    seconds,
    joules: energyOf(timing),
    bubbleFraction,
    peakWatts,
    hardwareFlops: priced.hardwareFlops,
    ...heldBytes(arch, plan),
  };
}

/** What the fullest chip, its fullest tile and the fullest machine hold. */
export function heldBytes(
  arch: Arch,
  { choice, residence, sramBytesPerTilePeak }: Plan,
): Pick<PhaseFigures, "fullestChipBytes" | "sramBytesPerTilePeak" | "streamingBytesPerMachine"> {
  return {
    fullestChipBytes: Math.max(...residence.map(chipBytes)),
    sramBytesPerTilePeak,
    streamingBytesPerMachine: offChipBytes("streaming", arch, choice, residence),
  };
}

/** What the algorithm needs in a phase: decode repeats its pass for every token after the first. */
export function phaseWork(
  graph: OperatorGraph,
): Pick<PhaseFigures, "phase" | "passes" | "modelFlopsPerSample"> {
  const passes = decodePasses(graph);
  return { phase: graph.phase, passes, modelFlopsPerSample: passes * modelFlopsPerSample(graph) };
}

export function energyOf(timing: PlanTiming): number {
  return Object.values(timing.energy).reduce((total, joules) => total + joules, 0);
}
