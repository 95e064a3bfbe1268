import type { PlanChoice } from "../plan/plan.ts";
import type { CarriedStudy } from "../result/saved/carried-study.ts";
import type { Overrides } from "../spec/override.ts";
import { splitPlanOverrides, withPlanChoices } from "../spec/plan-overrides.ts";
import { planFor } from "./answer.ts";
import type { RunStudyInput } from "./run-study.ts";
import { nameOf, systemQuestion } from "./subject.ts";

export interface CarryStudyInput extends Pick<RunStudyInput, "specs" | "study" | "overrides"> {
  /** By `workload system`, as `runStudy` told them. */
  readonly plans: Readonly<Record<string, PlanChoice>>;
}

/** The systems and workloads of a study that was answered, for its page: what `runStudy` evaluated, not yet numbers. */
export async function carryStudy({
  specs,
  study: loaded,
  overrides = {},
  plans,
}: CarryStudyInput): Promise<CarriedStudy> {
  const split = await splitPlanOverrides({ ...loaded.spec.set, ...overrides });
  const study = withPlanChoices(loaded.spec, split.plan);
  const source = { specs, overrides: split.rest, variants: loaded.spec.variants };
  const systems = await Promise.all(
    study.systems.map(async (id) => {
      const asked = systemQuestion(source, id);
      const carried = await specs.carriedArch(asked.id, asked.overrides);
      const own = asked.name === undefined ? nameOf(id, carried.id) : id;
      return { id: own, asked: asked.id, set: texts(asked.overrides), carried };
    }),
  );
  const workloads = await Promise.all(
    study.workloads.map(async (id) => {
      const carried = await specs.carriedWorkload(id, split.rest);
      return { id: nameOf(id, carried.id), asked: id, set: texts(split.rest), carried };
    }),
  );
  const fixed = study.workloads.flatMap((workload, at) =>
    study.systems.flatMap((system, beside) => {
      const plan = planFor(study, system, workload);
      return plan === "auto" ? [] : [[`${workloads[at]!.id} ${systems[beside]!.id}`, plan] as const];
    }),
  );
  return { systems, workloads, fixed: Object.fromEntries(fixed), plans };
}

const texts = (overrides: Overrides): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(overrides).map(([path, value]) => [path, String(value)]));
