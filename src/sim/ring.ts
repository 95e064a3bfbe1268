/** Integers in the order of their arrival, without garbage. */
export interface Ring {
  readonly length: () => number;
  readonly push: (value: number) => void;
  /** The first, which stays; −1 if there is none. */
  readonly first: () => number;
  /** The first, which leaves; −1 if there is none. */
  readonly shift: () => number;
  readonly toArray: () => readonly number[];
}

export function createRing(): Ring {
  let values = new Int32Array(8);
  let head = 0;
  let length = 0;
  const grow = (): void => {
    const larger = new Int32Array(2 * values.length);
    for (let at = 0; at < length; at++) larger[at] = values[(head + at) & (values.length - 1)]!;
    values = larger;
    head = 0;
  };
  return {
    length: () => length,
    push: (value) => {
      if (length === values.length) grow();
      values[(head + length++) & (values.length - 1)] = value;
    },
    first: () => (length === 0 ? -1 : values[head]!),
    shift: () => {
      if (length === 0) return -1;
      const value = values[head]!;
      head = (head + 1) & (values.length - 1);
      length--;
      return value;
    },
    toArray: () => Array.from({ length }, (_, at) => values[(head + at) & (values.length - 1)]!),
  };
}
