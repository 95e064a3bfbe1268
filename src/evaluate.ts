import type { Arch, Chip } from "./arch/arch.ts";
import { estimateAnalytic } from "./estimate/analytic.ts";
import { estimateEvent } from "./estimate/event/event.ts";
import { SHIPPED_CONSTANTS, type FittedConstants } from "./estimate/fitted-constants.ts";
import { pricePlan } from "./estimate/price/price-plan.ts";
import type { PlanTiming, PricedPlan } from "./estimate/priced-plan.ts";
import { noteComputed } from "./estimate/price/tally.ts";
import { matmulPlanner, type PlannerCache } from "./estimate/price/matmul-planner.ts";
import { illegalChoice } from "./plan/choice/illegal-choice.ts";
import { layOut } from "./plan/lay-out.ts";
import type { Unfit } from "./plan/memory/explain-shortage.ts";
import { planExecution } from "./plan/plan-execution.ts";
import { unbuildable } from "./plan/unbuildable.ts";
import type { Illegal, NoPlan } from "./plan/choice/illegal.ts";
import type { Plan, PlanChoice } from "./plan/plan.ts";
import { withTileClasses } from "./plan/memory/tile-classes.ts";
import type { WorkloadSpec } from "./spec/kinds/workload-spec.ts";
import { graphOf, phasesOf } from "./workload/build-graph.ts";
import type { OperatorGraph, Phase } from "./workload/graph/operator-graph.ts";

export type Fidelity = PlanTiming["fidelity"];

export interface EvaluateInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly choice: PlanChoice;
  readonly fidelity: Fidelity;
  /** Tile plans shared between evaluations; they depend on shapes and tiles alone. */
  readonly planners?: PlannerCache;
}

/** One phase of a workload, planned, priced and timed: training has one, inference prefill and decode. */
export interface PhaseEvaluation {
  readonly plan: Plan;
  readonly priced: PricedPlan;
  readonly timing: PlanTiming;
}

export interface Evaluation {
  readonly kind: "evaluation";
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly phases: readonly PhaseEvaluation[];
}

const ESTIMATORS = { analytic: estimateAnalytic, event: estimateEvent } satisfies Record<Fidelity, unknown>;

/**
 * Evaluate one design point.
 *
 *   ArchSpec ──buildArch──► Arch ─┐
 *                                 ├─planExecution─► Plan ─pricePlan─► PricedPlan ─estimate─► PlanTiming
 *   WorkloadSpec ─buildOperatorGraph─► OperatorGraph ─┘      └─► Unfit ─explainShortage─► Infeasible
 *
 * Pure: same input, same output, no files, no clock, no randomness.
 */
export function evaluate(input: EvaluateInput): Evaluation | Unfit | NoPlan {
  const { arch, workload, choice, fidelity, planners } = input;
  const refused = unbuildable(arch);
  if (refused !== undefined) return refused;
  if (planners?.tally !== undefined) {
    planners.tally.plansPriced += 1;
    noteComputed(planners.tally, "price", arch, workload, choice);
  }
  const phases: PhaseEvaluation[] = [];
  for (const phase of phasesOf(workload)) {
    const priced = planAndPrice({
      ...input,
      graph: graphOf(workload, phase),
      choice: choiceFor(phase, choice, workload, arch.chip),
    });
    if (priced.kind !== "priced") return priced;
    phases.push({
      plan: priced.priced.plan,
      priced: priced.priced,
      timing: ESTIMATORS[fidelity](priced.priced),
    });
  }
  return { kind: "evaluation", arch, workload, phases };
}

/** An evaluation at another fidelity: the same plan at the same prices, timed again. */
export function retimed(evaluation: Evaluation, fidelity: Fidelity): Evaluation {
  const phases = evaluation.phases.map(({ plan, priced }) => ({
    ...{ plan, priced },
    timing: ESTIMATORS[fidelity](priced),
  }));
  return { ...evaluation, phases };
}

/**
 * Prefill takes the samples of a decode micro-batch one by one on tiles, whose memory a prompt's activations fill; on
 * chips without tiles as many together as a pass has room for. Where no decode follows (encoders, images) the pass is
 * the whole work, and the micro-batch goes through it together.
 */
export function choiceFor(
  phase: Phase,
  choice: PlanChoice,
  workload: WorkloadSpec,
  { architecture }: Pick<Chip, "architecture">,
): PlanChoice {
  const { task } = workload;
  if (phase !== "prefill" || task.kind !== "inference" || !phasesOf(workload).includes("decode"))
    return choice;
  const room = architecture === "tiled" ? 1 : Math.floor(PREFILL_TOKENS / task.promptTokens);
  const together = largestDivisor(choice.microBatch, room);
  return {
    ...choice,
    microBatch: together,
    microBatches: (choice.microBatches * choice.microBatch) / together,
  };
}

/**
 * Tokens of prompts that a pass takes at most on chips without tiles. Published: defaults of TensorRT-LLM
 * (max_num_tokens) and vLLM (max_num_batched_tokens on large GPUs), 8,192.
 */
const PREFILL_TOKENS = 8192;

/** At least 1. */
function largestDivisor(count: number, most: number): number {
  for (let divisor = Math.min(count, most); divisor > 1; divisor--) if (count % divisor === 0) return divisor;
  return 1;
}

export interface PlanAndPriceInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly planners?: PlannerCache;
  /** Calibration tries others than the shipped constants. */
  readonly fitted?: FittedConstants;
}

/** A phase with its price. */
export interface PricedPhase {
  readonly kind: "priced";
  readonly priced: PricedPlan;
}

/** Plan and price one phase, without timing it. */
export function planAndPrice(input: PlanAndPriceInput): PricedPhase | Unfit | Illegal {
  const { arch, graph, choice, planners = new Map(), fitted = SHIPPED_CONSTANTS } = input;
  const planMatmul = matmulPlanner(arch, choice, planners);
  const plan = planExecution({ arch, graph, choice, planMatmul });
  if (plan.kind !== "plan") return plan;
  const told = withTileClasses(plan, planMatmul);
  return { kind: "priced", priced: pricePlan(told, { planMatmul, fitted }) };
}

/**
 * The same of a run that is known to have run (validation), or is part of one (a pass of a service): priced whether or
 * not the memory model finds room for it. Only an illegal choice has no price.
 */
export function priceKnownRun(input: PlanAndPriceInput): PricedPhase | Illegal {
  const { arch, graph, choice, planners = new Map(), fitted = SHIPPED_CONSTANTS } = input;
  const refused = illegalChoice({ arch, graph, choice });
  if (refused !== undefined) return refused;
  const planMatmul = matmulPlanner(arch, choice, planners);
  const plan = layOut({ arch, graph, choice, planMatmul });
  return { kind: "priced", priced: pricePlan(plan, { planMatmul, fitted }) };
}
