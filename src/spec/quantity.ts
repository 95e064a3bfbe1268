import { z } from "zod";
import type { Dimension } from "../units/dimension.ts";
import { STATUSES } from "./provenance.ts";

/** Which dimension a schema node expects; the loader looks it up to parse what was written. */
export const dimensionOf = new WeakMap<z.ZodType, Dimension>();

/**
 * Schema of one number with a dimension. In the file: `1.85 GHz`, `= base.clock * 1.4`, a bare number (count,
 * share), or `{ value, source, status, low, high }`. In the normalized spec: a number in the base unit.
 */
export function quantity(dimension: Dimension): z.ZodType<number, QuantityInput> {
  const schema = z
    .union([
      z.string(),
      z.number(),
      z.strictObject({
        value: scalar,
        source: z.string().optional(),
        status: z.enum(STATUSES).optional(),
        low: scalar.optional(),
        high: scalar.optional(),
      }),
    ])
    .meta({ dimension }) as unknown as z.ZodType<number, QuantityInput>;
  dimensionOf.set(schema, dimension);
  return schema;
}
const scalar = z.union([z.string(), z.number()]);

export type QuantityInput =
  | string
  | number
  | {
      value: string | number;
      source?: string;
      status?: (typeof STATUSES)[number];
      low?: string | number;
      high?: string | number;
    };
