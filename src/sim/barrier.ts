/** A meeting of `parties`: open once all have arrived. */
export interface Barrier {
  /** True for the last one to arrive. */
  arrive(): boolean;
  /** Parties not there yet. */
  missing(): number;
}

export function createBarrier(parties: number): Barrier {
  let missing = parties;
  return {
    arrive: () => {
      if (missing === 0) throw new RangeError(`all ${parties} parties have arrived already`);
      return --missing === 0;
    },
    missing: () => missing,
  };
}
