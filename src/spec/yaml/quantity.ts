import { z } from "zod";
import type { Dimension } from "../../units/dimension.ts";
import { STATUSES } from "./provenance.ts";

/** What a number may be, besides finite. A count is a whole number unless `fractional`; a share is at most 1. */
export interface QuantityRules {
  readonly fractional?: boolean;
  /** Default 0, and nothing between it and the least amount of the dimension. */
  readonly min?: number;
  /** Default: the most of the dimension. */
  readonly max?: number;
  /** Greater than `min`, not equal to it. */
  readonly positive?: boolean;
}

export interface QuantityKind extends QuantityRules {
  readonly dimension: Dimension;
}

/** Which schema nodes are quantities; the loader looks them up to parse what was written. */
const quantities = z.registry<QuantityKind>();

const scalar = z.union([z.string(), z.number()]);
/** How a quantity is written, whatever its dimension. */
export const writtenQuantity = z.union([
  z.string(),
  z.number(),
  z.strictObject({
    value: scalar,
    source: z.string().optional(),
    status: z.enum(STATUSES).optional(),
    low: scalar.optional(),
    high: scalar.optional(),
  }),
]);

/**
 * Schema of one number with a dimension. In the file: `1.85 GHz`, `= base.clock * 1.4`, a bare number (count,
 * share), or `{ value, source, status, low, high }`. In the normalized spec: a number in the base unit.
 */
export function quantity(dimension: Dimension, rules: QuantityRules = {}): z.ZodType<number, QuantityInput> {
  const schema = writtenQuantity.clone() as unknown as z.ZodType<number, QuantityInput>;
  return schema.register(quantities, { ...DEFAULT_RULES[dimension], ...rules, dimension });
}

const DEFAULT_RULES: Partial<Record<Dimension, QuantityRules>> = {
  hertz: { positive: true },
};

/** The dimension and rules of a schema node that `quantity` made, also after `.describe()`. */
export function quantityKind(schema: z.core.$ZodType): QuantityKind | undefined {
  return quantities.get(schema as z.ZodType);
}

export type QuantityInput =
  | string
  | number
  | {
      value: string | number;
      source?: string | undefined;
      status?: (typeof STATUSES)[number] | undefined;
      low?: string | number | undefined;
      high?: string | number | undefined;
    };
