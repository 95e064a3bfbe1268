/** Something with a lower bound of what it may become. */
export interface Bounded {
  readonly bound: number;
  /** Of equal bounds the least is first; 0 where not said. */
  readonly tie?: number;
}

/** A queue that gives the least bound first, of equal bounds the least tie, and of those what came first. */
export interface BoundQueue<T extends Bounded> {
  readonly push: (item: T) => void;
  readonly pop: () => T | undefined;
  /** Of what comes next; Infinity where nothing does. */
  readonly leastBound: () => number;
  readonly items: () => readonly T[];
}

export function boundQueue<T extends Bounded>(): BoundQueue<T> {
  const heap: { readonly item: T; readonly order: number }[] = [];
  let pushed = 0;
  const before = (a: number, b: number): boolean => {
    const [x, y] = [heap[a]!, heap[b]!];
    if (x.item.bound !== y.item.bound) return x.item.bound < y.item.bound;
    const [tie, other] = [x.item.tie ?? 0, y.item.tie ?? 0];
    return tie < other || (tie === other && x.order < y.order);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  const rise = (at: number): void => {
    for (let up = (at - 1) >> 1; at > 0 && before(at, up); at = up, up = (at - 1) >> 1) swap(at, up);
  };
  const sink = (at: number): void => {
    for (;;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < heap.length && before(below, least)) least = below;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  return {
    push: (item) => {
      heap.push({ item, order: pushed++ });
      rise(heap.length - 1);
    },
    pop: () => {
      const top = heap[0];
      const end = heap.pop();
      if (top === undefined || end === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = end;
        sink(0);
      }
      return top.item;
    },
    leastBound: () => heap[0]?.item.bound ?? Infinity,
    items: () => heap.map(({ item }) => item),
  };
}
