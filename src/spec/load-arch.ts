import { anchorArch } from "./anchor/anchor-arch.ts";
import { chipLaws, processesOf, type Processes } from "./anchor/chip-processes.ts";
import type { ArchSpec } from "./kinds/arch-spec.ts";
import type { Building } from "./yaml/build-sheet.ts";
import { evaluationFor } from "./formula/evaluation-for.ts";
import { strayProfiles } from "./chip-software.ts";
import { failToBuild, inputsOf } from "./load-flat.ts";
import type { SpecDocument } from "./library.ts";
import { WORKLOAD_ROOTS, ARCH_ROOTS, unknownOverride, type Override } from "./override.ts";
import type { Loaded } from "./yaml/provenance.ts";
import {
  archPaths,
  buildArchSheet,
  chooseArch,
  namesOfKind,
  normalizeArch,
  type ArchChoice,
} from "./resolve-arch.ts";
import type { Evaluation, Sheet } from "./yaml/sheet.ts";
import { assertNoErrors } from "./yaml/spec-error.ts";
import { childOf, errorInFile } from "./yaml/spec-node.ts";

/** A system as its specs state it, before the laws of silicon moved what is stated for another chip. */
export interface StatedArch {
  readonly sheet: Sheet;
  readonly choice: ArchChoice;
  readonly evaluation: Evaluation;
  readonly spec: ArchSpec;
  readonly provenance: Loaded<ArchSpec>["provenance"];
  /** What its chip may be made on; undefined of a machine without one. */
  readonly processes: Processes | undefined;
}

/** A system with its machine and chip, as numbers. */
export async function loadArch(
  id: string,
  overrides: readonly Override[],
  building: Building,
): Promise<Loaded<ArchSpec>> {
  const { sheet, choice, evaluation, processes, ...stated } = await stateArch(id, overrides, building);
  const chip = sheet.references["chip"];
  const laws = chip && processes && chipLaws(processes, evaluation, { sheet: chip, spec: stated.spec.chip });
  const { spec, provenance } = laws === undefined ? stated : anchorArch(stated, sheet, laws);
  const named = { ...spec.system, ...nameWithParameters(spec.system, sheet, choice) };
  return { spec: { ...spec, system: named }, provenance, inputs: inputsOf(building) };
}

/** Finds, builds and evaluates all of a system; throws with everything that is wrong in it. */
export async function stateArch(
  id: string,
  overrides: readonly Override[],
  building: Building,
): Promise<StatedArch> {
  const asked = chooseArch({ id, path: [] }, building);
  const choice = asked && systemOf(asked, building);
  if (choice === undefined) return failToBuild(building, id);
  const used = overrides.filter(({ path }) => !WORKLOAD_ROOTS.has(path[0] ?? ""));
  const sheet = buildArchSheet(choice.document, { overrides: used, parameters: choice.parameters }, building);
  if (sheet === undefined) return failToBuild(building, id);
  const stray = [...used.filter(({ path }) => !ARCH_ROOTS.has(path[0] ?? "")), ...strayProfiles(used, sheet)];
  building.errors.push(...stray.map((override) => unknownOverride(override, archPaths(sheet))));
  const chip = sheet.references["chip"];
  const processes = chip && processesOf(chip, building);
  const evaluation = await evaluationFor(building, used);
  const { spec, provenance } = normalizeArch("system", sheet, evaluation);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  return { sheet, choice, evaluation, processes, spec: spec as ArchSpec, provenance };
}

/**
 * A system that was given a size has it in its id: `bow-pod64`. Its name always tells the size: `{pod}` in the name
 * stands for it, "Bow Pod" becomes "Bow Pod64", and of any other name it follows in parentheses.
 */
export function nameWithParameters(
  system: ArchSpec["system"],
  sheet: Sheet,
  { document, parameters }: ArchChoice,
): { readonly id: string; readonly name: string } {
  let { name } = system;
  let { id } = document;
  for (const [parameter, value] of Object.entries(sheet.parameters)) {
    const isGiven = Object.hasOwn(parameters, parameter) || system.parameters[parameter]?.default !== value;
    if (isGiven && document.id.endsWith(`-${parameter}`)) id = `${document.id}${value}`;
    const marker = `{${parameter}}`;
    if (name.includes(marker)) name = name.replaceAll(marker, String(value));
    else if (name.toLowerCase().endsWith(parameter.toLowerCase())) name = `${name}${value}`;
    else name = `${name} (${parameter} ${value})`;
  }
  return { id, name };
}

/** A machine by itself is the smallest system of it; a chip by itself is none, for it lacks all around it. */
function systemOf(choice: ArchChoice, building: Building): ArchChoice | undefined {
  const { document } = choice;
  if (document.kind !== "machine" && document.kind !== "chip") return choice;
  const { library, errors } = building;
  const systems = library.files.map(library.read).filter(({ kind }) => kind === "system");
  const using = systems.filter(({ root }) => {
    const machine = childOf(root, "machine");
    return machine?.kind === "scalar" && machine.value === document.id;
  });
  const [system] = using;
  if (document.kind === "machine" && system !== undefined && using.length === 1) {
    const [name, least] = smallestParameter(system) ?? [];
    const parameters: Record<string, number> =
      name === undefined || least === undefined ? {} : { [name]: least };
    return { document: system, parameters };
  }
  const known =
    document.kind === "machine" && using.length > 0
      ? using.map(({ id }) => id)
      : namesOfKind(building, "system");
  const expected = `the id of a system (${known.join(", ")})`;
  errors.push(errorInFile(document.id, `"${document.id}", which is a ${document.kind}`, expected));
  return undefined;
}

function smallestParameter({ root }: SpecDocument): readonly [string, number] | undefined {
  const parameters = childOf(root, "parameters");
  const [name] = parameters?.kind === "map" ? [...parameters.entries.keys()] : [];
  const min = name === undefined ? undefined : childOf(childOf(parameters, name), "min");
  if (name === undefined || min?.kind !== "scalar" || typeof min.value !== "number") return undefined;
  return [name, min.value];
}
