/** Where a remembered computation goes on, by the value of the field that it reads next; at last, its result. */
type Step<T> =
  | { readonly field: string; readonly next: Map<unknown, Step<T>> }
  | { readonly field: undefined; readonly fields: readonly string[]; readonly value: T };

/**
 * A pure function of a record, remembered by the fields that it reads: records that agree in those share one result.
 *
 * A deterministic function reads the same next field after the same values, so what it read is a path in a tree. The
 * keys follow the laws by themselves: one that comes to depend on another choice is remembered by that choice too.
 *
 * Functions that are remembered inside one another read the record itself, and hand what they read to the one around
 * them when they are done: a field is looked up once, however deep they are.
 */
export function rememberedByReads<R extends object, T>(compute: (record: R) => T): (record: R) => T {
  let root: Step<T> | undefined;
  return (given) => {
    const around = readingsOf(given);
    const record = around === undefined ? given : (around.record as R);
    let step = root;
    while (step !== undefined && step.field !== undefined)
      step = step.next.get(record[step.field as keyof R]);
    if (step === undefined) {
      const fields: string[] = [];
      const value = observed(compute, record, fields);
      root = grown(root, { record, fields, value });
      if (around !== undefined) note(around, fields);
      return value;
    }
    if (around !== undefined) note(around, step.fields);
    return step.value;
  };
}

/** A record at which functions run, and the fields that the innermost of them has read, in order. */
interface Readings {
  readonly record: object;
  fields: string[];
}

/** By the stand-in through which functions read a record. */
const readings = new WeakMap<object, Readings>();
const standIns = new WeakMap<object, object>();

function readingsOf(given: object): Readings | undefined {
  return readings.get(given);
}

function note({ fields }: Readings, read: readonly string[]): void {
  for (const field of read) if (!fields.includes(field)) fields.push(field);
}

/** The function of the record, whose reads are put into `fields`. */
function observed<R extends object, T>(compute: (record: R) => T, record: R, fields: string[]): T {
  const standIn = standInOf(record);
  const own = readings.get(standIn)!;
  const outer = own.fields;
  own.fields = fields;
  try {
    return compute(standIn);
  } finally {
    own.fields = outer;
  }
}

/** Reads as the record does, and notes each field when it is first read. */
function standInOf<R extends object>(record: R): R {
  const known = standIns.get(record);
  if (known !== undefined) return known as R;
  const own: Readings = { record, fields: [] };
  const standIn = new Proxy(record, {
    get(target, field: string) {
      if (!own.fields.includes(field)) own.fields.push(field);
      return target[field as keyof R];
    },
    has: refuse,
    ownKeys: refuse,
  });
  readings.set(standIn, own);
  standIns.set(record, standIn);
  return standIn;
}

const refuse = (): never => {
  throw new Error("a remembered function reads fields by name: what it spreads or lists cannot be followed");
};

interface Path<R, T> {
  readonly record: R;
  readonly fields: readonly string[];
  readonly value: T;
}

/** The tree with one more path, from its field `at` on. */
function grown<R extends object, T>(step: Step<T> | undefined, path: Path<R, T>, at = 0): Step<T> {
  const field = path.fields[at];
  if (field === undefined) return { field, fields: path.fields, value: path.value };
  const here = step ?? { field, next: new Map<unknown, Step<T>>() };
  if (here.field !== field)
    throw new Error(`a remembered function read ${field} where it had read another: it is not deterministic`);
  const key = path.record[field as keyof R];
  here.next.set(key, grown(here.next.get(key), path, at + 1));
  return here;
}
