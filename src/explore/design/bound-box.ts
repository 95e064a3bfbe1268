import type { Arch } from "../../arch/arch.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { PlanFrontier } from "../plan-search/plan-frontier.ts";
import { boundPlans, type PlanBound } from "./bound-plans.ts";
import { metricBounds, type LeastStep } from "./design-bounds.ts";
import type { DesignMemory } from "./design-memory.ts";
import type { DesignQuestion } from "./design-question.ts";
import { costsOf } from "./design-ranking.ts";
import type { Design } from "./design-source.ts";
import { brokenByMachine, brokenLimit, leastDemand } from "./machine-limits.ts";
import { alike, optimisticArch, pessimisticArch, speedOf } from "./optimistic-arch.ts";
import { dynamicJoules, planContenders, type Contenders, type ContendersInput } from "./plan-contenders.ts";
import { evaluatePlan } from "./priced-design.ts";

/** What is known of all designs of a box. */
export interface BoxBound {
  /** No design of it has less. */
  readonly costs: readonly number[];
  /** The fastest plans on the best that its machines could be together, by workload. */
  readonly plans: readonly PlanBound[];
  readonly isSettled: boolean;
}

export interface BoxInput {
  /** At the two ends of the box. */
  readonly low: Design;
  readonly high: Design;
  /** What is known of a box around it. */
  readonly costs: readonly number[];
  readonly frontiers: readonly (PlanFrontier | undefined)[];
  /** Whether costs say enough for now; `isPlanned`: of plans whose matmuls are planned. */
  readonly isEnough: (costs: readonly number[], isPlanned: boolean) => boolean;
}

/** The limit, or what cannot be built, that no machine of a box keeps whatever the plan; undefined where some might. */
export function brokenByAll(low: Design, high: Design, question: DesignQuestion): string | undefined {
  const arch = optimisticArch(low.arch, high.arch);
  const least = { secondsPerSample: 1, joules: 0 };
  const readers = low.workloads.map((workload) => metricBounds(arch, workload).read(least));
  return brokenByMachine(leastDemand(arch, low.arch, high.arch), question.within, readers);
}

/**
 * A lower bound of what the designs of a box cost, or the limit that none of them keeps. The machine that is as good as
 * the better of both ends in every number bounds what the machine alone decides; the plan search on it bounds time, from
 * where the box around left it, until that is enough.
 */
export function boundBox(input: BoxInput, question: DesignQuestion, memory: DesignMemory): BoxBound | string {
  const { low, high, costs: known, frontiers, isEnough } = input;
  const arch = optimisticArch(low.arch, high.arch);
  const same = alike(low.arch, high.arch);
  const bounds = low.workloads.map((workload) => metricBounds(arch, workload));
  const least: LeastStep[] = bounds.map(({ secondsWithin }) => ({
    secondsPerSample: secondsWithin(question.within),
  }));
  const costs = (): readonly number[] =>
    costsOf(
      question,
      bounds.map(({ read }, at) => read(least[at]!)),
    ).map((cost, at) => Math.max(cost, known[at]!));
  const broken = (): string | undefined =>
    brokenLimit(
      question.within,
      bounds.map(({ read }, at) => read(least[at]!)),
    );
  const plans: PlanBound[] = [];
  for (const [at, workload] of low.workloads.entries()) {
    const atLeast = least[at]!.secondsPerSample;
    const take = (seconds: number): void => {
      least[at] = { secondsPerSample: Math.max(seconds, atLeast) };
    };
    const found = rememberedBound({ arch, workload, same, from: frontiers[at] }, low, {
      ...{ question, memory },
      isEnough: (seconds, isPlanned) => {
        take(seconds);
        return isEnough(costs(), isPlanned);
      },
    });
    if (found.seconds === Infinity) return "no plan fits";
    take(found.seconds);
    if (found.choice !== undefined) least[at] = exactStep(arch, workload, found, memory);
    plans.push(found);
    if (!found.isSettled) break;
    if (same !== "memory" || !asksForPower(question)) continue;
    const before = least[at]!;
    const withContenders = ({ mostSecondsPerSample, joules }: Partial<Contenders>): void => {
      least[at] = { ...before, ...(mostSecondsPerSample !== undefined && { mostSecondsPerSample }) };
      if (joules === undefined) return;
      const within = bounds[at]!.secondsWithin(question.within, joules);
      least[at] = { ...least[at], joules, secondsPerSample: Math.max(before.secondsPerSample, within) };
    };
    const isWorth = (contenders: Partial<Contenders>): boolean => {
      withContenders(contenders);
      const tells = broken() !== undefined || isEnough(costs(), true);
      least[at] = before;
      return tells;
    };
    const worst = pessimisticArch(low.arch, high.arch);
    const from = found.frontier;
    const asked = { best: arch, worst, workload, plan: low.plan, ...(from && { from }), isWorth };
    const contenders = rememberedContenders(asked, question, memory);
    if (contenders !== undefined) withContenders(contenders);
  }
  const limit = broken();
  if (limit !== undefined) return limit;
  const isSettled = plans.length === low.workloads.length && plans.every((plan) => plan.isSettled);
  return { costs: costs(), plans, isSettled };
}

interface Bounded {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly same: ReturnType<typeof alike>;
  readonly from: PlanFrontier | undefined;
}

interface Asked {
  readonly question: DesignQuestion;
  readonly memory: DesignMemory;
  readonly isEnough: (seconds: number, isPlanned: boolean) => boolean;
}

function rememberedBound(
  { arch, workload, same, from }: Bounded,
  { plan }: Design,
  { question: { breadth }, memory: { plans, planners }, isEnough }: Asked,
): PlanBound {
  const { silicon: _, ...bare } = arch;
  const key = `${workload.id}|${JSON.stringify(workload.task)}|${JSON.stringify(plan)}|${same}|${speedOf(bare)}`;
  const known = plans.get(key);
  if (known !== undefined && (known.isSettled || isEnough(known.seconds, false))) return known;
  const start = known?.frontier ?? from;
  const isFromHere = known?.frontier !== undefined;
  const asked = { arch: bare, workload, plan, breadth, planners, alike: same, isFromHere, isEnough };
  const found = boundPlans({ ...asked, ...(start && { from: start }) });
  plans.set(key, found);
  return found;
}

/** What a step takes with a plan that is the fastest of all designs of a box: its power rests on the least joules. */
function exactStep(
  { silicon: _, ...arch }: Arch,
  workload: WorkloadSpec,
  { seconds, choice }: PlanBound,
  { planners }: DesignMemory,
): LeastStep {
  const joules = dynamicJoules(evaluatePlan({ arch, workload, choice: choice!, planners }));
  return { secondsPerSample: seconds, mostSecondsPerSample: seconds, joules: joules * (1 - 1e-9) };
}

/** Metrics that less time makes larger, or that rest on what a plan draws. */
const OF_POWER = /[pP]ower|[jJ]oules|electricity|co2/;

const asksForPower = ({ within, objectives }: DesignQuestion): boolean =>
  [...within, ...objectives].some(({ metric }) => OF_POWER.test(metric));

function rememberedContenders(
  asked: Omit<ContendersInput, "breadth" | "planners">,
  { breadth }: DesignQuestion,
  { contenders, planners }: DesignMemory,
): Contenders | undefined {
  const { best, worst, workload, plan, isWorth } = asked;
  const ends = [best, worst].map(({ silicon: _, ...bare }) => speedOf(bare));
  const key = [workload.id, JSON.stringify([workload.task, plan, breadth]), ...ends].join("|");
  const known = contenders.get(key);
  if (known !== undefined) {
    const { isWhole, mostSecondsPerSample, firstJoules } = known;
    if (isWhole || !isWorth({ mostSecondsPerSample, joules: firstJoules })) return known;
  }
  const found = planContenders({ ...asked, breadth, planners });
  if (found !== undefined) contenders.set(key, found);
  return found;
}
