import type { SavedResult, SavedResults } from "./result.ts";
import { builtInMetric } from "../metric-tables.ts";
import { rounded } from "../rounded.ts";

export const COMPARISON_SCHEMA = "dse.comparison/v1";

/** One number of two results: absolute and relative difference of B from A. */
export interface Difference {
  readonly a: number | null;
  readonly b: number | null;
  /** b − a; null where a side is unknown. */
  readonly difference: number | null;
  /** b / a − 1; null where a side is unknown or a is 0. */
  readonly relative: number | null;
}

/** Which cell of a study, at which fidelity. */
export interface ResultKey {
  readonly system: string;
  readonly workload: string;
  readonly fidelity: SavedResult["fidelity"];
}

export interface ComparedResult extends ResultKey {
  readonly feasible: { readonly a: boolean; readonly b: boolean };
  readonly metrics: Readonly<Record<string, Difference>>;
  /** The same difference by cause: categories of time and energy of a step, of memory of the fullest chip and machine. */
  readonly causes: {
    readonly timeSeconds: Readonly<Record<string, Difference>>;
    readonly energyJoules: Readonly<Record<string, Difference>>;
    readonly sramBytes: Readonly<Record<string, Difference>>;
    readonly streamingBytes: Readonly<Record<string, Difference>>;
  };
  /** Choices of the plan that differ, as text. */
  readonly plan: Readonly<Record<string, { readonly a: string; readonly b: string }>>;
}

/** Two saved results side by side (`dse.comparison/v1`). */
export interface ResultsComparison {
  readonly schema: typeof COMPARISON_SCHEMA;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly results: readonly ComparedResult[];
  /** Cells that one side has and the other lacks. */
  readonly onlyInA: readonly ResultKey[];
  readonly onlyInB: readonly ResultKey[];
  /** Inputs (path of a system or workload) whose value differs. */
  readonly inputs: readonly ComparedInput[];
}
export interface ComparedSide {
  readonly study: string;
  readonly tool: { readonly name: string; readonly version: string };
}
export interface ComparedInput {
  readonly subject: string;
  readonly path: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly unit: string;
}

/** Compare two saved results, cell by cell and by cause; also of two versions of the tool. */
export function compareResults(a: SavedResults, b: SavedResults): ResultsComparison {
  const inB = new Map(b.results.map((result) => [keyText(result), result]));
  const inA = new Set(a.results.map(keyText));
  const pairs = a.results.flatMap((left) => {
    const right = inB.get(keyText(left));
    return right === undefined ? [] : [{ left, right }];
  });
  return rounded({
    schema: COMPARISON_SCHEMA,
    a: side(a),
    b: side(b),
    results: pairs.map(({ left, right }) => comparePair(left, right)),
    onlyInA: a.results.filter((result) => !inB.has(keyText(result))).map(keyOf),
    onlyInB: b.results.filter((result) => !inA.has(keyText(result))).map(keyOf),
    inputs: changedInputs(a, b),
  });
}

function keyOf({ system, workload, fidelity }: ResultKey): ResultKey {
  return { system, workload, fidelity };
}

function keyText({ system, workload, fidelity }: ResultKey): string {
  return JSON.stringify([system, workload, fidelity]);
}

function side({ study, tool }: SavedResults): ComparedSide {
  return { study: study.id, tool };
}

function comparePair(a: SavedResult, b: SavedResult): ComparedResult {
  const { timeSeconds, energyJoules, memoryBytes } = a.breakdown;
  return {
    ...keyOf(a),
    feasible: { a: a.feasible, b: b.feasible },
    metrics: differences(a.metrics, b.metrics, null, (name) => (builtInMetric(name)?.share ? 1 : 0)),
    causes: {
      timeSeconds: partDifferences(timeSeconds, b.breakdown.timeSeconds),
      energyJoules: partDifferences(energyJoules, b.breakdown.energyJoules),
      sramBytes: partDifferences(memoryBytes.sram, b.breakdown.memoryBytes.sram),
      streamingBytes: partDifferences(memoryBytes.streaming, b.breakdown.memoryBytes.streaming),
    },
    plan: changedChoices(a.plan ?? {}, b.plan ?? {}),
  };
}

type Numbers = Readonly<Record<string, number | null>>;

/**
 * Difference under every name that either side has; `missing` is what a name stands for where it is absent, `wholeOf`
 * the whole that a value is a part of.
 */
function differences(
  a: Numbers,
  b: Numbers,
  missing: 0 | null,
  wholeOf: (name: string) => number,
): Record<string, Difference> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...names].map((name) => [name, difference(a[name] ?? missing, b[name] ?? missing, wholeOf(name))]),
  );
}

/** Of the parts of a breakdown: one that is there on one side only is 0 on the other. */
function partDifferences(a: Numbers, b: Numbers): Record<string, Difference> {
  const sum = (parts: Numbers): number =>
    Object.values(parts).reduce<number>((total, part) => total + Math.abs(part ?? 0), 0);
  const whole = Math.max(sum(a), sum(b));
  return differences(a, b, 0, () => whole);
}

/** Below this share of the larger value, or of the whole that both are parts of, two numbers are equal but for rounding. */
const ROUNDING = 1e-9;

export function difference(a: number | null, b: number | null, whole = 0): Difference {
  const known = a !== null && b !== null;
  if (known && Math.abs(b - a) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b), whole))
    return { a, b, difference: 0, relative: 0 };
  return {
    a,
    b,
    difference: known ? b - a : null,
    relative: known && a !== 0 ? b / a - 1 : known && a === b ? 0 : null,
  };
}

function changedChoices(
  a: NonNullable<SavedResult["plan"]>,
  b: NonNullable<SavedResult["plan"]>,
): ComparedResult["plan"] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const text = (value: unknown): string =>
    value === undefined ? "" : Array.isArray(value) ? value.join(" ") : String(value);
  return Object.fromEntries(
    [...names]
      .map((name) => [name, { a: text(a[name]), b: text(b[name]) }] as const)
      .filter(([, sides]) => sides.a !== sides.b),
  );
}

function changedInputs(a: SavedResults, b: SavedResults): ComparedInput[] {
  const [before, after] = [inputsOf(a), inputsOf(b)];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => {
    const [left, right] = [before.get(key), after.get(key)];
    const present = left ?? right;
    if (present === undefined || left?.value === right?.value) return [];
    const { subject, path, unit } = present;
    return [{ subject, path, a: left?.value ?? null, b: right?.value ?? null, unit }];
  });
}

interface InputValue {
  readonly subject: string;
  readonly path: string;
  readonly unit: string;
  readonly value: number;
}

function inputsOf({ systems, workloads }: SavedResults): ReadonlyMap<string, InputValue> {
  const values = [...systems, ...workloads].flatMap(({ id, inputs }) =>
    inputs.map(({ path, unit, value }): InputValue => ({ subject: id, path, unit, value })),
  );
  return new Map(values.map((input) => [`${input.subject} ${input.path}`, input]));
}

/** One line of a table: what changed, by how much. */
export interface ComparisonRow extends ResultKey {
  /** `metric`, or the cause: `time`, `energy`, `sram`, `streaming`. */
  readonly group: "metric" | "time" | "energy" | "sram" | "streaming";
  readonly name: string;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
  readonly relative: number | null;
}

const CAUSES = [
  { group: "time", key: "timeSeconds", unit: "s" },
  { group: "energy", key: "energyJoules", unit: "J" },
  { group: "sram", key: "sramBytes", unit: "B" },
  { group: "streaming", key: "streamingBytes", unit: "B" },
] as const;

/** The differences as flat rows, cell by cell: metrics first, then the causes that moved, largest first. */
export function comparisonRows(
  comparison: ResultsComparison,
  metrics: SavedResults["metrics"],
): readonly ComparisonRow[] {
  const unitOf = new Map(metrics.map(({ id, unit }) => [id, unit]));
  return comparison.results.flatMap((result) => {
    const key = keyOf(result);
    const numbers = Object.entries(result.metrics)
      .filter(([, { a, b }]) => a !== null || b !== null)
      .map(([name, change]) => ({
        ...key,
        group: "metric" as const,
        name,
        unit: unitOf.get(name) ?? "",
        ...change,
      }));
    const causes = CAUSES.flatMap(({ group, key: cause, unit }) =>
      Object.entries(result.causes[cause])
        .filter(([, { difference: change }]) => change !== 0)
        .sort(([, a], [, b]) => Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0))
        .map(([name, change]) => ({ ...key, group, name, unit, ...change })),
    );
    return [...numbers, ...causes];
  });
}
