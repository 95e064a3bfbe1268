import { z } from "zod";
import { DESIGN_SCHEMA, type SavedDesign } from "./saved-design.ts";

const numberOrNull = z.number().nullable();
const better = z.enum(["min", "max"]);
const level = z.union([z.number(), z.string(), z.boolean()]);
const plan = z.record(z.string(), z.unknown());

const candidate = z.object({
  coordinates: z.record(z.string(), level),
  objectives: z.array(z.number()).describe("Mean over the workloads by weight"),
  workloads: z.array(z.object({ id: z.string(), metrics: z.record(z.string(), numberOrNull), plan })),
});

const limit = z.object({
  text: z.string(),
  unit: z.string(),
  bound: z.number(),
  value: z.number().describe("What the best design has of it"),
  widened: z.number(),
  objective: z.number().describe("Of the best design where the limit is as wide as widened"),
  perUnit: z.number().describe("Change of the objective by unit of the limit; 0 where it does not bind"),
});

const ranges = z.object({
  samples: z.number(),
  fitting: z.number(),
  keepsLimits: z.number(),
  staysBest: z.number(),
  objective: z.object({ p10: z.number(), p50: z.number(), p90: z.number() }).exactOptional(),
  movers: z.array(z.object({ path: z.string(), low: numberOrNull, high: numberOrNull })),
});

/** What `dse design` saves as design.json. */
export const designSchema = z
  .object({
    schema: z.literal(DESIGN_SCHEMA),
    question: z.object({
      system: z.string(),
      workloads: z.array(z.object({ id: z.string(), weight: z.number() })),
      axes: z.array(z.object({ name: z.string(), unit: z.string(), values: z.array(z.unknown()) })),
      objectives: z.array(z.object({ metric: z.string(), better, label: z.string(), unit: z.string() })),
      within: z.array(z.string()),
      breadth: z.string(),
      isDesignPriced: z
        .literal(true)
        .exactOptional()
        .describe("Prices have a share of the design of the chip"),
    }),
    designs: z.number(),
    priced: z.number(),
    removed: z.array(z.object({ why: z.string(), designs: z.number() })),
    unseen: z.number(),
    gap: z.number().describe("By how much a design that was not priced could be better; 0 is the proof"),
    best: z.array(candidate),
    limits: z.array(limit),
    ranges: ranges.exactOptional().describe("How far the answer moves within the ranges of the inputs"),
  })
  .describe("What dse design found; numbers are in base units") satisfies z.ZodType<
  Omit<SavedDesign, "best"> & { readonly best: unknown }
>;
