import {
  MEASUREMENTS_SCHEMA,
  measurementSchema,
  type Measurement,
  type Measurements,
} from "./measurement.ts";

/** A text that is no file of measurements; the message names file, record and field. */
export class MeasurementsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MeasurementsError";
  }
}

/** How many faults of a damaged file are named. */
const MOST_FAULTS = 5;

/** Without these a record is none: a fault in one refuses the file. */
const CORE = new Set(["id", "group", "metric", "unit", "value", "siValue", "trust"]);

/**
 * Read measurements (`dse.measurements/v1`). Fields it does not know are let through; a field of the configuration that
 * cannot be read leaves its record unmodelled; all other faults are named at once.
 */
export function parseMeasurements(text: string, file: string): Measurements {
  const data = parseJson(text, file);
  const { schema, records } = (typeof data === "object" && data !== null ? data : {}) as {
    readonly schema?: unknown;
    readonly records?: unknown;
  };
  if (schema !== MEASUREMENTS_SCHEMA)
    throw new MeasurementsError(
      `${file}: no measurements (expected "schema": "${MEASUREMENTS_SCHEMA}", got ${JSON.stringify(schema) ?? "none"})`,
    );
  if (!Array.isArray(records)) throw new MeasurementsError(`${file}: expected a list called "records"`);
  return { schema: MEASUREMENTS_SCHEMA, records: parseRecords(records, file) };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MeasurementsError(`${file}: no JSON (${reason})`);
  }
}

function parseRecords(records: readonly unknown[], file: string): Measurement[] {
  const faults: string[] = [];
  let refused = false;
  const parsed = records.flatMap((record, index) => {
    const result = measurementSchema.safeParse(withoutNulls(record));
    if (result.success) return [result.data];
    for (const { path, message } of result.error.issues)
      faults.push(`${file}: records[${index}]${idOf(record)}: ${path.join(".") || "record"}: ${message}`);
    const readable = withoutUnread(record, result.error.issues);
    if (readable !== undefined) return [readable];
    refused = true;
    return [];
  });
  if (!refused) return parsed;
  const more = faults.length > MOST_FAULTS ? [`(and ${faults.length - MOST_FAULTS} more)`] : [];
  throw new MeasurementsError([...faults.slice(0, MOST_FAULTS), ...more].join("\n"));
}

/** The record without what cannot be read of its configuration; undefined where its core is damaged. */
function withoutUnread(
  record: unknown,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Measurement | undefined {
  const damaged = new Set(issues.map(({ path: [first = "record"] }) => String(first)));
  if (typeof record !== "object" || record === null || [...damaged].some((name) => isCore(name, record)))
    return undefined;
  const kept = Object.entries(record).filter(([name]) => !damaged.has(name));
  const result = measurementSchema.safeParse(withoutNulls(Object.fromEntries(kept)));
  const unread = issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  return result.success ? { ...result.data, unread } : undefined;
}

function isCore(name: string, record: object): boolean {
  return CORE.has(name) || !Object.hasOwn(record, name);
}

/** `null` says unknown, as absence does. */
function withoutNulls(record: unknown): unknown {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

function idOf(record: unknown): string {
  const id: unknown =
    typeof record === "object" && record !== null ? (record as { id?: unknown }).id : undefined;
  return typeof id === "string" ? ` (${id})` : "";
}
