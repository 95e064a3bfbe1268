import { chipSilicon, type ChipSilicon } from "../../silicon/chip-silicon.ts";
import type { Process } from "../../silicon/process.ts";
import type { ChipSpec } from "../kinds/arch-spec.ts";
import { evaluateScalar, type Evaluation, type Sheet } from "../yaml/sheet.ts";
import { textAt, type MapNode } from "../yaml/spec-node.ts";
import { chipDie } from "./chip-die.ts";
import { statedElsewhere } from "./lineage.ts";
import { supplyAt, type KnownSupply } from "./supply.ts";

/** What the laws of silicon give for a chip, its die as stated and moved where it is derived. */
export interface ChipLaws {
  readonly process: Process;
  readonly silicon: ChipSilicon;
  /** Undefined of a chip whose voltage is not known. */
  readonly supply: KnownSupply | undefined;
  readonly clockHertz: number;
}

/** The laws for the chip of a sheet; undefined where its process or floorplan is not known. */
export type LawsOf = (chip: Sheet) => ChipLaws | undefined;

/**
 * A chip as its files say it is the same in every load: it is worked out once by the tree of its file. A sweep that loads
 * ten thousand variants of a chip asks for the published one each time.
 */
const lawsOfFile = new WeakMap<MapNode, ChipLaws>();

/** What a chip of a sheet came to, and the processes it may be made on. */
export interface ChipScope {
  readonly evaluation: Evaluation;
  readonly specOf: (chip: Sheet) => ChipSpec | undefined;
  readonly processOf: (id: string) => Process | undefined;
}

/** Laws by sheet, each worked out once. */
export function lawsByChip(scope: ChipScope): LawsOf {
  const known = new Map<Sheet, ChipLaws | undefined>();
  const lawsOf: LawsOf = (sheet) => {
    const before = known.get(sheet) ?? (isDeclared(sheet) ? lawsOfFile.get(sheet.own) : undefined);
    if (before !== undefined || known.has(sheet)) return before;
    const spec = scope.specOf(sheet);
    const laws = spec && workOut(sheet, spec, { ...scope, lawsOf });
    known.set(sheet, laws);
    if (laws !== undefined && isDeclared(sheet)) lawsOfFile.set(sheet.own, laws);
    return laws;
  };
  return lawsOf;
}

/** Nothing was set in it: it is what its files say. */
const isDeclared = (sheet: Sheet): boolean => sheet.declared === undefined;

interface Scope extends ChipScope {
  readonly lawsOf: LawsOf;
}

function workOut(sheet: Sheet, spec: ChipSpec, scope: Scope): ChipLaws | undefined {
  const process = scope.processOf(textAt(sheet.root, "process") ?? "");
  const die = process && chipDie(spec, process);
  if (die === undefined) return undefined;
  const byLaw = chipSilicon(die);
  const squareMetres = statedArea(sheet, byLaw, scope);
  const { evaluation, lawsOf } = scope;
  return {
    process: die.process,
    supply: supplyAt(sheet, spec, die.process, { evaluation, lawsOf }),
    clockHertz: spec.architecture === "tiled" ? spec.clock : 0,
    silicon: squareMetres === undefined ? byLaw : chipSilicon({ ...die, squareMetres }),
  };
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
