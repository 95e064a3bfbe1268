import { z } from "zod";
import { planSpec } from "./plan-spec.ts";
import { quantity } from "../yaml/quantity.ts";
import { specId, specName, specNotes } from "./spec-head.ts";
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

/** A run of many steps on machines that fail; what is absent is as `dse simulate --faults` takes it. */
const faultRun = z.strictObject({
  time: quantity("seconds", { positive: true }).describe("Length of the run"),
  chipMeanTime: quantity("seconds", { positive: true })
    .optional()
    .describe("Mean time between failures of one chip"),
  checkpointEvery: quantity("seconds", { positive: true })
    .optional()
    .describe("Training between two checkpoints; default: the best by Daly's law"),
  checkpointWrite: quantity("seconds", { positive: true }).optional().describe("Writing one checkpoint"),
  restart: quantity("seconds", { positive: true })
    .optional()
    .describe("From a failure to the first step after it"),
  repair: quantity("seconds", { positive: true }).optional().describe("Until a machine is back"),
  spareMachines: quantity("count", { max: 1e6 }).default(0).describe("Machines beyond those of the plan"),
  elastic: z.boolean().default(false).describe("Without a spare, go on with fewer replicas"),
});

export type FaultRunSpec = z.output<typeof faultRun>;

export const studySpec = z.strictObject({
  kind: z.literal("study").describe("The kind of spec that this file is"),
  id: specId,
  name: specName,
  question: z.string().describe("What the study answers, in one sentence"),
  notes: specNotes,
  systems: z.array(z.string()).min(1).describe("Ids of systems, or of families with a size (`bow-pod64`)"),
  workloads: z.array(z.string()).min(1).describe("Ids of workloads: each is run on each system"),
  variants: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9.-]*$/), variantSpec)
    .optional()
    .describe("Systems of this study alone, each under an id that `systems`, `plans` and claims may name"),
  baseline: z.string().optional().describe("System that ratios refer to; default: the first"),
  contrasts: z
    .record(z.string(), z.string())
    .optional()
    .describe("Workloads that are compared: `sparse: dense` says what sparse is worth beside dense"),
  plan: z
    .union([z.literal("auto"), planSpec])
    .default("auto")
    .describe("auto: the fastest of all plans; a map decides some choices, and the search the others"),
  plans: z
    .array(
      z.strictObject({
        system: z.string().optional().describe("System that it is for; default: every one"),
        workload: z.string().optional().describe("Workload that it is for; default: every one"),
        plan: planSpec.describe("Choices that are decided"),
      }),
    )
    .default([])
    .describe("Plans for single systems (`bow-pod`: of any size) or workloads; the last match wins"),
  fidelity: z
    .enum(["analytic", "event", "both"])
    .default("both")
    .describe("analytic: closed form; event: simulated with contention; both: one beside the other"),
  contention: z
    .boolean()
    .optional()
    .describe(
      "Says what sharing links, gateways, memories and hosts costs each plan, for reports and claims",
    ),
  faults: z
    .record(z.string(), faultRun)
    .optional()
    .describe("Long runs of each plan on machines that fail, each with a name, for reports and claims"),
  set: values.default({}).describe("Overrides, as with --set"),
  metrics: z
    .record(z.string(), z.string())
    .default({})
    .describe("User formulas over the metrics of one result"),
  constraints: z
    .array(z.string())
    .default([])
    .describe("Conditions on metrics; a result that breaks one counts as infeasible"),
  expect: z
    .array(z.strictObject({ name: z.string().describe("What is expected, in words"), that: assertion }))
    .default([])
    .describe("What must hold: `dse run` exits with 1 where one does not"),
  claims: z
    .array(
      z.strictObject({
        says: z.string().describe("The claim, in its own words"),
        quote: z.string().optional().describe("Original wording where it was translated"),
        source: z.string().describe("Who claims it, and where"),
        that: assertion,
        verdict: z
          .enum(["held", "refuted", "undecided"])
          .optional()
          .describe("Recorded verdict; a differing one fails"),
        because: z.string().optional().describe("The right figures, and why"),
      }),
    )
    .default([])
    .describe("What others claim, each with a verdict"),
  uncertainty: z
    .strictObject({
      samples: z.number().int().min(8).max(100_000).describe("Samples of all uncertain inputs together"),
      seed: z.number().int().min(0).default(1).describe("Same seed, same samples"),
    })
    .optional()
    .describe("Samples the inputs with a range: results carry P10, P50 and P90; default: corner runs"),
  space: spaceSpec.optional().describe("What varies in a sweep of this study"),
  search: searchSpec.optional().describe("How the space is searched, and for what"),
});

export type StudySpec = z.output<typeof studySpec>;
