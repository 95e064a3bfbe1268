import {
  dieYield,
  goodDieDollars,
  goodDieKilograms,
  goodStackDollars,
  type BondedWafer,
} from "./die-cost.ts";
import { leakageWatts } from "./die-power.ts";
import { grossDies } from "./gross-dies.ts";
import { CAPACITOR_WAFER } from "./package-constants.ts";
import { packageDollars, packageKilograms } from "./package-cost.ts";
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
  /** Whose wafer prices count. */
  readonly year: number;
  /** What the die is known or stated to measure; else what the law of area gives. */
  readonly squareMetres?: number;
}

/** One chip by the laws of silicon, in base units. */
export interface ChipSilicon {
  readonly process: string;
  /** The law's floorplan, whatever the die is stated to measure. */
  readonly blocksSquareMetres: DieBlocks;
  readonly lawSquareMetres: number;
  /** Stated, or stated for the chip it is derived from and moved by the law. */
  readonly dieSquareMetres: number;
  readonly grossDies: number;
  /** Of the logic die, spare rows used. */
  readonly yieldFraction: number;
  /** A good die, or a good stack with its capacitor wafer. */
  readonly goodDieDollars: number;
  /** A good chip in its package, tested. */
  readonly packageDollars: number;
  readonly leakageWatts: number;
  /** CO2e of making a good chip in its package. */
  readonly embodiedKilograms: number;
}

/**
 * A chip's floorplan, yield, cost, leakage and footprint from what it is made of.
 *
 * Tiles can be repaired, of each column as many rows as are spare; exchange, links and the rest cannot. Where the die's
 * size is stated, the law's floorplan gives the shares of its blocks.
 */
export function chipSilicon(chip: ChipDie): ChipSilicon {
  const { process, year } = chip;
  const blocks = tiledDieBlocks(chip.die, process);
  const law = dieArea(blocks);
  const squareMetres = chip.squareMetres ?? law;
  const redundancy = {
    groups: chip.columns,
    units: chip.rows,
    needed: chip.rows - chip.spareRows,
    repairableFraction: (blocks.sram + blocks.logic) / law,
  };
  const die = { squareMetres, process, redundancy };
  const second = chip.capacitorWafer ? capacitorWafer() : undefined;
  const dollars = second === undefined ? goodDieDollars(die, year) : goodStackDollars(die, second, year);
  return {
    process: process.id,
    blocksSquareMetres: blocks,
    lawSquareMetres: law,
    dieSquareMetres: squareMetres,
    grossDies: grossDies(squareMetres, process.wafer),
    yieldFraction: dieYield(die),
    goodDieDollars: dollars,
    packageDollars: packageDollars({ dies: [{ squareMetres, dollars }] }).total,
    leakageWatts: leakageWatts(blocks, process) * (squareMetres / law),
    embodiedKilograms: packageKilograms(goodDieKilograms(die, second), 1, undefined),
  };
}

/** Its yield includes the bond. */
export function capacitorWafer(): BondedWafer {
  const { waferDollars, waferKilograms, bondDollars, yield: good } = CAPACITOR_WAFER;
  return {
    waferDollars: waferDollars.value,
    waferKilograms: waferKilograms.value,
    bondDollars: bondDollars.value,
    yield: good.value,
    bondYield: 1,
  };
}
