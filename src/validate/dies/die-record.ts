import { z } from "zod";

const format = z.object({ tflops: z.number().exactOptional(), macPerCycle: z.number().exactOptional() });

const price = z.object({
  kind: z.string(),
  usd: z.number().exactOptional(),
  usdLow: z.number().exactOptional(),
  usdHigh: z.number().exactOptional(),
});

const number = z.number().exactOptional();

/** One published die or package. What is absent or null is unknown; fields of other names are dropped. */
const dieRecordSchema = z.object({
  id: z.string(),
  chip: z.string(),
  vendor: z.string().default(""),
  node: z.string().default(""),
  areaMm2: number,
  dies: z.number().int().min(1).default(1),
  transistors: number,
  sramMB: number,
  clockGHz: number,
  tdpW: number,
  grossDies: number,
  yield: number,
  formats: z.record(z.string(), format).default({}),
  interfaces: z.string().default(""),
  priceOrCost: price.exactOptional(),
  trust: z.string().default(""),
  recalled: z.array(z.string()).default([]),
  anchor: z.boolean().default(false),
});

export type DieRecord = Readonly<z.output<typeof dieRecordSchema>>;

/** A text that is no file of dies; the message names file, record and field. */
export class DiesError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DiesError";
  }
}

/** Read a file of dies: `{ records: [...] }`. All faults are named at once. */
export function parseDies(text: string, file: string): readonly DieRecord[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new DiesError(`${file}: no JSON (${(error as Error).message})`);
  }
  const records: unknown =
    typeof data === "object" && data !== null ? (data as { records?: unknown }).records : undefined;
  if (!Array.isArray(records)) throw new DiesError(`${file}: expected a list of dies called "records"`);
  const faults: string[] = [];
  const parsed = records.flatMap((record: unknown, index) => {
    const result = dieRecordSchema.safeParse(withoutNulls(record));
    if (result.success) return [result.data];
    const named = (record as { id?: unknown } | null)?.id;
    const place = `${file}: records[${index}]${typeof named === "string" ? ` (${named})` : ""}`;
    faults.push(...result.error.issues.map(({ path, message }) => `${place}: ${path.join(".")}: ${message}`));
    return [];
  });
  if (faults.length > 0) throw new DiesError(faults.slice(0, 5).join("\n"));
  return parsed;
}

/** `null` says unknown, as absence does. */
function withoutNulls(record: unknown): unknown {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
