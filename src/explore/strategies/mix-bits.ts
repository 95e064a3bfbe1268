/** 32 bits in, 32 bits out, each depending on all: a bijection (Wellons 2018, "lowbias32"). */
export function mixBits(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Several words as one. */
export function mixWords(...words: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const word of words) {
    mixed = mixBits(mixed ^ word);
    mixed = mixBits(mixed ^ Math.floor(word / 0x100000000));
  }
  return mixed;
}

/** Uniform in [0, 1), a function of the words alone. */
export const uniformOf = (...words: readonly number[]): number => mixWords(...words) / 0x100000000;
