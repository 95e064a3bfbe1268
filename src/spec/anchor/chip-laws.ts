import { chipSilicon, type ChipSilicon } from "../../silicon/chip-silicon.ts";
import type { Process } from "../../silicon/process.ts";
import type { ChipSpec } from "../kinds/arch-spec.ts";
import type { ProcessSpec } from "../kinds/process-spec.ts";
import { flatSheet } from "../load-flat.ts";
import { findSpec, isSpecError, knownNames } from "../library.ts";
import { normalize } from "../normalize.ts";
import { followExtends, unknownReference, type Building } from "../yaml/build-sheet.ts";
import { evaluateScalar, type Evaluation, type Sheet } from "../yaml/sheet.ts";
import { childOf, textAt, type MapNode } from "../yaml/spec-node.ts";
import { buildProcess } from "./build-process.ts";
import { chipDie } from "./chip-die.ts";
import { basesOf, statedElsewhere } from "./lineage.ts";
import { supplyAt, type KnownSupply } from "./supply.ts";

/** What the laws of silicon give for a chip, its die as stated and moved where it is derived. */
export interface ChipLaws {
  readonly process: Process;
  readonly silicon: ChipSilicon;
  /** Undefined of a chip whose voltage is not known. */
  readonly supply: KnownSupply | undefined;
}

/** The laws for the chip of a sheet; undefined where its process or floorplan is not known. */
export type LawsOf = (chip: Sheet) => ChipLaws | undefined;

/** Processes by what chips call them: worked out before, or a sheet to work out. */
export type Processes = ReadonlyMap<string, Process | Sheet>;

/**
 * A process and a chip as their files say them are the same in every load: each is worked out once by the tree of its
 * file. A sweep that loads ten thousand variants of a chip asks for the published one each time.
 */
const processOfFile = new WeakMap<MapNode, Process>();
const lawsOfFile = new WeakMap<MapNode, ChipLaws>();

/** The processes that a chip and those it is derived from are made on. Unknown ones are errors. */
export function processesOf(chip: Sheet, building: Building): Processes {
  const found = new Map<string, Process | Sheet>();
  for (const root of [chip.root, chip.own, ...basesOf(chip).map((base) => base.root)]) {
    const id = textAt(root, "process");
    if (id === undefined || found.has(id)) continue;
    const process = findProcess(id, root, building);
    if (process !== undefined) found.set(id, process);
  }
  return found;
}

function findProcess(id: string, root: MapNode, building: Building): Process | Sheet | undefined {
  const reference = { id, place: childOf(root, "process")?.place, path: ["process"] };
  const found = findSpec(building.library, reference, "process");
  if (isSpecError(found)) building.errors.push(found);
  else if (found === undefined)
    building.errors.push(
      unknownReference(reference, "the id of a process", knownNames(building.library, "process")),
    );
  else {
    followExtends(found, building); // its files are inputs, whether it is known or not
    return (found.root && processOfFile.get(found.root)) ?? flatSheet(found, [], building);
  }
  return undefined;
}

/** Laws by sheet, each worked out once. `chip` is the sheet at hand and what it came to. */
export function chipLaws(
  processes: Processes,
  evaluation: Evaluation,
  chip: { readonly sheet: Sheet; readonly spec: ChipSpec },
): LawsOf {
  const known = new Map<Sheet, ChipLaws | undefined>();
  const lawsOf: LawsOf = (sheet) => {
    const before = known.get(sheet) ?? (isDeclared(sheet) ? lawsOfFile.get(sheet.own) : undefined);
    if (before !== undefined || known.has(sheet)) return before;
    const spec =
      sheet === chip.sheet
        ? chip.spec
        : (normalize(sheet, evaluation, ["chip"]).spec as ChipSpec | undefined);
    const laws = spec && workOut(sheet, spec, { processes, evaluation, lawsOf });
    known.set(sheet, laws);
    if (laws !== undefined && isDeclared(sheet)) lawsOfFile.set(sheet.own, laws);
    return laws;
  };
  return lawsOf;
}

/** Nothing was set in it: it is what its files say. */
const isDeclared = (sheet: Sheet): boolean => sheet.declared === undefined;

interface Scope {
  readonly processes: Processes;
  readonly evaluation: Evaluation;
  readonly lawsOf: LawsOf;
}

function workOut(sheet: Sheet, spec: ChipSpec, scope: Scope): ChipLaws | undefined {
  const process = processNamed(textAt(sheet.root, "process") ?? "", scope);
  const die = process && chipDie(spec, process);
  if (die === undefined) return undefined;
  const byLaw = chipSilicon(die);
  const squareMetres = statedArea(sheet, byLaw, scope);
  const { evaluation, lawsOf } = scope;
  return {
    process: die.process,
    supply: supplyAt(sheet, spec, die.process, { evaluation, supplyOf: (chip) => lawsOf(chip)?.supply }),
    silicon: squareMetres === undefined ? byLaw : chipSilicon({ ...die, squareMetres }),
  };
}

function processNamed(id: string, { processes, evaluation }: Scope): Process | undefined {
  const found = processes.get(id);
  if (found === undefined || !("cells" in found)) return found;
  const spec = normalize(found, evaluation).spec as ProcessSpec | undefined;
  if (spec === undefined) return undefined;
  const process = buildProcess(spec);
  processOfFile.set(found.own, process);
  return process;
}

/** The area that is stated for this chip, or for one it is derived from and moved by the law; undefined if none is. */
function statedArea(
  sheet: Sheet,
  { lawSquareMetres }: ChipSilicon,
  { evaluation, lawsOf }: Scope,
): number | undefined {
  const cell = sheet.cells.get("dieArea");
  if (cell === undefined) return undefined;
  const value = evaluateScalar(sheet, cell, cell.value, evaluation);
  const stated = statedElsewhere(sheet, cell);
  const published = stated && lawsOf(stated)?.silicon.lawSquareMetres;
  return value === undefined || published === undefined ? value : value * (lawSquareMetres / published);
}
