import type { Loaded, Provenance } from "../spec/yaml/provenance.ts";
import { SpecProblems } from "../spec/yaml/spec-error.ts";

/** An input known only within a range, and what it is called across the systems that inherit it. */
export interface UncertainInput {
  readonly path: string;
  readonly value: number;
  readonly unit: string;
  /** Place where the value is written: what two systems inherit from one file is one input. */
  readonly key: string;
  readonly ends: { readonly low: number; readonly high: number };
}

export function uncertainInputs(provenance: readonly Provenance[]): readonly UncertainInput[] {
  return provenance.flatMap(({ path, value, unit, low = value, high = value, file, line, column }) =>
    low === high ? [] : [{ path, value, unit, key: `${file}:${line}:${column}`, ends: { low, high } }],
  );
}

/** A subject of the study with one uncertain input at its low and at its high end. */
export interface SubjectCorner<T> {
  readonly input: UncertainInput;
  readonly low: T;
  readonly high: T;
}

/**
 * A loaded spec at both ends of each uncertain input. Values that follow from the input by a formula are worked out
 * anew (`reload`); where none does, or where the moved value breaks the range of another, the input moves alone.
 */
export async function specCorners<T>(
  loaded: Loaded<T>,
  reload: (path: string, value: number) => Promise<Loaded<T>>,
): Promise<readonly SubjectCorner<Loaded<T>>[]> {
  const corners: SubjectCorner<Loaded<T>>[] = [];
  for (const input of uncertainInputs(loaded.provenance)) {
    const alone = (value: number): Loaded<T> => ({
      ...loaded,
      spec: withValueAt(loaded.spec, input.path, value),
    });
    const at = (value: number): Promise<Loaded<T>> | Loaded<T> =>
      hasFollowers(input.path, loaded.provenance)
        ? reload(input.path, value).catch((error: unknown) => {
            if (error instanceof SpecProblems) return alone(value);
            throw error;
          })
        : alone(value);
    corners.push({ input, low: await at(input.ends.low), high: await at(input.ends.high) });
  }
  return corners;
}

/** Numbers of processes and constants of the laws of silicon, which stand in no spec of a system. */
const OF_SILICON = /^(process|silicon)[.]/;

/**
 * Whether other numbers follow from the input: some formula of the spec names it (by its last name, so rather once too
 * often than not), or the laws of silicon read it.
 */
export function hasFollowers(path: string, provenance: readonly Provenance[]): boolean {
  if (OF_SILICON.test(path)) return true;
  const name = new RegExp(`\\b${path.split(".").at(-1) ?? path}\\b`);
  return provenance.some(
    (other) => other.path !== path && other.written.startsWith("=") && name.test(other.written),
  );
}

/** A copy of plain data with the number at a dotted path replaced. */
export function withValueAt<T>(data: T, path: string, value: number): T {
  const [head, ...rest] = path.split(".");
  if (head === undefined || typeof data !== "object" || data === null || !Object.hasOwn(data, head))
    throw new Error(`no ${path} in the spec`);
  const inner = (data as Record<string, unknown>)[head];
  const changed = rest.length === 0 ? value : withValueAt(inner, rest.join("."), value);
  if (!Array.isArray(data)) return { ...data, [head]: changed };
  return data.map((item: unknown, index) => (String(index) === head ? changed : item)) as T;
}

/** The number at a dotted path; undefined where there is none. */
export function numberAt(data: unknown, path: string): number | undefined {
  const found = path
    .split(".")
    .reduce<unknown>(
      (node, key) => (typeof node === "object" ? (node as Tree | null)?.[key] : undefined),
      data,
    );
  return typeof found === "number" ? found : undefined;
}

type Tree = Readonly<Record<string, unknown>>;
