import { anchorArch } from "../anchor/anchor-arch.ts";
import { lawsByChip } from "../anchor/chip-laws.ts";
import { reads } from "../anchor/silicon-settings.ts";
import type { ArchSpec, ChipSpec } from "../kinds/arch-spec.ts";
import type { WorkloadSpec } from "../kinds/workload-spec.ts";
import { archProblems } from "../rules/arch-rules.ts";
import { workloadProblems } from "../rules/workload-rules.ts";
import type { RuleProblem } from "../rules/rule-problem.ts";
import type { ErrorText } from "../yaml/spec-node.ts";
import type { Loaded, Provenance } from "../yaml/provenance.ts";
import { evaluateScalar, startEvaluation, type Evaluation, type Sheet } from "../yaml/sheet.ts";
import type { SpecError } from "../yaml/spec-error.ts";
import type { CarriedArch, CarriedSpec, CarriedWorkload } from "./carried-spec.ts";
import { openSheets, withNumbers, type OpenSheets } from "./open-sheets.ts";

/** Values put in place of those of a spec, as on the command line: `{ "chip.clock": "1.6 GHz" }`. */
export type Settings = Readonly<Record<string, string>>;

/** A spec with settings: in base units, or what is wrong with it, in words. */
export type Opened<T> = { readonly spec: T } | { readonly wrong: readonly string[] };

/** Gives a system with settings as `loadArch` does, to the last bit. */
export function openArch(
  carried: CarriedArch,
): (settings: Settings, parameters?: Readonly<Record<string, number>>) => Opened<Loaded<ArchSpec>> {
  const sheets = openSheets(carried);
  return (settings, parameters = {}) => {
    const { root, templateOf, unknown } = sheets(settings, "system", parameters);
    if (unknown.length > 0) return { wrong: unknown.map(noSuchValue) };
    const evaluation = start(carried);
    const partOf = (part: Sheet | undefined): unknown => part && numbersOf(part, templateOf, evaluation);
    const parts = {
      ...(carried.software && { software: carried.software }),
      chip: partOf(root.references["chip"]),
      machine: partOf(root.references["machine"]),
      system: partOf(root),
    } as ArchSpec;
    const wrong = [
      ...evaluation.errors.map(said),
      ...(["chip", "machine", "system"] as const).flatMap((part) => archProblems(parts, part)).map(said),
    ];
    if (wrong.length > 0) return { wrong };
    const read = reads(new Map(Object.entries(carried.silicon ?? {})));
    const lawsOf = lawsByChip({
      evaluation,
      specOf: (sheet) => partOf(sheet) as ChipSpec,
      processOf: (id) => carried.processes[id],
      ...{ read, settings: "" },
    });
    const { spec } = anchorArch({ spec: parts, provenance: stated(root, evaluation) }, root, {
      lawsOf,
      read,
    });
    const { id, name } = carried;
    return {
      spec: { spec: { ...spec, system: { ...spec.system, id, name } }, provenance: [], inputs: [] },
    };
  };
}

/** The same of a workload. */
export function openWorkload(carried: CarriedWorkload): (settings: Settings) => Opened<WorkloadSpec> {
  const sheets = openSheets(carried);
  return (settings) => {
    const { root, templateOf, unknown } = sheets(settings, "", {});
    if (unknown.length > 0) return { wrong: unknown.map(noSuchValue) };
    const evaluation = start(carried);
    const spec = numbersOf(root, templateOf, evaluation) as WorkloadSpec;
    const wrong = [...evaluation.errors, ...workloadProblems(spec)].map(said);
    return wrong.length > 0 ? { wrong } : { spec };
  };
}

const noSuchValue = (path: string): string => `${path}: no such value in the spec`;

const start = ({ formulas }: CarriedSpec): Evaluation =>
  startEvaluation({ parse: (text) => formulas[text]!, convert: () => undefined });

const said = ({ path, message, expected }: SpecError | RuleProblem | ErrorText): string => {
  const place = typeof path === "string" ? path : path.join(".");
  return `${place}: expected ${expected ?? "another value"}, got ${message}`;
};

/** Numbers of chip and machine by their paths, which the laws of silicon may move; of their origin nothing is read. */
function stated(root: Sheet, evaluation: Evaluation): readonly Provenance[] {
  const origin = { unit: "", written: "", file: "", line: 0, column: 0 };
  return ["chip", "machine"].flatMap((part) => {
    const sheet = root.references[part];
    return [...(sheet?.cells ?? [])].flatMap(([path, cell]) => {
      const value = evaluateScalar(sheet!, cell, cell.value, evaluation);
      return value === undefined ? [] : [{ ...origin, path: `${part}.${path}`, value }];
    });
  });
}

/** What a sheet came to when it was carried, with its numbers as they are now. */
function numbersOf(sheet: Sheet, templateOf: OpenSheets["templateOf"], evaluation: Evaluation): unknown {
  const numbers = new Map<string, number>();
  for (const [path, cell] of sheet.cells) {
    const value = evaluateScalar(sheet, cell, cell.value, evaluation);
    if (value !== undefined) numbers.set(path, value);
  }
  return withNumbers(templateOf(sheet), numbers);
}
