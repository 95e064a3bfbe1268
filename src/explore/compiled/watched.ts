/** A stand-in for records of one kind that notes which of their values are read. */
export interface Watched<T extends object> {
  /** Reads as the record last shown does. */
  readonly value: T;
  readonly show: (record: T) => void;
  /** 1 at each leaf that was read since this was last cleared. */
  readonly reads: Uint8Array;
  /** The values of a record at some leaves, as a text that differs where they do. */
  readonly textOf: (record: T, leaves: readonly number[]) => string;
}

type Tree = Readonly<Record<string, unknown>>;

/** One value of a record, and where it stands. A part that a record may lack is a leaf too: its presence. */
interface Leaf {
  readonly path: readonly string[];
  readonly isPart: boolean;
}

/**
 * A stand-in for `records`, and for others with no other keys than theirs. Its getters read one array, so that laws
 * run through it at nearly the speed of plain records.
 */
export function watched<T extends object>(records: readonly T[]): Watched<T> {
  const leaves: Leaf[] = [];
  const valuesOf = new Map<T, readonly unknown[]>();
  const noted = { reads: new Uint8Array(0), values: [] as readonly unknown[] };
  const build = (samples: readonly Tree[], path: readonly string[]): object => {
    const part = {};
    for (const key of new Set(samples.flatMap(Object.keys))) {
      const below = samples.map((sample) => sample[key]);
      const parts = below.filter(isTree);
      const at = leaves.length;
      leaves.push({ path: [...path, key], isPart: parts.length > 0 });
      const inner = parts.length > 0 ? build(parts, [...path, key]) : undefined;
      const get = (): unknown => {
        noted.reads[at] = 1;
        const shown = noted.values[at];
        return inner === undefined || shown === undefined ? shown : inner;
      };
      Object.defineProperty(part, key, { get, enumerable: true });
    }
    return part;
  };
  const value = build(records as readonly unknown[] as readonly Tree[], []) as T;
  noted.reads = new Uint8Array(leaves.length);
  return {
    value,
    show: (record) => {
      let values = valuesOf.get(record);
      if (values === undefined) valuesOf.set(record, (values = leaves.map((leaf) => valueAt(record, leaf))));
      noted.values = values;
    },
    reads: noted.reads,
    textOf: (record, some) => some.map((at) => text(valueAt(record, leaves[at]!))).join("|"),
  };
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function valueAt(record: object, { path, isPart }: Leaf): unknown {
  let value: unknown = record;
  for (const key of path) {
    if (!isTree(value)) return undefined;
    value = value[key];
  }
  return isPart ? (value === undefined ? undefined : true) : value;
}

const text = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));
