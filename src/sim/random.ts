/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * A seeded generator (sfc32: 128 bits of state, period about 2^127). Several seeds make one stream, so that each
 * part of a simulation can have its own and does not depend on the order in which parts draw.
 * Source: Doty-Humphrey, PractRand, sfc32; the first rounds are discarded to spread the seeds.
 */
export function createRandom(...seeds: readonly number[]): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (const seed of seeds) {
    a ^= seed | 0;
    b ^= Math.floor(seed / 0x100000000) | 0;
    for (let round = 0; round < 12; round++) next();
  }
  return () => next() / 0x100000000;
}

/** An exponential draw of mean 1: the time to the next event of a Poisson process; at most 22.2. */
export function drawExponential(random: Random): number {
  return -Math.log(1 - random());
}

/** A standard normal draw (Box and Muller 1958); at most 6.7 in size, since a uniform draw has 32 bits. */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** No draw of drawNormal is larger: √(−2 ln 2^−32). */
export const LARGEST_NORMAL = Math.sqrt(2 * 32 * Math.LN2);
