import type { SpecPath } from "../yaml/spec-node.ts";

/** A value that is well formed by itself and means nothing beside the others of its spec. */
export interface RuleProblem {
  readonly path: SpecPath;
  readonly message: string;
  /** Absent: the message says it all. */
  readonly expected?: string;
  /** The key itself is to blame, not what stands behind it. */
  readonly atKey?: boolean;
}

/**
 * A spec in which anything may be missing or wrong, as rules read it: one that cannot see what it needs says nothing,
 * so that a spec with other errors shows those of its sizes at once.
 */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Loose<T[Key]> | undefined }
    : T;

/** The items of what should be a list; one that is missing or null is taken for an empty map. */
export function items<T>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? (list as readonly T[]).map((item) => item ?? ({} as T)) : [];
}

/** Whether every one of these is a number. */
export function known(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "number");
}

/** A key that is there and changes nothing. */
export function idle(path: SpecPath, why: string): RuleProblem {
  return { path, message: `no effect: ${why}`, atKey: true };
}

/** A key that is not there and must be. */
export function missing(path: SpecPath, why: string): RuleProblem {
  return { path: path.slice(0, -1), message: `missing key "${String(path.at(-1))}" (${why})` };
}
