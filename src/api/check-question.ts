import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import { splitPlanOverrides } from "../spec/plan-overrides.ts";
import { SpecProblems, type SpecError } from "../spec/yaml/spec-error.ts";
import { nearestName } from "../units/nearest-name.ts";

/**
 * Refuses a question with a key that nobody reads, or without one that it needs: scripts without types are told as
 * the command line tells, with the nearest name.
 */
export function checkKeys(
  call: string,
  question: object,
  { needed, allowed }: { readonly needed: readonly string[]; readonly allowed: readonly string[] },
): void {
  const known = [...needed, ...allowed];
  const given = question as Readonly<Record<string, unknown>>;
  const error = (path: string, message: string, suggestion?: string): SpecError => ({
    ...{ file: call, path, message },
    ...(suggestion !== undefined && { suggestion }),
  });
  const errors = [
    ...Object.keys(given)
      .filter((key) => !known.includes(key))
      .map((key) => error("", `unknown key "${key}"`, nearestName(key, known))),
    ...needed.filter((key) => given[key] === undefined).map((key) => error("", `missing key "${key}"`)),
  ];
  if (errors.length > 0) throw new SpecProblems(errors);
}

/** Refuses a value that is none of those there are. */
export function checkChoice(call: string, key: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(String(value))) return;
  const suggestion = nearestName(String(value), choices);
  throw new SpecProblems([
    {
      ...{ file: call, path: key, message: `"${String(value)}"`, expected: `one of ${choices.join(", ")}` },
      ...(suggestion !== undefined && { suggestion }),
    },
  ]);
}

/** Choices of a plan, checked as `--set plan.*` is, and in base units. */
export async function checkedPlan(plan: PlanSpec): Promise<PlanSpec> {
  const entries = Object.entries(plan).filter(([, value]) => value !== undefined);
  const written = entries.map(([name, value]) => [`plan.${name}`, writtenValue(value)] as const);
  return (await splitPlanOverrides(Object.fromEntries(written))).plan;
}

function writtenValue(value: unknown): string | number {
  if (typeof value === "number") return value;
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
