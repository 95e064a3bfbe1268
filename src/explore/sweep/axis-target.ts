import { planSpec, type PlanSpec } from "../../spec/kinds/plan-spec.ts";
import { SpecProblems } from "../../spec/yaml/spec-error.ts";
import { ARCH_ROOTS, type Overrides } from "../../spec/override.ts";
import { nearestName } from "../../units/nearest-name.ts";
import type { Coordinates } from "./design.ts";

/** The coordinates of a point, sorted by what they change. */
export interface PointSettings {
  readonly system: string;
  readonly workload: string;
  readonly arch: Overrides;
  readonly task: Overrides;
  readonly plan: PlanSpec;
}

const PLAN_CHOICES = Object.keys(planSpec.shape);

/**
 * The full path that a name stands for: a word alone is a choice of the plan (`microBatch`) or a parameter of the
 * system (`pod`). What is nearly a choice of the plan was meant as one.
 */
export function fullPath(name: string): string {
  if (name.includes(".") || name === "system" || name === "workload") return name;
  const isChoice = PLAN_CHOICES.includes(name) || nearestName(name, PLAN_CHOICES) !== undefined;
  return isChoice ? `plan.${name}` : `system.${name}`;
}

interface Settable {
  readonly unitOf: (name: string) => string;
  readonly fixed: Overrides;
  readonly plan: PlanSpec;
  readonly system: string;
  readonly workload: string;
}

/** What a point asks for, on top of what is fixed. A number with a unit is handed on with it, so that it is checked. */
export function pointSettings(coordinates: Coordinates, base: Settable): PointSettings {
  const arch: Record<string, string | number> = {};
  const task: Record<string, string | number> = {};
  const plan: Record<string, unknown> = { ...base.plan };
  let { system, workload } = base;
  const put = (name: string, value: string | number | boolean): void => {
    const path = fullPath(name);
    const [root = ""] = path.split(".");
    const unit = base.unitOf(name);
    const written = typeof value === "number" && unit !== "" ? `${value} ${unit}` : value;
    if (path === "system") system = String(value);
    else if (path === "workload") workload = String(value);
    else if (root === "plan") plan[path.slice(root.length + 1)] = value;
    else
      (ARCH_ROOTS.has(root) ? arch : task)[path] = typeof written === "boolean" ? String(written) : written;
  };
  for (const [path, value] of Object.entries(base.fixed)) put(path, value);
  for (const [name, value] of Object.entries(coordinates)) put(name, value);
  return { system, workload, arch, task, plan: plan as PlanSpec };
}

/** A choice of the plan that cannot be made, before anything is computed. */
export function checkPlanChoice(name: string, value: unknown): void {
  const choice = fullPath(name).slice("plan.".length);
  if (!PLAN_CHOICES.includes(choice)) {
    const suggestion = nearestName(choice, PLAN_CHOICES);
    throw new SpecProblems([
      {
        file: "--set",
        path: name,
        message: `"${name}" is no choice of a plan`,
        expected: PLAN_CHOICES.join(", "),
        ...(suggestion === undefined ? {} : { suggestion: `plan.${suggestion}` }),
      },
    ]);
  }
  const parsed = planSpec.safeParse({ [choice]: value });
  if (parsed.success) return;
  const message = parsed.error.issues.map((issue) => issue.message).join("; ");
  throw new SpecProblems([{ file: "--set", path: name, message: `${name}=${String(value)}: ${message}` }]);
}
