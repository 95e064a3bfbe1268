import { coolableWatts, type Cooling } from "../../silicon/die-power.ts";
import { MARGINS } from "../../silicon/package-constants.ts";
import type { ReadConstant } from "../../silicon/silicon-constants.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import type { ArchSpec } from "../kinds/arch-spec.ts";
import type { Provenance } from "../yaml/provenance.ts";
import type { Cell } from "../yaml/cell.ts";
import { isFormula, type Sheet } from "../yaml/sheet.ts";
import type { ChipLaws, LawsOf } from "./chip-laws.ts";
import { childOf } from "../yaml/spec-node.ts";
import { basesOf, statedElsewhere } from "./lineage.ts";
import { energyOfSupply } from "./supply.ts";

/** A system as numbers, with where each came from. */
export interface Anchored {
  readonly spec: ArchSpec;
  readonly provenance: readonly Provenance[];
}

/** How a number moves: times a factor, then plus an amount. */
interface Move {
  readonly factor: number;
  readonly plus: number;
  readonly why: string;
}

/** SRAM and wires follow a new node less than logic does: exponent of the gain. Assumed; TENL 45 to 7 nm: 0.6-0.8. */
const SRAM_ENERGY_EXPONENT = 0.7;

/** Quantities of a chip that go with a law, and what the law gives of them. */
const CHIP_LAWS: readonly (readonly [RegExp, string, (laws: ChipLaws) => number])[] = [
  [/^dieArea$/, "area", ({ silicon }) => silicon.lawSquareMetres],
  [/^price$/, "cost", ({ silicon }) => silicon.packageDollars],
  [/^power\.idle$/, "leakage and clock", (laws) => laws.restWatts],
  [
    /^(arithmetic\.\w+\.energy|power\.vectorEnergy)$/,
    "switching energy",
    ({ process, supply }) => process.relativeEnergy * energyOfSupply(supply),
  ],
  [
    /^power\.(sram|exchange)Energy$/,
    "energy of SRAM and wires",
    ({ process, supply }) => process.relativeEnergy ** SRAM_ENERGY_EXPONENT * energyOfSupply(supply),
  ],
];

/** What the laws read. A formula that reads one of these itself says how it follows the chip, and is not moved. */
const LAW_INPUT =
  /(?<![\w.])(?:chip\.)?(?:tiles|sramPerTile|floorplan\.|arithmetic\.\w+\.macsPerCycle|exchange\.bytesPerCycle|links\.(?:count|bandwidth)|dieArea|clock\b)/;

/** The spec by which a number is to be moved; undefined where it is not to be moved. */
function movedFrom(sheet: Sheet, cell: Cell): Sheet | undefined {
  const followsItself = isFormula(cell.value) && LAW_INPUT.test(String(cell.value.value));
  return followsItself ? undefined : statedElsewhere(sheet, cell);
}

/**
 * Moves what is published of a chip, its machine and system to a chip that differs from it.
 *
 *   new = published × law(new chip) / law(published chip)
 *
 * A number moves where it was stated for another chip than the one at hand: inherited from a base, or standing in the
 * chip's own file while other values of it were set. What is stated for the chip at hand stays. The price of a machine
 * moves by the cost of its chips, at the margin of a challenger, and by their share of the design of another die where a
 * volume is stated; a price that was announced for a whole system is what
 * it was announced at, whatever its chips turn out to be. Equal chips have a ratio of exactly 1.
 */
export function anchorArch(
  { spec, provenance }: Anchored,
  system: Sheet,
  { lawsOf, read }: { readonly lawsOf: LawsOf; readonly read: ReadConstant },
): Anchored {
  const chip = system.references["chip"];
  const laws = chip && lawsOf(chip);
  if (chip === undefined || laws === undefined) return { spec, provenance };
  const moves = new Map([
    ...chipMoves(chip, laws, lawsOf),
    ...priceMoves(system, spec, laws, { lawsOf, read }),
  ]);
  const moved = provenance.map((one) => movedProvenance(one, moves.get(one.path)));
  const values = new Map(moved.filter(({ path }) => moves.has(path)).map(({ path, value }) => [path, value]));
  const { dieSquareMetres } = laws.silicon;
  const derived = spec.chip.architecture === "tiled" && spec.chip.dieArea === undefined;
  if (derived) values.set("chip.dieArea", dieSquareMetres);
  return {
    spec: {
      ...(withValues(spec, values, "") as ArchSpec),
      silicon: siliconOf(chip, laws, { cooling: spec.machine.cooling, read }),
    },
    provenance: derived ? [...moved, areaByLaw(chip, laws)] : moved,
  };
}

/** A spec that gives a range for the area of its die says that nobody knows its size: no limit is held against it. */
function siliconOf(
  chip: Sheet,
  { silicon, supply }: ChipLaws,
  { cooling, read }: { readonly cooling: Cooling | undefined; readonly read: ReadConstant },
): NonNullable<ArchSpec["silicon"]> {
  const told = [chip, ...basesOf(chip)]
    .map(({ own }) => childOf(own, "dieArea"))
    .find((area) => area !== undefined);
  const isSizeKnown = childOf(told, "low") === undefined;
  const cap = chip.cells.get("power.cap");
  const isCapStated = cap !== undefined && statedElsewhere(chip, cap) === undefined;
  const watts =
    cooling === undefined || !isSizeKnown
      ? Infinity
      : coolableWatts(silicon.footprintSquareMetres, cooling, read);
  const known = { ...silicon, isSizeKnown, isCapStated, coolableWatts: watts };
  if (supply === undefined) return known;
  const { volts, droop, clockHertz, highestHertz } = supply;
  return { ...known, supply: { volts, droop, clockHertz, highestHertz } };
}

function chipMoves(chip: Sheet, laws: ChipLaws, lawsOf: LawsOf): readonly (readonly [string, Move])[] {
  return [...chip.cells].flatMap(([path, cell]) => {
    const law = CHIP_LAWS.find(([pattern]) => pattern.test(path));
    const stated = law && movedFrom(chip, cell);
    const published = stated && lawsOf(stated);
    if (law === undefined || published === undefined) return [];
    const [, name, amount] = law;
    const factor = amount(laws) / amount(published);
    if (factor === 1) return [];
    const why = `times ${Number(factor.toPrecision(4))} by the law of ${name}`;
    return [[`chip.${path}`, { factor, plus: 0, why }] as const];
  });
}

/** The price of the machine, by what its chips came to cost more or less. */
function priceMoves(
  system: Sheet,
  { machine }: ArchSpec,
  { silicon }: ChipLaws,
  { lawsOf, read }: { readonly lawsOf: LawsOf; readonly read: ReadConstant },
): readonly (readonly [string, Move])[] {
  const sheet = system.references["machine"];
  const cell = sheet?.cells.get("price");
  const published = sheet && cell && movedFrom(sheet, cell)?.references["chip"];
  const before = published && lawsOf(published)?.silicon;
  if (before === undefined) return [];
  const design = isSameDie(silicon, before) ? 0 : silicon.designShareDollars;
  const made = silicon.packageDollars - before.packageDollars;
  if (made === 0 && design === 0) return [];
  const plus = machine.chips * (read(MARGINS.challenger) * made + design);
  const more = `${plus < 0 ? "less" : "plus"} ${formatQuantity(Math.abs(plus), "USD")}`;
  const why = `${more} for its chips by the law of cost${design === 0 ? "" : " and for their design"}`;
  return [["machine.price", { factor: 1, plus, why }]];
}

/** Whether a chip is made with the masks of another: same process, blocks and stack. */
function isSameDie(one: ChipLaws["silicon"], other: ChipLaws["silicon"]): boolean {
  const masks = ({ process, blocksSquareMetres, footprintSquareMetres }: ChipLaws["silicon"]): string =>
    JSON.stringify([process, blocksSquareMetres, footprintSquareMetres]);
  return masks(one) === masks(other);
}

function movedProvenance(one: Provenance, move: Move | undefined): Provenance {
  if (move === undefined) return one;
  const to = (value: number): number => Math.max(0, value * move.factor + move.plus);
  const origin = one.source === undefined ? one.written : `${one.written}: ${one.source}`;
  return {
    ...one,
    value: to(one.value),
    status: "derived",
    source: `${move.why} from ${origin}`,
    ...(one.low === undefined ? {} : { low: to(one.low) }),
    ...(one.high === undefined ? {} : { high: to(one.high) }),
  };
}

function areaByLaw(chip: Sheet, { process, silicon }: ChipLaws): Provenance {
  return {
    path: "chip.dieArea",
    value: silicon.dieSquareMetres,
    unit: "m^2",
    written: "by the law of area",
    status: "derived",
    source: `blocks of the floorplan on ${process.name}`,
    file: chip.source.file,
    line: 1,
    column: 1,
  };
}

/** The same tree with some numbers replaced, by dotted path. */
function withValues(node: unknown, values: ReadonlyMap<string, number>, path: string): unknown {
  const value = values.get(path);
  if (value !== undefined) return value;
  if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
  const below = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const added = [...values.keys()]
    .filter((one) => one.startsWith(`${path}.`) && !one.slice(path.length + 1).includes("."))
    .map((one) => one.slice(path.length + 1));
  const keys = [...new Set([...Object.keys(node), ...added])];
  return Object.fromEntries(
    keys.map((key) => [key, withValues((node as Record<string, unknown>)[key], values, below(key))]),
  );
}
