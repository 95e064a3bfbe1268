import { grossDies } from "./gross-dies.ts";
import type { Process } from "./process.ts";
import { plainYield, repairedYield, type Redundancy } from "./yield.ts";

/** One die on its process: its area, and what of it can be repaired. */
export interface Die {
  readonly squareMetres: number;
  readonly process: Process;
  readonly redundancy?: Redundancy;
}

/**
 * Price of a processed wafer in a year: on a line between the years the process names, level before the first and after
 * the last.
 */
export function waferDollars({ waferPrices }: Process, year: number): number {
  const later = waferPrices.findIndex((price) => price.year >= year);
  const next = waferPrices[later] ?? waferPrices.at(-1)!;
  const previous = later > 0 ? waferPrices[later - 1]! : next;
  if (next.year === previous.year) return next.dollars;
  const share = (year - previous.year) / (next.year - previous.year);
  return previous.dollars + share * (next.dollars - previous.dollars);
}

/** Share of dies that work: area × defect density with the clustering of the process, repaired where parts are spare. */
export function dieYield({ squareMetres, process, redundancy }: Die): number {
  const defects = { mean: squareMetres * process.defectsPerSquareMetre, clustering: process.clustering };
  return redundancy === undefined ? plainYield(defects) : repairedYield(defects, redundancy);
}

/** Dies of a wafer that work. */
export function goodDies(die: Die): number {
  return grossDies(die.squareMetres, die.process.wafer) * dieYield(die);
}

/** Wafer price by dies that work; Infinity where a wafer holds none. Test and package are apart. */
export function goodDieDollars(die: Die, year: number): number {
  return waferDollars(die.process, year) / goodDies(die);
}

/** A second wafer bonded to the first before dicing, so that a bad die of either spoils both. */
export interface BondedWafer {
  readonly waferDollars: number;
  readonly waferKilograms: number;
  /** Of a site, its own defects alone. */
  readonly yield: number;
  /** Bonding and through-silicon vias of the whole wafer. */
  readonly bondDollars: number;
  readonly bondYield: number;
}

/**
 * Cost of a good stack of wafers: (wafer + others + bonds) / (gross · Y₁ · Y₂ … · Y of the bonds). Dies cannot be chosen
 * before bonding, and all have one size. Source: EVG: the yield of a stack is the product (60 % × 60 % = 36 %).
 */
export function goodStackDollars(die: Die, others: readonly BondedWafer[], year: number): number {
  const wafers = others.reduce(
    (sum, other) => sum + other.waferDollars + other.bondDollars,
    waferDollars(die.process, year),
  );
  return wafers / goodStacks(die, others);
}

/** CO2e of a good die, or of a good stack where other wafers are bonded to it; kilograms. */
export function goodDieKilograms(die: Die, others: readonly BondedWafer[] = []): number {
  const wafers = others.reduce((sum, other) => sum + other.waferKilograms, die.process.waferKilograms);
  return wafers / goodStacks(die, others);
}

function goodStacks(die: Die, others: readonly BondedWafer[]): number {
  return others.reduce((good, other) => good * other.yield * other.bondYield, goodDies(die));
}
