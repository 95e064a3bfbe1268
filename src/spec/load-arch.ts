import { processesOf, settingsOf, type Processes } from "./anchor/chip-processes.ts";
import { siliconOfSystem } from "./anchor/silicon-of-system.ts";
import { toldConstants, type ToldConstants } from "./anchor/silicon-settings.ts";
import type { ArchSpec } from "./kinds/arch-spec.ts";
import type { Building } from "./yaml/build-sheet.ts";
import { evaluationFor } from "./formula/evaluation-for.ts";
import { strayProfiles } from "./chip-software.ts";
import { failToBuild, inputsOf } from "./load-flat.ts";
import type { SpecDocument } from "./library.ts";
import { WORKLOAD_ROOTS, ARCH_ROOTS, SILICON_ROOTS, unknownOverride, type Override } from "./override.ts";
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
import { assertNoErrors, type SpecError } from "./yaml/spec-error.ts";
import { childOf, errorAt, errorInFile } from "./yaml/spec-node.ts";

/** A system as its specs state it, before the laws of silicon moved what is stated for another chip. */
export interface StatedArch {
  readonly sheet: Sheet;
  readonly choice: ArchChoice;
  readonly evaluation: Evaluation;
  readonly spec: ArchSpec;
  readonly provenance: Loaded<ArchSpec>["provenance"];
  /** What its chip is made on, and those before it. */
  readonly processes: Processes;
  /** What was set of them, as a key. */
  readonly ofProcesses: string;
  /** Constants of the laws of silicon that were set for this run. */
  readonly told: ToldConstants;
}

/** What was stated last: settings of silicon alone leave it as it is. */
export interface LastStated {
  current?: { readonly key: string; readonly stated: StatedArch; readonly building: Building };
}

/** A system with its machine and chip, as numbers. */
export async function loadArch(
  id: string,
  overrides: readonly Override[],
  building: Building,
  last: LastStated = {},
): Promise<Loaded<ArchSpec>> {
  const { sheet, choice, ...stated } = await stateAnew(id, overrides, building, last);
  const { spec, provenance, unread } = siliconOfSystem(stated, sheet, stated);
  const idle = unread.flatMap((constant) => withoutEffect(constant, overrides));
  const unpaid = volumeWithoutDesign(sheet.references["chip"], spec);
  assertNoErrors([...stated.evaluation.errors, ...idle, ...unpaid]);
  const named = { ...spec.system, ...nameWithParameters(spec.system, sheet, choice) };
  return { spec: { ...spec, system: named }, provenance, inputs: inputsOf(building) };
}

/** The system as it was stated last, where nothing but numbers of silicon differ; else stated anew. */
async function stateAnew(
  id: string,
  overrides: readonly Override[],
  building: Building,
  last: LastStated,
): Promise<StatedArch> {
  const { ofSilicon, rest } = divided(overrides);
  const key = JSON.stringify([id, rest.map(({ path, written }) => [path, written])]);
  const { current } = last;
  if (current?.key === key && ofSilicon.every(({ written }) => typeof written === "number")) {
    for (const document of current.building.documents) building.documents.add(document);
    const { stated } = current;
    const evaluation = { ...stated.evaluation, errors: building.errors };
    return { ...stated, evaluation, ...siliconOf(stated.sheet, ofSilicon, building) };
  }
  const stated = await stateArch(id, overrides, building);
  last.current = { key, stated, building };
  return stated;
}

function divided(overrides: readonly Override[]): Record<"ofSilicon" | "rest", readonly Override[]> {
  const used = overrides.filter(({ path }) => !WORKLOAD_ROOTS.has(path[0] ?? ""));
  const isOfSilicon = ({ path }: Override): boolean => SILICON_ROOTS.has(path[0] ?? "");
  return { ofSilicon: used.filter(isOfSilicon), rest: used.filter((one) => !isOfSilicon(one)) };
}

/** What the die is made on and priced by, as set for this run. */
function siliconOf(
  sheet: Sheet,
  ofSilicon: readonly Override[],
  building: Building,
): Pick<StatedArch, "processes" | "ofProcesses" | "told"> {
  const ofProcesses = ofSilicon.filter(({ path }) => path[0] === "process");
  const processes = processesOf(sheet.references["chip"], building, ofProcesses);
  return { processes, ofProcesses: settingsOf(ofProcesses), told: toldConstants(ofSilicon, building.errors) };
}

/** A volume carries the cost of a design: one that the process of the chip states. */
function volumeWithoutDesign(chip: Sheet | undefined, { silicon }: ArchSpec): readonly SpecError[] {
  const volume = chip?.cells.get("volume");
  if (volume === undefined || silicon?.designDollars !== undefined) return [];
  const expected = "a chip whose process states the cost of a design";
  return [errorAt(volume.value.place, { path: ["chip", "volume"], expected, message: "none to carry" })];
}

function withoutEffect(constant: string, overrides: readonly Override[]): readonly SpecError[] {
  const override = overrides.find(({ path }) => path.join(".") === `silicon.${constant}`);
  const expected = "a constant that the die of this system is priced by";
  return override === undefined
    ? []
    : [errorAt(override.pathPlace, { path: override.path, expected, message: "one without effect" })];
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
  const { ofSilicon, rest } = divided(overrides);
  const sheet = buildArchSheet(choice.document, { overrides: rest, parameters: choice.parameters }, building);
  if (sheet === undefined) return failToBuild(building, id);
  const stray = [...rest.filter(({ path }) => !ARCH_ROOTS.has(path[0] ?? "")), ...strayProfiles(rest, sheet)];
  building.errors.push(...stray.map((override) => unknownOverride(override, archPaths(sheet))));
  const ofDie = siliconOf(sheet, ofSilicon, building);
  const evaluation = await evaluationFor(building, [...rest, ...ofSilicon]);
  const { spec, provenance } = normalizeArch("system", sheet, evaluation);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  return { sheet, choice, evaluation, ...ofDie, spec: spec as ArchSpec, provenance };
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
