import { chipSilicon, lawArea, type ChipSilicon } from "../../silicon/chip-silicon.ts";
import { CLOCK_TREE, type ReadConstant, type SiliconConstant } from "../../silicon/silicon-constants.ts";
import type { Process } from "../../silicon/process.ts";
import type { ChipSpec } from "../kinds/arch-spec.ts";
import { evaluateScalar, type Evaluation, type Sheet } from "../yaml/sheet.ts";
import { textAt } from "../yaml/spec-node.ts";
import { chipDie } from "./chip-die.ts";
import { statedElsewhere } from "./lineage.ts";
import { remember, type Remembered } from "./remembered.ts";
import { energyOfSupply, supplyAt, type KnownSupply } from "./supply.ts";

/** What the laws of silicon give for a chip, its die as stated and moved where it is derived. */
export interface ChipLaws {
  readonly process: Process;
  readonly silicon: ChipSilicon;
  /** Undefined of a chip whose voltage is not known. */
  readonly supply: KnownSupply | undefined;
  /** Leakage and clock tree. */
  readonly restWatts: number;
  /** The constants that were asked for. */
  readonly read: ReadonlySet<SiliconConstant>;
}

/** The laws for the chip of a sheet; undefined where its process or floorplan is not known. */
export type LawsOf = (chip: Sheet) => ChipLaws | undefined;

/**
 * A chip as its files say it is the same in every load with the same settings of silicon: it is worked out once by the
 * tree of its file and those. A sweep that loads ten thousand variants of a chip asks for the published one each time.
 */
const lawsOfFile: Remembered<ChipLaws> = new WeakMap();

/** What a chip of a sheet came to, and the processes it may be made on. */
export interface ChipScope {
  readonly evaluation: Evaluation;
  readonly specOf: (chip: Sheet) => ChipSpec | undefined;
  readonly processOf: (id: string) => Process | undefined;
  /** The constants of the laws, as stated or as told for this run. */
  readonly read: ReadConstant;
  /** What was set of constants and processes; empty for nothing. */
  readonly settings: string;
}

/** Laws by sheet, each worked out once. */
export function lawsByChip(scope: ChipScope): LawsOf {
  const known = new Map<Sheet, ChipLaws | undefined>();
  const lawsOf: LawsOf = (sheet) => {
    const { settings } = scope;
    const isOfFile = isDeclared(sheet);
    const before = known.get(sheet) ?? (isOfFile ? lawsOfFile.get(sheet.own)?.get(settings) : undefined);
    if (before !== undefined || known.has(sheet)) return before;
    const spec = scope.specOf(sheet);
    const laws = spec && workOut(sheet, spec, { ...scope, lawsOf });
    known.set(sheet, laws);
    if (laws !== undefined && isOfFile) remember(lawsOfFile, sheet.own, { settings, value: laws });
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
  const noted = new Set<SiliconConstant>();
  const read: ReadConstant = (constant) => {
    noted.add(constant);
    return scope.read(constant);
  };
  const die = process && chipDie(spec, process, read);
  if (die === undefined) return undefined;
  const squareMetres = statedArea(sheet, lawArea(die, read), scope);
  const { evaluation, lawsOf } = scope;
  const silicon = chipSilicon({ ...die, ...(squareMetres !== undefined && { squareMetres }) }, read);
  const supply = supplyAt(sheet, spec, die.process, { evaluation, lawsOf, read });
  const clockHertz = spec.architecture === "tiled" ? spec.clock : 0;
  const treeWatts = read(CLOCK_TREE) * silicon.dieSquareMetres * clockHertz;
  return {
    process: die.process,
    supply,
    silicon,
    restWatts: restWatts(die.process, { silicon, supply, treeWatts }),
    read: noted,
  };
}

/** Leakage, which goes with the supply, and the clock tree, which goes with its energy of switching and the clock. */
function restWatts(
  { relativeEnergy }: Process,
  { silicon, supply, treeWatts }: Pick<ChipLaws, "silicon" | "supply"> & { readonly treeWatts: number },
): number {
  const leakage = silicon.leakageWatts * (supply?.relativeVolts ?? 1);
  return leakage + treeWatts * relativeEnergy * energyOfSupply(supply);
}

/** The area that is stated for this chip, or for one it is derived from and moved by the law; undefined if none is. */
function statedArea(
  sheet: Sheet,
  lawSquareMetres: number,
  { evaluation, lawsOf }: Scope,
): number | undefined {
  const cell = sheet.cells.get("dieArea");
  if (cell === undefined) return undefined;
  const value = evaluateScalar(sheet, cell, cell.value, evaluation);
  const stated = statedElsewhere(sheet, cell);
  const published = stated && lawsOf(stated)?.silicon.lawSquareMetres;
  return value === undefined || published === undefined ? value : value * (lawSquareMetres / published);
}
