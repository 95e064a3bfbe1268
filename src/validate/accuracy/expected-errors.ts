import type { Measurement } from "../measurement.ts";
import { visibleFields } from "../measurement.ts";
import { bandOf, type RunResidual } from "./error-bands.ts";
import { kindOfRecord, type RunKind } from "./run-kind.ts";
import { chipIdOf, RANGED, sizesOfRecord, type Ranged, type RunSizes } from "./run-sizes.ts";

export const EXPECTED_ERRORS_SCHEMA = "dse.expected-errors/v2";

/** How far predictions of one kind of run are off, and over which runs that is known. */
export interface ExpectedError extends RunKind {
  readonly records: number;
  /** Nine of ten predictions are off by at most this factor, up or down: 1.2 for 20 %. */
  readonly band: number;
  /** Ids of the chips the runs were measured on; `a100` stands for all of its kinds. */
  readonly measuredOn: readonly string[];
  readonly ranges: Readonly<Partial<Record<Ranged, readonly [low: number, high: number]>>>;
}

export interface ExpectedErrors {
  readonly schema: typeof EXPECTED_ERRORS_SCHEMA;
  readonly entries: readonly ExpectedError[];
}

/** A validated run with its kind and its sizes. */
export interface ValidatedRun extends RunResidual {
  readonly chipId: string | undefined;
  readonly sizes: RunSizes;
}

/**
 * Records of whole runs with their errors, ln(predicted / measured) by id. Trust C is left out, unless a group has no
 * other.
 */
export function validatedRuns(
  records: readonly Measurement[],
  residuals: ReadonlyMap<string, number>,
): readonly ValidatedRun[] {
  const trusted = new Set(records.filter(({ trust }) => trust !== "C").map(({ group }) => group));
  return records.flatMap((record) => {
    const residual = residuals.get(record.id);
    const { group, trust, id, splitKey, runId } = record;
    if (residual === undefined || (trust === "C" && trusted.has(group))) return [];
    const fields = visibleFields(record);
    const kind = kindOfRecord(fields);
    if (kind === undefined) return [];
    const key = splitKey ?? runId ?? id;
    return [{ kind, group, key, residual, chipId: chipIdOf(fields), sizes: sizesOfRecord(fields) }];
  });
}

/** The error to expect of every kind of run of which some were measured. */
export function expectedErrors(runs: readonly ValidatedRun[]): ExpectedErrors {
  const kinds = new Map(runs.map(({ kind }) => [JSON.stringify(kind), kind]));
  const entries = [...kinds].map(([name, kind]) => {
    const own = runs.filter((run) => JSON.stringify(run.kind) === name);
    return entryOf(kind, own, runs);
  });
  const named = (one: ExpectedError): string =>
    [one.task, one.chips, one.phase, one.models, one.software].join(" ");
  return {
    schema: EXPECTED_ERRORS_SCHEMA,
    entries: entries.sort((a, b) => (named(a) < named(b) ? -1 : 1)),
  };
}

function entryOf(kind: RunKind, own: readonly ValidatedRun[], all: readonly ValidatedRun[]): ExpectedError {
  const ranges = RANGED.flatMap((name) => {
    const sizes = own.flatMap((run) => run.sizes[name] ?? []);
    return sizes.length === 0 ? [] : [[name, [Math.min(...sizes), Math.max(...sizes)]] as const];
  });
  return {
    ...kind,
    records: own.length,
    band: Number((bandOf(kind, all) ?? Infinity).toPrecision(3)),
    measuredOn: [...new Set(own.flatMap(({ chipId }) => chipId ?? []))].sort(),
    ranges: Object.fromEntries(ranges),
  };
}
