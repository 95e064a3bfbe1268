import type { DesignAxis } from "../sweep/design.ts";
import type { Objective } from "../sweep/objective.ts";
import type { StoredFile } from "./part-record.ts";

export const SWEEP_SCHEMA = "dse.sweep/v1";

/** What decides every byte of a sweep: two runs with the same identity end in the same folder. */
export interface SweepIdentity {
  readonly schema: typeof SWEEP_SCHEMA;
  /** `build` tells two states of the code with the same version apart. */
  readonly tool: { readonly name: string; readonly version: string; readonly build: string };
  /** The question as it was asked: systems, workloads, values that were set, axes, strategy. */
  readonly question: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
  readonly seed: number;
  readonly axes: readonly DesignAxis[];
  readonly objectives: readonly Objective[];
  readonly columns: readonly string[];
  /** Of a search: its budget. */
  readonly points: number;
  /** Null: a part is what the search asked for at once. */
  readonly pointsPerPart: number | null;
  readonly sampled: number;
}

/** `manifest.json`: the identity, and when the sweep is done what it found and where it lies. */
export interface SweepManifest extends SweepIdentity {
  readonly complete: boolean;
  readonly evaluated?: number;
  readonly feasible?: number;
  readonly front?: number;
  readonly files?: readonly StoredFile[];
}

/** One place in which two sweeps differ. */
export interface Difference {
  readonly path: string;
  readonly saved: string;
  readonly asked: string;
}

const IDENTITY = [
  "schema",
  "tool",
  "question",
  "inputs",
  "seed",
  "axes",
  "objectives",
  "columns",
  "points",
  "pointsPerPart",
  "sampled",
] as const satisfies readonly (keyof SweepIdentity)[];

/** The identity alone, its keys always in the same order: its text may be hashed. */
export function identityOf(manifest: SweepIdentity): SweepIdentity {
  return Object.fromEntries(IDENTITY.map((key) => [key, manifest[key]])) as unknown as SweepIdentity;
}

/** In what the saved sweep and the one asked for differ; nothing: the one continues the other. */
export function differences(saved: SweepIdentity, asked: SweepIdentity): readonly Difference[] {
  return IDENTITY.flatMap((key) => differing(key, saved[key], asked[key]));
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function differing(path: string, saved: unknown, asked: unknown): readonly Difference[] {
  if (isTree(saved) && isTree(asked)) {
    const keys = [...new Set([...Object.keys(saved), ...Object.keys(asked)])];
    return keys.flatMap((key) => differing(`${path}.${key}`, saved[key], asked[key]));
  }
  const [before, now] = [textOf(saved), textOf(asked)];
  return before === now ? [] : [{ path, saved: before, asked: now }];
}

const textOf = (value: unknown): string => (value === undefined ? "(none)" : JSON.stringify(value));
