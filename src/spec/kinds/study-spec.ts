import { z } from "zod";
import { planSpec } from "./plan-spec.ts";
import { searchSpec, spaceSpec } from "./search-spec.ts";

const assertion = z
  .string()
  .describe('Comparison of two expressions, e.g. `stepTimeSeconds("bow-pod64", "bert-large") < 0.1 s`');

const values = z.record(z.string(), z.union([z.string(), z.number()]));

const variantSpec = z.strictObject({
  of: z.string().describe("System that it differs from"),
  name: z.string().optional().describe("What reports call it; default: what was set"),
  set: values.describe("Values of the system, its machine and chip, as with --set"),
});

export type VariantSpec = z.output<typeof variantSpec>;

export const studySpec = z.strictObject({
  kind: z.literal("study"),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  question: z.string().describe("What the study answers, in one sentence"),
  notes: z.string().optional(),
  systems: z.array(z.string()).min(1),
  workloads: z.array(z.string()).min(1),
  variants: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9.-]*$/), variantSpec)
    .optional()
    .describe("Systems of this study alone, each under an id that `systems`, `plans` and claims may name"),
  baseline: z.string().optional().describe("System that ratios refer to; default: the first"),
  contrasts: z
    .record(z.string(), z.string())
    .optional()
    .describe("Workloads that are compared: `sparse: dense` says what sparse is worth beside dense"),
  plan: z.union([z.literal("auto"), planSpec]).default("auto"),
  plans: z
    .array(z.strictObject({ system: z.string().optional(), workload: z.string().optional(), plan: planSpec }))
    .default([])
    .describe("Plans for single systems (`bow-pod`: of any size) or workloads; the last match wins"),
  fidelity: z.enum(["analytic", "event", "both"]).default("both"),
  set: values.default({}).describe("Overrides, as with --set"),
  metrics: z
    .record(z.string(), z.string())
    .default({})
    .describe("User formulas over the metrics of one result"),
  constraints: z.array(z.string()).default([]),
  expect: z.array(z.strictObject({ name: z.string(), that: assertion })).default([]),
  claims: z
    .array(
      z.strictObject({
        says: z.string().describe("The claim, in its own words"),
        quote: z.string().optional().describe("Original wording where it was translated"),
        source: z.string(),
        that: assertion,
        verdict: z
          .enum(["held", "refuted", "undecided"])
          .optional()
          .describe("Recorded verdict; a differing one fails"),
        because: z.string().optional().describe("The right figures, and why"),
      }),
    )
    .default([]),
  uncertainty: z
    .strictObject({
      samples: z.number().int().min(8).max(100_000).describe("Samples of all uncertain inputs together"),
      seed: z.number().int().min(0).default(1),
    })
    .optional()
    .describe("Samples the inputs with a range: results carry P10, P50 and P90; default: corner runs"),
  space: spaceSpec.optional().describe("What varies in a sweep of this study"),
  search: searchSpec.optional().describe("How the space is searched, and for what"),
});

export type StudySpec = z.output<typeof studySpec>;
