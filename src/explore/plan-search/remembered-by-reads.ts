/** Where a remembered computation goes on, by the value of the field that it reads next; at last, its result. */
type Step<T> = { readonly field: string; readonly next: Map<unknown, Step<T>> } | { readonly value: T };

/**
 * A pure function of a record, remembered by the fields that it reads: records that agree in those share one result.
 *
 * A deterministic function reads the same next field after the same values, so what it read is a path in a tree. The
 * keys follow the laws by themselves: one that comes to depend on another choice is remembered by that choice too.
 */
export function rememberedByReads<R extends object, T>(compute: (record: R) => T): (record: R) => T {
  let root: Step<T> | undefined;
  return (record) => {
    let step = root;
    while (step !== undefined && "field" in step) step = step.next.get(record[step.field as keyof R]);
    if (step !== undefined) return step.value;
    const fields: string[] = [];
    const value = compute(recorded(record, fields));
    root = grown(root, { record, fields, value });
    return value;
  };
}

/** The record, noting each field when it is first read. */
function recorded<R extends object>(record: R, fields: string[]): R {
  const seen = new Set<string>();
  const refuse = (): never => {
    throw new Error(
      "a remembered function reads fields by name: what it spreads or lists cannot be followed",
    );
  };
  return new Proxy(record, {
    get(target, field: string) {
      if (!seen.has(field)) {
        seen.add(field);
        fields.push(field);
      }
      return target[field as keyof R];
    },
    has: refuse,
    ownKeys: refuse,
  });
}

interface Path<R, T> {
  readonly record: R;
  readonly fields: readonly string[];
  readonly value: T;
}

/** The tree with one more path, from its field `at` on. */
function grown<R extends object, T>(step: Step<T> | undefined, path: Path<R, T>, at = 0): Step<T> {
  const field = path.fields[at];
  if (field === undefined) return { value: path.value };
  const here = step ?? { field, next: new Map<unknown, Step<T>>() };
  if (!("field" in here) || here.field !== field)
    throw new Error(`a remembered function read ${field} where it had read another: it is not deterministic`);
  const key = path.record[field as keyof R];
  here.next.set(key, grown(here.next.get(key), path, at + 1));
  return here;
}
