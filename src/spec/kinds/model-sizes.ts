import { z } from "zod";
import { quantity } from "../yaml/quantity.ts";

/**
 * Sizes that a model may have. Each bound is decades beyond any model that was built; beyond it counts of operators
 * and their FLOPs say nothing about a machine.
 */
export const BOUNDS = {
  /** Layers, repeats of a block, stages. */
  layers: 10_000,
  /** Elements of a vector: hidden, inner and head widths, channels. */
  width: 10_000_000,
  heads: 100_000,
  /** Rows of a table, classes of a head. */
  rows: 100_000_000,
  /** Tokens of a sample. */
  tokens: 100_000_000,
  /** Pixels a side. */
  pixels: 65_536,
  /** Pixels or tokens a side of a kernel, a patch or a window; strides. */
  span: 65_536,
  experts: 1_000_000,
  /** Samples of a batch. */
  samples: 1_000_000_000,
} as const;

/** A whole number of at least one, within what its kind of size may be. */
export const size = (kind: keyof typeof BOUNDS) => quantity("count", { min: 1, max: BOUNDS[kind] });

/** A key that this family cannot set: it is there so that every model has the same keys. */
export const fixed = <const T extends number | boolean | string>(value: T): z.ZodDefault<z.ZodLiteral<T>> =>
  z
    .literal(value)
    .default(value as never)
    .describe("Of no meaning in this family: leave it out");
