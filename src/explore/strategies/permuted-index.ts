import { mixWords } from "./mix-bits.ts";

const ROUNDS = 6;

/**
 * The index that comes `index`-th when 0..count−1 are shuffled: a permutation that needs no list. A Feistel network
 * on two digits of √count each permutes a slightly larger range; what falls outside is permuted again until it is
 * inside. Source: Black and Rogaway 2002, "Ciphers with arbitrary finite domains", cycle walking.
 */
export function permutedIndex(index: number, count: number, seed: number): number {
  const side = Math.ceil(Math.sqrt(count));
  let permuted = index;
  do {
    let high = Math.floor(permuted / side);
    let low = permuted - high * side;
    for (let round = 0; round < ROUNDS; round++) {
      const next = (high + (mixWords(seed, round, low) % side)) % side;
      high = low;
      low = next;
    }
    permuted = high * side + low;
  } while (permuted >= count);
  return permuted;
}
