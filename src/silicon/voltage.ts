import type { VoltageCurve, VoltagePolynomial } from "./process.ts";

/**
 * Clock of a circuit at a supply, relative to nominal voltage without droop: delay(nominal) / delay(V (1 − droop)).
 *
 * `droop` is the share of the supply that the transistors lose in the worst moment, for which the clock must leave
 * room. Source of the curve: Stillmaker & Baas 2017, in the process spec.
 */
export function relativeClock(curve: VoltageCurve, volts: number, droop = 0): number {
  return valueAt(curve.delay, curve.nominalVolts) / valueAt(curve.delay, volts * (1 - droop));
}

/** Energy of the same switching at a supply, relative to nominal voltage. */
export function relativeEnergy(curve: VoltageCurve, volts: number): number {
  return valueAt(curve.energy, volts) / valueAt(curve.energy, curve.nominalVolts);
}

/** Supply at which the clock is reached; undefined where the curve ends before. Clock relative to nominal, no droop. */
export function voltsForClock(curve: VoltageCurve, clock: number, droop = 0): number | undefined {
  const [lowest, highest] = [curve.lowestVolts / (1 - droop), curve.highestVolts];
  if (!(relativeClock(curve, highest, droop) >= clock)) return undefined;
  return leastWhere((volts) => relativeClock(curve, volts, droop) >= clock, lowest, highest);
}

/** A chip at one supply and clock, and how its power splits. */
export interface OperatingPoint {
  readonly volts: number;
  readonly clockHertz: number;
  readonly dynamicWatts: number;
  /** Leakage; falls and rises with the supply. */
  readonly staticWatts: number;
}

/** The same work a cycle at another supply, clocked as fast as its droop allows. */
export function movedPoint(
  curve: VoltageCurve,
  base: OperatingPoint & { readonly droop: number },
  { volts, droop }: { readonly volts: number; readonly droop: number },
): OperatingPoint {
  const clock = relativeClock(curve, volts, droop) / relativeClock(curve, base.volts, base.droop);
  const energy = relativeEnergy(curve, volts) / relativeEnergy(curve, base.volts);
  return {
    volts,
    clockHertz: base.clockHertz * clock,
    dynamicWatts: base.dynamicWatts * clock * energy,
    staticWatts: base.staticWatts * (volts / base.volts),
  };
}

/** The fastest point under a power budget; undefined where even the lowest supply draws more. */
export function fastestUnder(
  curve: VoltageCurve,
  base: OperatingPoint & { readonly droop: number },
  { watts, droop }: { readonly watts: number; readonly droop: number },
): OperatingPoint | undefined {
  const at = (volts: number): OperatingPoint => movedPoint(curve, base, { volts, droop });
  const draws = ({ dynamicWatts, staticWatts }: OperatingPoint): number => dynamicWatts + staticWatts;
  const lowest = curve.lowestVolts / (1 - droop);
  if (draws(at(lowest)) > watts) return undefined;
  if (draws(at(curve.highestVolts)) <= watts) return at(curve.highestVolts);
  return at(leastWhere((volts) => draws(at(volts)) >= watts, lowest, curve.highestVolts));
}

/** Halvings of a bisection: more do not move a double. */
const HALVINGS = 60;

/** The least number between two bounds where a condition that stays true holds; it holds at the upper one. */
function leastWhere(holds: (x: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  if (holds(low)) return low;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function valueAt(polynomial: VoltagePolynomial, x: number): number {
  return polynomial.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
