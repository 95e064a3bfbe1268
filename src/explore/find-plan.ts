import type { Arch } from "../arch/arch.ts";
import { noteComputed } from "../estimate/price/tally.ts";
import { evaluate } from "../evaluate.ts";
import { unbuildable } from "../plan/unbuildable.ts";
import { illegalMade } from "../plan/choice/illegal-made.ts";
import type { Illegal } from "../plan/choice/illegal.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { graphOf, phasesOf } from "../workload/build-graph.ts";
import type { FindPlanInput, FoundPlan } from "./found-plan.ts";
import { keepSearch, keptSearch, searchQuestion } from "./kept-search.ts";
import { nearestMiss } from "./plan-search/nearest-miss.ts";
import { arithmeticsOf } from "./plan-search/plan-options.ts";
import { searchSteps } from "./plan-search/search-plans.ts";
import type { SearchCounts, SearchProgress } from "./plan-search/search-state.ts";

export type { FindPlanInput, FoundPlan };

const NOTHING: SearchCounts = {
  plans: 0,
  priced: 0,
  misfits: 0,
  removedByPrecision: 0,
  removedByMemory: 0,
  removedByPeakTime: 0,
  removedByPlannedTime: 0,
  unseen: 0,
};

/**
 * The fastest plan that fits (`plan: auto`): least time per sample by the analytic estimate, over all plans of the
 * breadth asked for (docs/plan-space.md), proven by bounds. Of equally fast plans the one with fewer chips to a replica.
 */
export function findPlan(input: FindPlanInput): FoundPlan {
  const steps = findPlanSteps(input);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, a step at a time: told to stop, it answers with the best so far and its gap. */
export function* findPlanSteps(
  input: FindPlanInput,
): Generator<SearchProgress, FoundPlan, "stop" | undefined> {
  if (input.planners?.answers === undefined) return yield* searched(input);
  const question = searchQuestion(input);
  const kept = keptSearch(input, question);
  if (kept !== undefined) return kept;
  const found = yield* searched(input);
  keepSearch(input, question, found);
  return found;
}

function* searched({
  arch,
  workload,
  fixed = {},
  planners = new Map(),
  breadth = "all",
  ranks = 1,
}: FindPlanInput): Generator<SearchProgress, FoundPlan, "stop" | undefined> {
  const { tally } = planners;
  if (tally !== undefined) noteComputed(tally, "search", arch, workload, fixed, breadth, ranks);
  const refused = unbuildable(arch);
  if (refused !== undefined) return { noPlan: refused, ranking: [], counts: NOTHING, gap: 0 };
  const graphs = phasesOf(workload).map((phase) => graphOf(workload, phase));
  const main = graphs.at(-1);
  if (
    main === undefined ||
    (fixed.arithmetic ?? arithmeticsOf(arch.chip, workload.task.precision)[0]) === undefined
  )
    return { noPlan: noArithmetic(arch, workload), ranking: [], counts: NOTHING, gap: 0 };
  const illegal = illegalMade({ arch, graph: main, made: fixed });
  if (illegal !== undefined) return { noPlan: illegal, ranking: [], counts: NOTHING, gap: 0 };
  const search = { arch, graphs, fixed, planners, breadth, ranks };
  const found = yield* searchSteps(search);
  const isOpen = breadth === "usual" && fixed.tensorParallel === undefined;
  const isLeft = isOpen && found.best.length === 0 && found.counts.unseen === 0;
  const further = isLeft ? yield* searchSteps({ ...search, breadth: "further" }) : undefined;
  const { best: ranking, gap, fastestMisfit } = further?.best.length ? further : found;
  const counts = further === undefined ? found.counts : addedCounts(found.counts, further.counts);
  if (tally !== undefined) {
    tally.searches += 1;
    tally.plansTried += counts.plans;
    tally.plansTimed += counts.priced;
  }
  const [first] = ranking;
  if (first === undefined) {
    const stopped = counts.unseen > 0;
    return {
      ...(stopped ? {} : { noPlan: nearestMiss({ arch, graph: main, fixed, planners, breadth }) }),
      ranking,
      counts,
      gap,
    };
  }
  const { choice } = first;
  const evaluation = evaluate({ arch, workload, choice, fidelity: "analytic", planners });
  if (evaluation.kind !== "evaluation") throw new Error("the best plan became infeasible");
  return { best: { choice, evaluation }, ranking, counts, gap, ...(fastestMisfit && { fastestMisfit }) };
}

/** Of two searches that go through different plans. */
function addedCounts(one: SearchCounts, other: SearchCounts): SearchCounts {
  const sums = Object.entries(one).map(([name, count]: [string, number]) => [
    name,
    count + other[name as keyof SearchCounts],
  ]);
  return Object.fromEntries(sums) as unknown as SearchCounts;
}

function noArithmetic(arch: Arch, { task }: WorkloadSpec): Illegal {
  return {
    kind: "illegal",
    made: {},
    rule: `${arch.chip.id} computes in no format that keeps ${task.precision}`,
    legal: ["another task.precision", "another chip"],
  };
}
