import type { Process } from "../../silicon/process.ts";
import type { ChipSpec } from "../kinds/arch-spec.ts";
import type { ProcessSpec } from "../kinds/process-spec.ts";
import { flatSheet } from "../load-flat.ts";
import { findSpec, isSpecError, knownNames } from "../library.ts";
import { normalize } from "../normalize.ts";
import { followExtends, unknownReference, type Building } from "../yaml/build-sheet.ts";
import type { Evaluation, Sheet } from "../yaml/sheet.ts";
import { childOf, textAt, type MapNode } from "../yaml/spec-node.ts";
import { buildProcess } from "./build-process.ts";
import { lawsByChip, type LawsOf } from "./chip-laws.ts";
import { basesOf } from "./lineage.ts";

/** Processes by what chips call them: worked out before, or a sheet to work out. */
export type Processes = ReadonlyMap<string, Process | Sheet>;

/** A process as its file says it is the same in every load: it is worked out once by the tree of its file. */
const processOfFile = new WeakMap<MapNode, Process>();

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

/** The laws of a system's chips. `chip` is the sheet at hand and what it came to. */
export const chipLaws = (
  processes: Processes,
  evaluation: Evaluation,
  chip: { readonly sheet: Sheet; readonly spec: ChipSpec },
): LawsOf =>
  lawsByChip({
    evaluation,
    specOf: (sheet) =>
      sheet === chip.sheet
        ? chip.spec
        : (normalize(sheet, evaluation, ["chip"]).spec as ChipSpec | undefined),
    processOf: (id) => processNamed(id, processes, evaluation),
  });

export function processNamed(id: string, processes: Processes, evaluation: Evaluation): Process | undefined {
  const found = processes.get(id);
  if (found === undefined || !("cells" in found)) return found;
  const spec = normalize(found, evaluation).spec as ProcessSpec | undefined;
  if (spec === undefined) return undefined;
  const process = buildProcess(spec);
  processOfFile.set(found.own, process);
  return process;
}
