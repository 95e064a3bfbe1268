import type { Arch } from "../arch/arch.ts";

type Economics = Arch["economics"];

/**
 * A run's share of the purchase price, straight line over the seconds in which the system does paid work.
 *
 *   dollars = capex · seconds / (lifetime · utilisation)
 */
export function capexShareDollars(capexDollars: number, seconds: number, economics: Economics): number {
  return (capexDollars * seconds) / (economics.lifetimeSeconds * economics.utilisationFraction);
}

/** Price of a run's energy, cooling and distribution included: joules · PUE · price. */
export function electricityDollars(joules: number, economics: Economics): number {
  return joules * economics.pue * economics.electricityDollarsPerJoule;
}

/** Carbon dioxide of a run's energy: joules · PUE · grid intensity. */
export function carbonKilograms(joules: number, economics: Economics): number {
  return joules * economics.pue * economics.gridKilogramsPerJoule;
}
