import type { Measurement } from "../../validate/measurement.ts";
import type { GroupValidation, SavedValidation, ValidatedRecord } from "../../validate/validation.ts";

/** A record of a validation with what its measurement says for people: which run, on which machine, from where. */
export interface ValidationRow {
  readonly id: string;
  readonly group: string;
  readonly trust: string;
  /** Model or kernel, and what was measured of it. */
  readonly what: string;
  /** Machine or chip; empty where the record does not say. */
  readonly where: string;
  readonly chip: string | undefined;
  /** Columns of a dense product (`n` of its shape). */
  readonly columns: number | undefined;
  readonly source: string;
  /** False: a limit, a claim, a fit; such records are listed and not counted. */
  readonly measured: boolean;
  readonly outcome: Outcome;
}

export type Outcome =
  | {
      readonly kind: "predicted";
      readonly predicted: number;
      readonly measured: number;
      readonly unit: string;
      readonly error: number;
      readonly breakdown: Readonly<Record<string, number>>;
    }
  | { readonly kind: "not-modelled"; readonly reason: string };

export type Predicted = Extract<Outcome, { readonly kind: "predicted" }>;
export type PredictedRow = ValidationRow & { readonly outcome: Predicted };

/** What all renderings of a validation read. */
export interface ValidationView {
  /** Name of the file that was validated. */
  readonly data: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly rows: readonly ValidationRow[];
  readonly groups: Readonly<Record<string, GroupValidation>>;
  readonly overall: SavedValidation["overall"];
}

/** Join a validation with the measurements it was made from, which are in the same order. */
export function validationView(
  validation: SavedValidation,
  measurements: readonly Measurement[],
  { data, tool }: Pick<ValidationView, "data" | "tool">,
): ValidationView {
  const rows = validation.records.map((record, index) => {
    const measurement = measurements[index];
    if (measurement?.id !== record.id) throw new Error(`no measurement for record ${record.id}`);
    return validationRow(record, measurement);
  });
  return { data, tool, rows, groups: validation.groups, overall: validation.overall };
}

function validationRow(record: ValidatedRecord, measurement: Measurement): ValidationRow {
  const { id, group, trust } = record;
  const { model, kernel, operation, metric, system, chip, quantity, shape } = measurement;
  const subject = model ?? kernel ?? operation ?? group;
  return {
    id,
    group,
    trust,
    what: `${subject}, ${metric.replaceAll("_", " ")}`,
    where: system ?? chip ?? "",
    chip,
    columns: numberAt(shape, "n"),
    source: sourceText(measurement.source),
    measured: quantity === undefined || quantity === "measured",
    outcome: outcomeOf(record),
  };
}

function outcomeOf(record: ValidatedRecord): Outcome {
  if ("notModelled" in record) return { kind: "not-modelled", reason: record.notModelled };
  const { predicted, measured, unit, error, breakdown = {} } = record;
  return { kind: "predicted", predicted, measured, unit: unit === "1" ? "" : unit, error, breakdown };
}

function numberAt(fields: unknown, name: string): number | undefined {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return undefined;
  const value = (fields as Readonly<Record<string, unknown>>)[name];
  return typeof value === "number" ? value : undefined;
}

/** A source is a title with an address, or free text. */
function sourceText(source: unknown): string {
  if (typeof source === "string") return source;
  if (typeof source !== "object" || source === null) return "";
  const { title } = source as { readonly title?: unknown };
  return typeof title === "string" ? title : "";
}

export function predictedRows(rows: readonly ValidationRow[]): readonly PredictedRow[] {
  return rows.filter((row): row is PredictedRow => row.outcome.kind === "predicted");
}

/** The `most` predictions that are furthest off, by |ln(predicted / measured)|: half and double are alike. */
export function worstRows(rows: readonly ValidationRow[], most: number): readonly PredictedRow[] {
  const distance = ({ outcome }: PredictedRow): number =>
    Math.abs(Math.log(outcome.predicted / outcome.measured));
  return [...predictedRows(rows)].sort((a, b) => distance(b) - distance(a)).slice(0, most);
}

export interface CountedReason {
  readonly reason: string;
  readonly groups: readonly string[];
  readonly count: number;
}

/** Why measured records have no prediction, most frequent first. */
export function reasonsNotModelled(rows: readonly ValidationRow[]): readonly CountedReason[] {
  const counted = new Map<string, { groups: Set<string>; count: number }>();
  for (const { group, outcome, measured } of rows) {
    if (outcome.kind !== "not-modelled" || !measured) continue;
    const known = counted.get(outcome.reason) ?? { groups: new Set<string>(), count: 0 };
    known.groups.add(group);
    known.count++;
    counted.set(outcome.reason, known);
  }
  return [...counted]
    .map(([reason, { groups, count }]) => ({ reason, groups: [...groups], count }))
    .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}
