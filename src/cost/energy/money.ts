import type { Arch } from "../../arch/arch.ts";

type Economics = Arch["economics"];

/** A Julian year. */
const YEAR_SECONDS = 31_557_600;

/**
 * A run's share of the purchase price, as the system's owner depreciates it.
 *
 * - straight line, over the seconds of its life in which the system does paid work:
 *
 *     dollars = capex · seconds / (lifetime · utilisation)
 *
 * - declining: what a new system loses of its value while the run has it; idle time is charged to nobody:
 *
 *     dollars = capex · years · r · ln 10,  r orders of magnitude a year (0.14: 32 % in the first year)
 *
 *   Source: Cottier 2024, arXiv:2405.21015, appendix on amortised hardware cost.
 */
export function capexShareDollars(
  capexDollars: number,
  seconds: number,
  {
    depreciation,
    lifetimeSeconds,
    utilisationFraction,
    declineOrdersPerYear,
  }: Pick<Economics, "depreciation" | "lifetimeSeconds" | "utilisationFraction" | "declineOrdersPerYear">,
): number {
  return depreciation === "straight-line"
    ? (capexDollars * seconds) / (lifetimeSeconds * utilisationFraction)
    : capexDollars * (seconds / YEAR_SECONDS) * declineOrdersPerYear * Math.LN10;
}

/** Price of a run's energy, cooling and distribution included: joules · PUE · price. */
export function electricityDollars(
  joules: number,
  economics: Pick<Economics, "pue" | "electricityDollarsPerJoule">,
): number {
  return joules * economics.pue * economics.electricityDollarsPerJoule;
}

/** Carbon dioxide of a run's energy: joules · PUE · grid intensity. */
export function carbonKilograms(
  joules: number,
  economics: Pick<Economics, "pue" | "gridKilogramsPerJoule">,
): number {
  return joules * economics.pue * economics.gridKilogramsPerJoule;
}
