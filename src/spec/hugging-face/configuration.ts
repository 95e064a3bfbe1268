import type { SpecError } from "../yaml/spec-error.ts";
import { childOf, errorAt, plainValue, type MapNode, type Place, type SpecNode } from "../yaml/spec-node.ts";

/** A value of a configuration, and in words where it is from. */
export interface Said<T> {
  readonly value: T;
  readonly from: string;
}

/** What the Hugging Face configuration class of a model type takes for keys that are not given. */
export interface ModelClass {
  /** Its name: LlamaConfig. */
  readonly name: string;
  readonly defaults: Readonly<Record<string, string | number | boolean | null | readonly unknown[]>>;
  /** Other names of a key (the class's attribute_map). */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A configuration as its class reads it: a key that is missing has the class's default, one that is null has none. What
 * is wrong with a value is collected with its place.
 */
export interface Configuration {
  readonly className: string;
  /** A whole number of at least one that must be known. */
  readonly size: (key: string) => Said<number>;
  /** The same, where the class allows none. */
  readonly optional: (key: string) => Said<number | undefined>;
  /** A whole number from zero. */
  readonly whole: (key: string) => Said<number>;
  /** A positive number that need not be whole. */
  readonly fraction: (key: string) => Said<number | undefined>;
  /** Whether a key has a number above zero. */
  readonly positive: (key: string) => boolean;
  readonly flag: (key: string) => Said<boolean>;
  readonly text: (key: string) => Said<string | undefined>;
  readonly list: (key: string) => Said<readonly unknown[] | undefined>;
  /** Whatever is there. */
  readonly any: (key: string) => Said<unknown>;
  readonly has: (key: string) => boolean;
  /** A configuration inside this one, as another class reads it; one that is missing has all defaults. */
  readonly inside: (key: string, of: (given: Given) => ModelClass) => Configuration;
  /** Something that the workload language cannot say. */
  readonly note: (text: string) => void;
  /** Something wrong with the value of a key. */
  readonly wrong: (key: string, expected: string) => void;
}

/** What is collected while a configuration is read. */
export interface Reading {
  readonly errors: SpecError[];
  readonly notes: string[];
  /** Dotted paths of keys that were asked for. */
  readonly asked: Set<string>;
}

/** Values as they are written. */
export type Given = Readonly<Record<string, unknown>>;

export function readConfiguration(
  root: MapNode,
  model: ModelClass,
  reading: Reading,
  path: readonly string[] = [],
): Configuration {
  const nodeOf = (key: string): readonly [string, SpecNode] | undefined =>
    [key, ...(model.aliases?.[key] ?? [])]
      .map((name) => [name, childOf(root, name)] as const)
      .find((entry): entry is readonly [string, SpecNode] => entry[1] !== undefined);
  const where = (key: string): string => [...path, key].join(".");
  const wrongAt = (key: string, node: SpecNode | undefined, expected: string): void => {
    const place: Place = node?.place ?? { ...root.place, end: root.place.start + 1 };
    const message = node === undefined ? `missing key "${key}" (${expected})` : shown(node);
    reading.errors.push(
      errorAt(place, { path: [...path, key], message, ...(node !== undefined && { expected }) }),
    );
  };
  /** The value, or the default of the class; undefined for null. */
  const valueOf = (key: string): Said<unknown> & { readonly node?: SpecNode } => {
    const entry = nodeOf(key);
    if (entry !== undefined) {
      for (const name of [key, ...(model.aliases?.[key] ?? [])]) reading.asked.add(where(name));
      const value = plainValue(entry[1]);
      return {
        value: value ?? undefined,
        from: value === null ? `${where(entry[0])}: null` : where(entry[0]),
        node: entry[1],
      };
    }
    const value = model.defaults[key] ?? undefined;
    return { value, from: `${where(key)} is not given: default of ${model.name}` };
  };
  const typed = <T>(
    key: string,
    is: (value: unknown) => value is T,
    expected: string,
  ): Said<T | undefined> => {
    const { value, from, node } = valueOf(key);
    if (value === undefined || is(value)) return { value: value as T | undefined, from };
    wrongAt(key, node, expected);
    return { value: undefined, from };
  };
  const optional = (key: string): Said<number | undefined> =>
    typed(key, isSize, "a whole number of at least 1");
  return {
    className: model.name,
    optional,
    size: (key) => {
      const before = reading.errors.length;
      const { value, from } = optional(key);
      if (value === undefined && reading.errors.length === before)
        wrongAt(key, nodeOf(key)?.[1], `a whole number; ${model.name} has no default`);
      return { value: value ?? 1, from };
    },
    whole: (key) => {
      const { value = 0, from } = typed(key, isWhole, "a whole number from 0");
      return { value, from };
    },
    fraction: (key) => typed(key, isFraction, "a number above 0"),
    positive: (key) => {
      const { value } = valueOf(key);
      return typeof value === "number" && value > 0;
    },
    flag: (key) => {
      const { value = false, from } = typed(key, isFlag, "true or false");
      return { value, from };
    },
    text: (key) => typed(key, isText, "text"),
    list: (key) => typed(key, isList, "a list"),
    any: (key) => {
      const { value, from } = valueOf(key);
      return { value, from };
    },
    has: (key) => nodeOf(key) !== undefined,
    inside: (key, of) => {
      const node = childOf(root, key);
      if (node !== undefined) reading.asked.add(where(key));
      if (node !== undefined && node.kind !== "map") wrongAt(key, node, "a configuration");
      const map: MapNode =
        node?.kind === "map" ? node : { kind: "map", place: root.place, entries: new Map() };
      return readConfiguration(map, of(plainValue(map) as Given), reading, [...path, key]);
    },
    note: (text) => void reading.notes.push(text),
    wrong: (key, expected) => wrongAt(key, nodeOf(key)?.[1], expected),
  };
}

const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;
const isWhole = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isFraction = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value > 0;
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isText = (value: unknown): value is string => typeof value === "string";
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function shown(node: SpecNode): string {
  if (node.kind === "scalar") return node.written === "" ? "nothing" : node.written;
  return node.kind === "list" ? "a list" : "a map";
}

/** A value that the class has whatever its configuration says. */
export function fixed<T>(value: T, from: string): Said<T> {
  return { value, from };
}

/** A value computed from others. */
export function derived<T>(value: T, ...from: readonly (Said<unknown> | string)[]): Said<T> {
  return {
    value,
    from: [...new Set(from.map((one) => (typeof one === "string" ? one : one.from)))].join("; "),
  };
}

/** Nothing where the value is undefined: the key is left out of the workload. */
export function known<T>(said: Said<T | undefined>): Said<T> | undefined {
  return said.value === undefined ? undefined : { value: said.value, from: said.from };
}
