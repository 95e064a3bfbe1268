import { createRandom } from "../../sim/random.ts";

/**
 * `wanted` indexes out of 0..points−1, each set as likely as any other, in ascending order. Depends on the seed alone.
 * Source: Floyd, in Bentley 1987, "A sample of brilliance".
 */
export function sampleIndexes(points: number, wanted: number, seed: number): readonly number[] {
  if (wanted >= points) return Array.from({ length: points }, (_, index) => index);
  const random = createRandom(seed, points);
  const chosen = new Set<number>();
  for (let last = points - wanted; last < points; last++) {
    const drawn = Math.floor(random() * (last + 1));
    chosen.add(chosen.has(drawn) ? last : drawn);
  }
  return [...chosen].sort((a, b) => a - b);
}
