import { evaluationFor } from "../formula/evaluation-for.ts";
import type { Process } from "../../silicon/process.ts";
import { processNamed } from "../anchor/chip-processes.ts";
import { nameWithParameters, stateArch } from "../load-arch.ts";
import { stateWorkload } from "../load-flat.ts";
import { ARCH_ROOTS, type Override } from "../override.ts";
import { checkParameter } from "../parameters.ts";
import type { Building } from "../yaml/build-sheet.ts";
import type { Sheet } from "../yaml/sheet.ts";
import { textAt } from "../yaml/spec-node.ts";
import { assertNoErrors } from "../yaml/spec-error.ts";
import type { CarriedArch, CarriedWorkload } from "./carried-spec.ts";
import { carrySheets } from "./carry-sheets.ts";

/** A system for a page: see `CarriedSpec`. */
export async function carryArch(
  id: string,
  overrides: readonly Override[],
  building: Building,
): Promise<CarriedArch> {
  const { sheet, choice, evaluation, processes, told, spec } = await stateArch(id, overrides, building);
  const named: Record<string, Process> = {};
  for (const name of processes.keys()) {
    const process = processNamed(name, processes, evaluation)?.process;
    if (process !== undefined) named[name] = process;
  }
  const carried = carrySheets(sheet, evaluation);
  assertNoErrors(evaluation.errors);
  return {
    kind: "arch",
    ...carried,
    processes: named,
    ...(told.size > 0 && { silicon: Object.fromEntries(told) }),
    ...(spec.software && { software: spec.software }),
    ...nameWithParameters(spec.system, sheet, choice),
    parameters: Object.fromEntries(
      Object.entries(sheet.parameters).map(([name, value]) => [name, valuesOf(sheet, name, value)]),
    ),
  };
}

/** A workload for a page. */
export async function carryWorkload(
  id: string,
  overrides: readonly Override[],
  building: Building,
): Promise<CarriedWorkload> {
  const used = overrides.filter(({ path }) => !ARCH_ROOTS.has(path[0] ?? ""));
  const sheet = stateWorkload(id, used, building);
  const evaluation = await evaluationFor(building, used);
  const carried = carrySheets(sheet, evaluation);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  return { kind: "workload", id: textAt(sheet.root, "id") ?? id, ...carried };
}

/** Sizes that a page offers: powers of two that the system may have, up to so many times the one asked for, and that. */
const MOST_TIMES = 64;

function valuesOf({ root }: Sheet, name: string, value: number): readonly number[] {
  const powers = Array.from({ length: 17 }, (_, power) => 2 ** power);
  const legal = powers.filter(
    (one) => one <= MOST_TIMES * value && checkParameter(root, name, one) === undefined,
  );
  return [...new Set([...legal, value])].toSorted((a, b) => a - b);
}
