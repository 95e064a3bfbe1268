import { scrambledSobol } from "../explore/strategies/sobol.ts";
import { createRandom } from "../sim/random.ts";

/** Axes of the Sobol sequence; inputs beyond them are drawn at random. */
const SOBOL_AXES = 64;

/** Coordinates in [0, 1) of a design of samples, by sample and axis; another seed is another, independent design. */
export function unitPoint(seed: number): (sample: number, axis: number) => number {
  return (sample, axis) =>
    axis < SOBOL_AXES ? scrambledSobol(sample, axis, seed) : createRandom(seed, axis, sample)();
}
