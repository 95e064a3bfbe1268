import type { Arch } from "../arch/arch.ts";
import { arithmeticsKeeping } from "../arch/best-arithmetic.ts";
import type { NoPlan } from "../plan/choice/illegal.ts";
import type { PlanChoice } from "../plan/plan.ts";
import { measureMetrics, type BuiltInMetrics } from "../result/measure.ts";
import { metricContext } from "../result/metric-context.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { activeParameters, exactParameters } from "../workload/graph/parameters.ts";
import { decoderOfSize } from "./decoder-of-size.ts";
import { decoderPlanner, type PlanDecoder } from "./plan-decoder.ts";
import { FLOPS_PER_PARAMETER_TOKEN as SIX, type Allocation, type ScalingLaw } from "./laws/scaling-law.ts";

/**
 * What dollars pay for: the hours of the run (depreciation and electricity), the same hours in a cloud, or the machine
 * itself, whose electricity is then left out.
 */
export type Money = "depreciation" | "rent" | "purchase";

/** What limits the training run; of days and dollars together, what is spent first. */
export type Budget =
  | { readonly kind: "flops"; readonly flops: number }
  | { readonly kind: "target-loss"; readonly loss: number }
  | { readonly kind: "days"; readonly seconds: number }
  | { readonly kind: "dollars"; readonly dollars: number; readonly money: Exclude<Money, "purchase"> }
  | {
      readonly kind: "days-and-dollars";
      readonly seconds: number;
      readonly dollars: number;
      readonly money: Money;
    };

export interface OptimumInput {
  readonly arch: Arch;
  readonly law: ScalingLaw;
  readonly budget: Budget;
  /** No more tokens than this exist; the model then grows instead. */
  readonly tokensAvailable?: number;
  /** Shared by laws and budgets of one machine; where not said, one for this budget alone. */
  readonly planDecoder?: PlanDecoder;
}

/** A compute-optimal model on a machine: what to train, on how much, and what that takes. */
export interface Optimum {
  readonly kind: "optimum";
  readonly law: string;
  readonly flops: number;
  readonly allocation: Allocation;
  /** True where the tokens that exist, not the law, decide. */
  readonly limitedByTokens: boolean;
  readonly workload: WorkloadSpec;
  /** Exact counts of the shape that was planned: all there are, and those that a token meets. */
  readonly parameters: number;
  readonly activeParameters: number;
  readonly choice: PlanChoice;
  readonly metrics: BuiltInMetrics;
}

export type OptimumAnswer = Optimum | NoPlan | { readonly kind: "unreachable"; readonly because: string };

/** How closely a budget of days or dollars is met, and after how many plans the search gives up. */
const TOLERANCE = 0.005;
const MOST_PLANS = 14;

/**
 * The best model for a budget. FLOPs and target loss follow from the law in closed form; days and dollars need the
 * machine: time and cost grow nearly as the FLOPs, so the budget is met by repeated scaling (secant in logarithms). A
 * budget whose model does not fit is answered by what that model lacks.
 */
export function findOptimum(question: OptimumInput): OptimumAnswer {
  const { arch, budget, law, planDecoder = decoderPlanner(arch, new Map()) } = question;
  const input = { ...question, planDecoder };
  if (law.model?.precision === "fp8" && arithmeticsKeeping(arch.chip, "fp8")[0] !== "fp8_16")
    return { kind: "unreachable", because: `${arch.name} has no arithmetic in FP8` };
  switch (budget.kind) {
    case "flops":
      return optimumAt(input, budget.flops);
    case "target-loss": {
      const flops = flopsForLoss(law, budget.loss, input.tokensAvailable);
      return flops === undefined
        ? { kind: "unreachable", because: `${law.label} reaches no loss of ${budget.loss} with these tokens` }
        : optimumAt(input, flops);
    }
    case "days":
      return meetBudget(input, budget.seconds, ({ timeToTrainSeconds }) => timeToTrainSeconds);
    case "dollars":
      return meetBudget(input, budget.dollars, (metrics) => dollarsOf(metrics, budget.money));
    case "days-and-dollars":
      return withinBoth(input, budget);
  }
}

/** Dollars that a run takes of a budget of that kind; null where a price is not known. */
export function dollarsOf(
  { costDollars, cloudDollars, capexDollars }: BuiltInMetrics,
  money: Money,
): number | null {
  return { depreciation: costDollars, rent: cloudDollars, purchase: capexDollars }[money];
}

/** Days and dollars grow together with the run; what the machine costs to buy does not, and is held against once. */
function withinBoth(input: Asked, budget: Extract<Budget, { kind: "days-and-dollars" }>): OptimumAnswer {
  const { seconds, dollars, money } = budget;
  const time = ({ timeToTrainSeconds }: BuiltInMetrics): number | null => timeToTrainSeconds;
  if (money !== "purchase")
    return meetBudget(input, 1, (metrics) => {
      const [spent, taken] = [dollarsOf(metrics, money), time(metrics)];
      return spent === null || taken === null ? null : Math.max(spent / dollars, taken / seconds);
    });
  const { capexDollars, name } = input.arch;
  if (capexDollars !== undefined && capexDollars <= dollars) return meetBudget(input, seconds, time);
  const price = capexDollars === undefined ? "is not known" : `is $${Math.round(capexDollars)}`;
  return { kind: "unreachable", because: `the purchase price of ${name} ${price}, the budget $${dollars}` };
}

/** The model and data for `flops`: the law's optimum, or as much data as exists and a larger model. */
export function allocate(law: ScalingLaw, flops: number, tokensAvailable = Infinity): Allocation {
  const free = law.optimum(flops);
  if (free.tokens <= tokensAvailable) return free;
  const parameters = flops / (SIX * tokensAvailable);
  return { parameters, tokens: tokensAvailable, loss: law.loss(parameters, tokensAvailable) };
}

/** With limited tokens the model must make up for data: N from L(N, D) = loss, by bisection of the logarithm. */
function flopsForLoss(law: ScalingLaw, loss: number, tokensAvailable = Infinity): number | undefined {
  const free = law.flopsForLoss(loss);
  if (free === undefined) return undefined;
  if (law.optimum(free).tokens <= tokensAvailable) return free;
  let low = Math.log(1e6);
  let high = Math.log(1e18);
  if (law.loss(Math.exp(high), tokensAvailable) > loss) return undefined;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (law.loss(Math.exp(middle), tokensAvailable) > loss) low = middle;
    else high = middle;
  }
  return SIX * Math.exp(high) * tokensAvailable;
}

type Asked = OptimumInput & { readonly planDecoder: PlanDecoder };

function optimumAt({ law, tokensAvailable, planDecoder }: Asked, flops: number): Optimum | NoPlan {
  const allocation = allocate(law, flops, tokensAvailable);
  const workload = decoderOfSize(allocation.parameters, allocation.tokens, law.model);
  const found = planDecoder(workload);
  if ("noPlan" in found) return found.noPlan;
  const { best } = found;
  return {
    kind: "optimum",
    law: law.id,
    flops,
    allocation,
    limitedByTokens: tokensAvailable !== undefined && allocation.tokens === tokensAvailable,
    workload,
    parameters: exactParameters(workload),
    activeParameters: activeParameters(workload),
    choice: best.phases[0]!.plan.choice,
    metrics: measureMetrics(metricContext(best)),
  };
}

/** Start of the search for a budget: one PF/s-day; less where its model does not fit, down to some seconds of one chip. */
const START_FLOPS = 8.64e19;
const LEAST_FLOPS = 1e15;
const SHRINK = 64;
/** How far from a budget an answer may be that the next larger model would meet, if it fitted. */
const NEAR = 0.05;

function meetBudget(
  input: Asked,
  budget: number,
  spent: (metrics: BuiltInMetrics) => number | null,
): OptimumAnswer {
  let flops = START_FLOPS;
  let nearest: Optimum | undefined;
  let before: { flops: number; used: number } | undefined;
  const distance = (one: Optimum): number => off(spent(one.metrics) ?? 0, budget);
  for (let plan = 0; plan < MOST_PLANS; plan++) {
    const answer = optimumAt(input, flops);
    if (answer.kind === "illegal") return answer;
    if (answer.kind === "infeasible") {
      if (nearest !== undefined) return distance(nearest) < Math.log1p(NEAR) ? nearest : answer;
      if (flops < LEAST_FLOPS) return answer;
      flops /= SHRINK;
      continue;
    }
    const used = spent(answer.metrics);
    if (used === null) return { kind: "unreachable", because: `what ${input.arch.name} costs is not known` };
    if (nearest === undefined || off(used, budget) < distance(nearest)) nearest = answer;
    if (off(used, budget) < Math.log1p(TOLERANCE)) break;
    const slope = before === undefined ? 1 : exponent(before, { flops, used });
    before = { flops, used };
    flops *= (budget / used) ** (1 / slope);
  }
  return nearest ?? { kind: "unreachable", because: "no plan was tried" };
}

const off = (used: number, budget: number): number => Math.abs(Math.log(used / budget));

/** d ln(used) / d ln(flops) between two tries, kept to what machines show. */
function exponent(a: { flops: number; used: number }, b: { flops: number; used: number }): number {
  const slope = Math.log(b.used / a.used) / Math.log(b.flops / a.flops);
  return Number.isFinite(slope) ? Math.min(2, Math.max(0.5, slope)) : 1;
}
