import { ENERGY_CATEGORIES, type EnergyCategory, type Segment } from "../priced-plan.ts";

/** Energy by category, as numbers in the order of ENERGY_CATEGORIES: what closed forms add up. */
export type Joules = Float64Array;

export function noJoules(): Joules {
  return new Float64Array(ENERGY_CATEGORIES.length);
}

/** Adds the energy of segments to `sum`. */
export function addSegments(sum: Joules, segments: readonly (Segment | undefined)[]): void {
  for (const segment of segments) {
    if (segment === undefined) continue;
    const { energy } = segment;
    for (let category = 0; category < ENERGY_CATEGORIES.length; category++)
      sum[category]! += energy[ENERGY_CATEGORIES[category]!] ?? 0;
  }
}

/** Adds `count` times `part` to `sum`. */
export function addJoules(sum: Joules, part: Joules, count: number): void {
  for (let category = 0; category < sum.length; category++) sum[category]! += count * part[category]!;
}

export function totalJoules(joules: Joules): number {
  let total = 0;
  for (let category = 0; category < joules.length; category++) total += joules[category]!;
  return total;
}

/** The same by name. */
export function joulesByName(joules: Joules): Record<EnergyCategory, number> {
  return Object.fromEntries(ENERGY_CATEGORIES.map((category, at) => [category, joules[at]])) as Record<
    EnergyCategory,
    number
  >;
}
