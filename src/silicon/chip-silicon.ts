import {
  dieYield,
  goodDieDollars,
  goodDieKilograms,
  goodStackDollars,
  waferDollars,
  type BondedWafer,
  type Die,
} from "./die-cost.ts";
import { leakageWatts } from "./die-power.ts";
import { asStated, HBM_EDGE, HBM_EDGE_SHARE, type ReadConstant } from "./silicon-constants.ts";
import { grossDies } from "./gross-dies.ts";
import { BOND_DEFECTS, CAPACITOR_WAFER } from "./package-constants.ts";
import { packageDollars, packageKilograms, type PackageDollars, type PackageParts } from "./package-cost.ts";
import type { Process } from "./process.ts";
import { dieArea, tiledDieBlocks, type DieBlocks, type TiledDie } from "./tiled-die.ts";

/** A chip as its die is made: what is built, what of it may be defective, and what is bonded to it. */
export interface ChipDie {
  readonly die: TiledDie;
  readonly process: Process;
  readonly columns: number;
  readonly rows: number;
  readonly spareRows: number;
  readonly capacitorWafer: boolean;
  /** Wafers of logic that are bonded to one stack; the floorplan is divided evenly over them. */
  readonly logicWafers: number;
  /** Stacks of memory beside the die, on an interposer. */
  readonly memory?: PackageParts["memory"];
  /** Whose wafer prices count. */
  readonly year: number;
  /** Chips that carry the cost of design; absent: none is in what a chip costs. */
  readonly volume?: number;
  /** What all logic of the stack is known or stated to measure; else what the law of area gives. */
  readonly squareMetres?: number;
}

/** What the price of a chip is made of. */
export interface ChipCost {
  /** All wafers of a stack and their bonds. */
  readonly waferDollars: number;
  /** Of a capacitor wafer and of bonds: what else must work beside the logic. */
  readonly bondYieldFraction: number;
  readonly defectsPerSquareMetre: number;
  readonly clustering: number;
  readonly parts: PackageDollars;
}

/** One chip by the laws of silicon, in base units. */
export interface ChipSilicon {
  readonly process: string;
  /** The law's floorplan, whatever the die is stated to measure. */
  readonly blocksSquareMetres: DieBlocks;
  readonly lawSquareMetres: number;
  /** All logic of a stack. Stated, or stated for the chip it is derived from and moved by the law. */
  readonly dieSquareMetres: number;
  /** Of one die of the stack, which all have the same. */
  readonly footprintSquareMetres: number;
  /** The field of one exposure, beyond which no die can be. */
  readonly reticleSquareMetres: number;
  /** Edge of the die that PHYs of memory stacks take, and what of it they may take; metres. */
  readonly memoryEdgeMetres: number;
  readonly freeEdgeMetres: number;
  readonly grossDies: number;
  /** Of the logic of a stack, spare rows used: all its dies work. */
  readonly yieldFraction: number;
  /** A good die, or a good stack with its capacitor wafer. */
  readonly goodDieDollars: number;
  /** A good chip in its package, tested. */
  readonly packageDollars: number;
  readonly cost: ChipCost;
  readonly leakageWatts: number;
  /** CO2e of making a good chip in its package. */
  readonly embodiedKilograms: number;
  /** Paid once for the design of a large chip, masks included; undefined where no figure of its process is known. */
  readonly designDollars: number | undefined;
  /** Of it by chip, where its volume is stated; else 0. */
  readonly designShareDollars: number;
}

/** What the law of area gives for a chip, whatever its die is stated to measure. */
export function lawArea(
  { die, process }: Pick<ChipDie, "die" | "process">,
  read: ReadConstant = asStated,
): number {
  return dieArea(tiledDieBlocks(die, process, read));
}

/**
 * A chip's floorplan, yield, cost, leakage and footprint from what it is made of.
 *
 * Tiles can be repaired, of each column as many rows as are spare; exchange, links and the rest cannot. Where the die's
 * size is stated, the law's floorplan gives the shares of its blocks. Wafers of a stack are bonded before anyone knows
 * which of their dies work, so a stack of n works as often as one die to the power n.
 */
export function chipSilicon(chip: ChipDie, read: ReadConstant = asStated): ChipSilicon {
  const { process, year, logicWafers, memory } = chip;
  const blocks = tiledDieBlocks(chip.die, process, read);
  const law = dieArea(blocks);
  const squareMetres = chip.squareMetres ?? law;
  const footprint = squareMetres / logicWafers;
  const redundancy = {
    groups: chip.columns,
    units: chip.rows,
    needed: chip.rows - chip.spareRows,
    repairableFraction: (blocks.sram + blocks.logic) / law,
  };
  const die = { squareMetres: footprint, process, redundancy };
  const good = dieYield(die);
  const others = [
    ...Array.from({ length: logicWafers - 1 }, () => logicWafer(die, good, { year, read })),
    ...(chip.capacitorWafer ? [capacitorWafer(read)] : []),
  ];
  const logicYield = good ** logicWafers;
  const bonded = chip.capacitorWafer ? read(CAPACITOR_WAFER.yield) : 1;
  const dollars = others.length === 0 ? goodDieDollars(die, year) : goodStackDollars(die, others, year);
  const parts = packageDollars(
    { dies: [{ squareMetres: footprint, dollars }], ...(memory && { memory }) },
    read,
  );
  return {
    process: process.id,
    blocksSquareMetres: blocks,
    lawSquareMetres: law,
    dieSquareMetres: squareMetres,
    footprintSquareMetres: footprint,
    reticleSquareMetres: process.reticle.widthMetres * process.reticle.heightMetres,
    memoryEdgeMetres: memory === undefined ? 0 : memory.stacks * read(HBM_EDGE),
    freeEdgeMetres: 4 * Math.sqrt(footprint) * read(HBM_EDGE_SHARE),
    grossDies: grossDies(footprint, process.wafer),
    yieldFraction: logicYield,
    goodDieDollars: dollars,
    packageDollars: parts.total,
    cost: {
      waferDollars: others.reduce(
        (sum, other) => sum + other.waferDollars + other.bondDollars,
        waferDollars(process, year),
      ),
      bondYieldFraction: others.reduce((product, other) => product * other.bondYield, bonded),
      defectsPerSquareMetre: process.defectsPerSquareMetre,
      clustering: process.clustering,
      parts,
    },
    leakageWatts: leakageWatts(blocks, process) * (squareMetres / law),
    embodiedKilograms: packageKilograms(goodDieKilograms(die, others), 1, memory, read),
    designDollars: process.designDollars,
    designShareDollars: (process.designDollars ?? 0) / (chip.volume ?? Infinity),
  };
}
/** A further wafer of the same logic, bonded before its dies are known to work. */
function logicWafer(
  die: Die,
  good: number,
  { year, read }: { readonly year: number; readonly read: ReadConstant },
): BondedWafer {
  return {
    waferDollars: waferDollars(die.process, year),
    waferKilograms: die.process.waferKilograms,
    bondDollars: read(CAPACITOR_WAFER.bondDollars),
    yield: good,
    bondYield: Math.exp(-die.squareMetres * read(BOND_DEFECTS)),
  };
}

/** Its yield includes the bond. */
export function capacitorWafer(read: ReadConstant = asStated): BondedWafer {
  const { waferDollars, waferKilograms, bondDollars, yield: good } = CAPACITOR_WAFER;
  return {
    waferDollars: read(waferDollars),
    waferKilograms: read(waferKilograms),
    bondDollars: read(bondDollars),
    yield: read(good),
    bondYield: 1,
  };
}
