import type { Arch } from "../arch/arch.ts";
import { buildArch } from "../arch/build-arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import { compileEvaluator, type CompiledEvaluator } from "../explore/compiled/compile-evaluator.ts";
import { plainMetricWriter } from "../explore/compiled/plain-metric-writer.ts";
import { pointReader } from "../explore/compiled/point-reader.ts";
import { findPlanSteps, type FoundPlan } from "../explore/find-plan.ts";
import type { PlanChoice } from "../plan/plan.ts";
import { whyNoPlan } from "../plan/choice/illegal.ts";
import { unbuildable } from "../plan/unbuildable.ts";
import type { BuiltInMetrics } from "../result/measure.ts";
import { roundedNumber } from "../result/rounded.ts";
import type { CarriedStudy } from "../result/saved/carried-study.ts";
import { openArch, openWorkload, type Settings } from "../spec/carried/open-carried.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import type { Ask } from "./ask.ts";

/** A plan under settings: its metrics as they would be saved, what it lacks, or what is wrong with the settings. */
export type Priced =
  | { readonly kind: "priced"; readonly metrics: BuiltInMetrics }
  | { readonly kind: "misfit" | "wrong"; readonly says: string };

export type Searched =
  | { readonly kind: "found"; readonly choice: PlanChoice; readonly considered: number }
  | { readonly kind: "misfit" | "wrong"; readonly says: string };

export interface Answerer {
  /** The closed form of a plan, by the compiled evaluator. */
  readonly price: (ask: Ask, choice: PlanChoice) => Priced;
  /** The search of `plan: auto`, a step at a time. */
  readonly search: (ask: Ask) => Generator<undefined, Searched>;
}

/** Machines that an evaluator keeps before it is made anew: a slider that is moved for hours fills no memory. */
const MOST_MACHINES = 2000;

/** Answers for a study that a page carries, by the laws of the tool. Settings and plans stay known from ask to ask. */
export function answerer(study: CarriedStudy): Answerer {
  const planners: PlannerCache = new Map();
  const archs = onceEach(study.systems, ({ carried }) => openArch(carried));
  const workloads = onceEach(study.workloads, ({ carried }) => openWorkload(carried));
  const evaluators = new Map<string, ReturnType<typeof evaluatorOf>>();

  const opened = (ask: Ask): Subjects | { readonly wrong: string } => {
    const arch = archs(ask.system)(settingsOf(ask, isOfArch), ask.sizes);
    const workload = workloads(ask.workload)(settingsOf(ask, (path) => !isOfArch(path)));
    const wrong = [arch, workload].flatMap((one) => ("wrong" in one ? one.wrong : []));
    if (!("spec" in arch) || !("spec" in workload)) return { wrong: wrong.join("; ") };
    return { arch: buildArch(arch.spec), workload: workload.spec };
  };
  const price = (ask: Ask, choice: PlanChoice): Priced => {
    const subjects = opened(ask);
    if ("wrong" in subjects) return { kind: "wrong", says: subjects.wrong };
    const key = `${ask.system} ${JSON.stringify(subjects.workload)}`;
    let evaluator = evaluators.get(key);
    if (evaluator === undefined || evaluator.machines() > MOST_MACHINES) {
      evaluator = evaluatorOf(subjects, planners);
      evaluators.set(key, evaluator);
    }
    return evaluator.price(subjects.arch, choice);
  };
  function* search(ask: Ask): Generator<undefined, Searched> {
    const subjects = opened(ask);
    if ("wrong" in subjects) return { kind: "wrong", says: subjects.wrong };
    const refused = unbuildable(subjects.arch);
    if (refused !== undefined) return { kind: "misfit", says: shortage(refused) };
    const fixed = (study.fixed[`${ask.workload} ${ask.system}`] ?? {}) as PlanSpec;
    const steps = findPlanSteps({ ...subjects, fixed, planners });
    for (;;) {
      const { done, value } = steps.next();
      if (done) return searchedOf(value);
      yield undefined;
    }
  }
  return { price, search };
}

interface Subjects {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
}

const isOfArch = (path: string): boolean => /^(chip|machine|system|software)[.]/.test(path);

const settingsOf = ({ settings }: Ask, wanted: (path: string) => boolean): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([path]) => wanted(path)));

function searchedOf({ best, noPlan, counts }: FoundPlan): Searched {
  if (best !== undefined) return { kind: "found", choice: best.choice, considered: counts.plans };
  return { kind: "misfit", says: noPlan === undefined ? "no plan was found" : whyNoPlan(noPlan) };
}

interface Short {
  readonly resource: string;
  readonly demand: number;
  readonly bound: number;
}

const shortage = ({ resource, demand, bound }: Short): string =>
  Number.isNaN(demand)
    ? resource
    : `${resource} needs ${Math.ceil(100 * (demand / bound)).toLocaleString("en")} % of what there is`;

function evaluatorOf({ arch: first, workload }: Subjects, planners: PlannerCache) {
  const evaluator: CompiledEvaluator = compileEvaluator({
    ...{ workload, archs: [first], planners },
    writerOf: plainMetricWriter,
  });
  const read = pointReader(evaluator);
  const machines = new Map<string, number>();
  const choices = new Map<string, number>();
  const numberOf = <T>(known: Map<string, number>, one: T, add: (one: T) => number): number => {
    const key = JSON.stringify(one, toldApart);
    const number = known.get(key) ?? add(one);
    known.set(key, number);
    return number;
  };
  return {
    machines: () => machines.size,
    price: (arch: Arch, choice: PlanChoice): Priced => {
      const point = read(
        numberOf(machines, arch, evaluator.addArch),
        numberOf(choices, choice, evaluator.addChoice),
      );
      if ("short" in point) return { kind: "misfit", says: shortage(point.short) };
      const saved = Object.entries(point.metrics).map(([id, value]) => [
        id,
        value === null ? null : roundedNumber(value),
      ]);
      return { kind: "priced", metrics: Object.fromEntries(saved) as BuiltInMetrics };
    },
  };
}

/** JSON has one word for all numbers that are not finite. */
const toldApart = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

/** What is made of each of a list, when it is first asked for by its id. */
function onceEach<T extends { readonly id: string }, R>(
  list: readonly T[],
  make: (one: T) => R,
): (id: string) => R {
  const made = new Map<string, R>();
  return (id) => {
    const known = made.get(id);
    if (known !== undefined) return known;
    const one = list.find((item) => item.id === id);
    if (one === undefined) throw new Error(`the page carries no "${id}"`);
    const result = make(one);
    made.set(id, result);
    return result;
  };
}
