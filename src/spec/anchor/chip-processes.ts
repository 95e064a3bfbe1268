import type { Process } from "../../silicon/process.ts";
import type { ProcessSpec } from "../kinds/process-spec.ts";
import { flatSheet } from "../load-flat.ts";
import { findSpec, isSpecError, knownNames, type SpecDocument } from "../library.ts";
import { normalize } from "../normalize.ts";
import { knownPaths, unknownOverride, type Override } from "../override.ts";
import { SPEC_SCHEMAS } from "../kinds/kinds.ts";
import { followExtends, unknownReference, type Building } from "../yaml/build-sheet.ts";
import type { Provenance } from "../yaml/provenance.ts";
import type { Evaluation, Sheet } from "../yaml/sheet.ts";
import { childOf, textAt, type MapNode } from "../yaml/spec-node.ts";
import { buildProcess } from "./build-process.ts";
import { basesOf } from "./lineage.ts";
import { remember } from "./remembered.ts";

/** A process as numbers, with those of them that are known within a range alone. */
export interface KnownProcess {
  readonly process: Process;
  readonly uncertain: readonly Provenance[];
}

/** Processes by what chips call them: worked out before, or a sheet to work out. */
export type Processes = ReadonlyMap<string, KnownProcess | OpenProcess>;

interface OpenProcess {
  readonly sheet: Sheet;
  /** What was set of it; empty for nothing. */
  readonly settings: string;
}

/** A process with the same settings is the same in every load: it is worked out once by the tree of its file and those. */
const known = new WeakMap<MapNode, Map<string, KnownProcess>>();

/**
 * The processes that a chip and those it is derived from are made on, with what was set of them
 * (`process.n7.defects.density=0.1/cm^2`). Unknown ones are errors, and so is what is set of any other.
 */
export function processesOf(
  chip: Sheet | undefined,
  building: Building,
  overrides: readonly Override[] = [],
): Processes {
  const found = new Map<string, KnownProcess | OpenProcess>();
  const documents = new Set<SpecDocument>();
  const sheets = chip === undefined ? [] : [chip.root, chip.own, ...basesOf(chip).map(({ root }) => root)];
  for (const root of sheets) {
    const id = textAt(root, "process");
    if (id === undefined || found.has(id)) continue;
    const document = findProcess(id, root, building);
    const process = document && openProcess(document, overrides, building);
    if (document !== undefined) documents.add(document);
    if (process !== undefined) found.set(id, process);
  }
  const stray = overrides.filter((one) => ![...documents].some((document) => isOf(document, one)));
  for (const override of stray) building.errors.push(unknownOverride(override, pathsOf(documents)));
  return found;
}

const prefixOf = ({ id }: SpecDocument): string => `process.${id}`;

const isOf = (document: SpecDocument, { path }: Override): boolean =>
  path.join(".").startsWith(`${prefixOf(document)}.`);

const pathsOf = (documents: Iterable<SpecDocument>): readonly string[] =>
  [...documents].flatMap((one) =>
    one.root === undefined ? [] : knownPaths(SPEC_SCHEMAS.process, one.root, prefixOf(one)),
  );

function findProcess(id: string, root: MapNode, building: Building): SpecDocument | undefined {
  const reference = { id, place: childOf(root, "process")?.place, path: ["process"] };
  const found = findSpec(building.library, reference, "process");
  if (found !== undefined && !isSpecError(found)) return found;
  const names = knownNames(building.library, "process");
  building.errors.push(found ?? unknownReference(reference, "the id of a process", names));
  return undefined;
}

function openProcess(
  document: SpecDocument,
  overrides: readonly Override[],
  building: Building,
): KnownProcess | OpenProcess | undefined {
  followExtends(document, building); // its files are inputs, whether it is known or not
  const own = overrides.filter((one) => isOf(document, one));
  const settings = settingsOf(own);
  const before = document.root && known.get(document.root)?.get(settings);
  if (before !== undefined) return before;
  const sheet = flatSheet(document, own, building, prefixOf(document));
  return sheet && { sheet, settings };
}

/** What was set, as a key; empty for nothing. */
export const settingsOf = (overrides: readonly Override[]): string =>
  overrides.length === 0 ? "" : JSON.stringify(overrides.map(({ path, written }) => [path, written]));

export function processNamed(
  id: string,
  processes: Processes,
  evaluation: Evaluation,
): KnownProcess | undefined {
  const found = processes.get(id);
  if (found === undefined || "process" in found) return found;
  const { sheet, settings } = found;
  const name = textAt(sheet.root, "id") ?? id;
  const { spec, provenance } = normalize(sheet, evaluation, ["process", name]);
  if (spec === undefined) return undefined;
  const uncertain = provenance.filter(({ low, high }) => low !== high);
  const process = { process: buildProcess(spec as ProcessSpec), uncertain };
  remember(known, sheet.own, { settings, value: process });
  return process;
}
