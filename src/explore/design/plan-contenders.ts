import type { Arch } from "../../arch/arch.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { evaluate, type Evaluation } from "../../evaluate.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { measureMetrics } from "../../result/measure.ts";
import { metricContext } from "../../result/metric-context.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { graphOf, phasesOf } from "../../workload/build-graph.ts";
import type { Breadth } from "../plan-search/degrees.ts";
import type { PlanFrontier } from "../plan-search/plan-frontier.ts";
import { searchSteps, type SearchStep } from "../plan-search/search-plans.ts";

/** What the fastest plan of every design of a box keeps to. */
export interface Contenders {
  /** No design's fastest plan takes longer. */
  readonly mostSecondsPerSample: number;
  /** Dynamic, of a step, of the plan that is the fastest on the best machine. */
  readonly firstJoules: number;
  /** No design's fastest plan takes less. Undefined where too many could be the fastest, or nobody asked on. */
  readonly joules?: number;
  /** All was asked that there is to ask. */
  readonly isWhole: boolean;
}

export interface ContendersInput {
  /** As good as all machines of the box in every number, and as bad; they hold the same. */
  readonly best: Arch;
  readonly worst: Arch;
  readonly workload: WorkloadSpec;
  readonly plan: PlanSpec;
  readonly breadth: Breadth;
  readonly planners: PlannerCache;
  /** Where a search on the best stood. */
  readonly from?: PlanFrontier;
  /** Whether it would tell anything if no plan took less than these joules: of the first plan, else nothing is asked of the others. */
  readonly isWorth: (found: { readonly mostSecondsPerSample: number; readonly joules: number }) => boolean;
}

/** Plans that are looked at: where more could be the fastest, none is known to draw least. */
const MOST_PLANS = 48;
/** Sums in another order. */
const ROUNDING = 1e-9;

/**
 * How long the fastest plans of a box take at most, and what they draw at least.
 *
 * Any plan on the worst machine says how long the fastest one of every design takes at most, for it fits in all of them.
 * Every design's fastest plan is then one that the best machine runs in that time. What a plan draws beside idling does
 * not depend on rates, so on the best machine, where each kind of work costs least, it draws no more than anywhere.
 * Undefined where no plan is known to fit.
 */
export function planContenders(input: ContendersInput): Contenders | undefined {
  const { best, worst, workload, plan } = input;
  const graphs = phasesOf(workload).map((phase) => graphOf(workload, phase));
  const steps = searchSteps({
    ...input,
    arch: best,
    graphs,
    fixed: plan,
    ranks: MOST_PLANS,
    isFromHere: true,
  });
  let found: { readonly mostSecondsPerSample: number; readonly firstJoules: number } | undefined;
  for (;;) {
    const { done, value } = steps.next();
    const [first] = value.best;
    if (first !== undefined && found === undefined) {
      const mostSecondsPerSample = secondsOn(worst, first.choice, input) * (1 + ROUNDING);
      if (mostSecondsPerSample === Infinity) return undefined;
      found = { mostSecondsPerSample, firstJoules: joulesOn(best, first.choice, input) };
      if (!input.isWorth({ mostSecondsPerSample, joules: found.firstJoules }))
        return { ...found, isWhole: false };
    }
    if (found === undefined) {
      if (done) return undefined;
      continue;
    }
    const most = found.mostSecondsPerSample;
    if (value.best.length >= MOST_PLANS) return { ...found, isWhole: true };
    if (!done && value.bound * (1 - ROUNDING) <= most) continue;
    if (!done && hasUnsettledMisfit(value, most)) return { ...found, isWhole: true };
    const within = value.best.filter(({ secondsPerSample }) => secondsPerSample <= most);
    const joules = within.map(({ choice }) => joulesOn(best, choice, input));
    return { ...found, joules: Math.min(...joules) * (1 - ROUNDING), isWhole: true };
  }
}

/** Interleaved stages are split by their prices before anyone looks whether they fit: elsewhere such a plan may. */
function hasUnsettledMisfit({ frontier }: SearchStep, most: number): boolean {
  return frontier().nodes.some(
    (node) =>
      node.kind === "leaf" && node.isMisfit === true && node.choice.interleave > 1 && node.bound <= most,
  );
}

type Asked = Pick<ContendersInput, "workload" | "planners">;

function evaluated(arch: Arch, choice: PlanChoice, { workload, planners }: Asked): Evaluation | undefined {
  const { silicon: _, ...bare } = arch;
  const found = evaluate({ arch: bare, workload, choice, planners, fidelity: "analytic" });
  return found.kind === "evaluation" ? found : undefined;
}

function secondsOn(arch: Arch, choice: PlanChoice, asked: Asked): number {
  const evaluation = evaluated(arch, choice, asked);
  const rate = evaluation && measureMetrics(metricContext(evaluation)).samplesPerSecond;
  return rate ? 1 / rate : Infinity;
}

function joulesOn(arch: Arch, choice: PlanChoice, asked: Asked): number {
  const evaluation = evaluated(arch, choice, asked);
  if (evaluation === undefined) throw new Error("a plan that was timed does not fit");
  return dynamicJoules(evaluation);
}

/** Of a step, beside what chips and machines draw at rest. */
export function dynamicJoules({ phases }: Evaluation): number {
  let joules = 0;
  for (const { timing } of phases) {
    const { idle: _idle, machine: _machine, ...dynamic } = timing.energy;
    joules += Object.values(dynamic).reduce((sum, part) => sum + part, 0);
  }
  return joules;
}
