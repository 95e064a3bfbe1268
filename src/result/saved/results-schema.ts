import { z } from "zod";
import { COMPARISON_SCHEMA, type ResultsComparison } from "./compare-results.ts";
import { RESULTS_SCHEMA, type SavedResults } from "./result.ts";

const numbers = z.record(z.string(), z.number());
const orNull = z.number().nullable();
const fidelity = z.enum(["analytic", "event"]);
const verdict = z.enum(["held", "refuted", "undecided"]);
const tool = z.object({ name: z.string(), version: z.string() });

const metric = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.string().describe("Base unit; empty: a count or ratio"),
  better: z.enum(["higher", "lower", "neither"]),
  formula: z.string(),
});

export const inputSchema = z.object({
  path: z.string(),
  value: z.number().describe("Base unit"),
  unit: z.string(),
  written: z.string(),
  status: z.string(),
  source: z.string(),
  low: z.number().exactOptional(),
  high: z.number().exactOptional(),
  file: z.string(),
  line: z.number(),
});

export const infeasibleSchema = z.object({
  resource: z.string(),
  demand: z.number(),
  bound: z.number(),
  gap: z.number(),
  unit: z.string(),
  where: z.string().exactOptional(),
  breakdown: numbers,
  levers: z.array(z.string()),
});

export const illegalSchema = z.object({
  choices: z.record(z.string(), z.unknown()),
  rule: z.string(),
  legal: z.array(z.string()),
});

const contention = z.object({
  system: z.string(),
  workload: z.string(),
  phase: z.string(),
  seconds: z.number(),
  freeSeconds: z.number(),
  parts: z.array(
    z.object({
      part: z.string(),
      costSeconds: z.number(),
      fullest: z.string(),
      alike: z.number(),
      usedFraction: z.number(),
    }),
  ),
});

const faultRun = z.object({
  system: z.string(),
  workload: z.string(),
  run: z.string(),
  seconds: z.number(),
  trains: z.number(),
  lawTrains: z.number(),
  repeats: z.number(),
  writes: z.number(),
  restarts: z.number(),
  waits: z.number(),
  misses: z.number(),
  failures: z.number(),
  meanSeconds: z.number(),
  intervalSeconds: z.number(),
  writeSeconds: z.number(),
  restartSeconds: z.number(),
  spareMachines: z.number(),
  elastic: z.boolean(),
});

const tiles = z.object({
  chip: z.number(),
  phase: z.string(),
  step: z.string(),
  limitBytes: z.number(),
  classes: z.array(z.object({ name: z.string(), tiles: z.number(), bytesPerTile: z.number() })),
  steps: z.array(
    z.object({
      block: z.string(),
      direction: z.string(),
      operator: z.string(),
      bytes: z.object({
        standing: z.number(),
        stash: z.number(),
        activations: z.number(),
        temporaries: z.number(),
      }),
    }),
  ),
});

const result = z.object({
  system: z.string(),
  workload: z.string(),
  fidelity,
  feasible: z.boolean(),
  infeasible: infeasibleSchema.exactOptional(),
  illegal: illegalSchema.exactOptional().describe("Choices that break a rule, whatever the memory"),
  plan: z.record(z.string(), z.unknown()).exactOptional(),
  plansConsidered: z.number().exactOptional().describe("Plans of which this is the fastest; 1: it was given"),
  metrics: z
    .record(z.string(), orNull)
    .describe("By metric id; null: does not apply, or an input is unknown"),
  ranges: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .exactOptional()
    .describe("Low and high from corner runs; P10 and P90 where the study samples"),
  deciles: z
    .record(z.string(), z.object({ p10: z.number(), p50: z.number(), p90: z.number() }))
    .exactOptional(),
  sensitivities: z
    .record(z.string(), z.array(z.object({ input: z.string(), low: orNull, high: orNull })))
    .exactOptional()
    .describe("By metric: each uncertain input alone at its ends; null: the plan fits no more"),
  headroom: numbers.exactOptional().describe("By resource: speed-up of a step with it infinitely fast"),
  breakdown: z.object({
    timeSeconds: numbers,
    energyJoules: numbers,
    memoryBytes: z.object({
      sram: numbers,
      sramLimit: z.number(),
      streaming: numbers,
      streamingLimit: z.number(),
      others: z
        .record(z.string(), z.strictObject({ bytes: numbers, limit: z.number() }))
        .exactOptional()
        .describe("Other memories by their id, with their room"),
    }),
  }),
  tiles: tiles.exactOptional(),
  roofline: z
    .object({
      peakFlopsPerSecond: z.number(),
      bytesPerSecond: z.number(),
      flopsPerByte: z.number(),
      flopsPerSecond: z.number(),
    })
    .exactOptional(),
  powerTrace: z.array(z.object({ seconds: z.number(), watts: z.number() })),
  gantt: z.array(
    z.object({
      lane: z.string(),
      label: z.string(),
      category: z.string(),
      start: z.number(),
      end: z.number(),
    }),
  ),
  assumptions: z.array(z.string()),
  diagnostics: z.array(z.object({ level: z.enum(["warning", "note"]), text: z.string() })),
});

const comparison = z.object({
  basis: z.enum(["as-built", "equal-chips", "equal-power", "equal-money"]),
  workload: z.string(),
  metric: z.string(),
  rows: z.array(
    z.object({
      system: z.string(),
      value: orNull,
      ratio: orNull.describe("To the baseline"),
      basisNote: z.string().exactOptional(),
    }),
  ),
});

/** The file `results.json`, as a zod schema; its JSON Schema is exported with the package. */
export const resultsSchema = z
  .object({
    schema: z.literal(RESULTS_SCHEMA),
    tool,
    study: z.object({
      id: z.string(),
      name: z.string(),
      question: z.string(),
      baseline: z.string(),
      notes: z.string().exactOptional(),
      contrasts: z.record(z.string(), z.string()).exactOptional(),
    }),
    inputs: z.array(z.object({ file: z.string(), sha256: z.string() })),
    metrics: z.array(metric),
    systems: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        chips: z.number(),
        capexDollars: orNull,
        die: z.exactOptional(
          z.object({
            process: z.string(),
            squareMetres: z.number(),
            lawSquareMetres: z.number(),
            blocksSquareMetres: z.record(z.string(), z.number()),
          }),
        ),
        inputs: z.array(inputSchema),
      }),
    ),
    workloads: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        parameters: z.number(),
        flops: z.array(
          z.object({ convention: z.string(), flops: z.number(), differenceToPublished: orNull }),
        ),
        inputs: z.array(inputSchema),
      }),
    ),
    results: z.array(result),
    comparisons: z.array(comparison),
    contention: z.array(contention).exactOptional(),
    faultRuns: z.array(faultRun).exactOptional(),
    expectations: z.array(
      z.object({ name: z.string(), that: z.string(), holds: z.boolean(), left: orNull, right: orNull }),
    ),
    claims: z.array(
      z.object({
        says: z.string(),
        quote: z.string().exactOptional(),
        source: z.string(),
        that: z.string(),
        verdict,
        recorded: verdict.exactOptional(),
        left: orNull,
        right: orNull,
        unit: z.string(),
        because: z.string().exactOptional(),
      }),
    ),
  })
  .describe("Results of a dse study; numbers are in base units") satisfies z.ZodType<SavedResults>;

const change = z.object({ a: orNull, b: orNull, difference: orNull, relative: orNull });
const changes = z.record(z.string(), change);
const key = z.object({ system: z.string(), workload: z.string(), fidelity });
const side = z.object({ study: z.string(), tool });

/** What `dse compare --json` writes. */
export const comparisonSchema = z
  .object({
    schema: z.literal(COMPARISON_SCHEMA),
    a: side,
    b: side,
    results: z.array(
      key.extend({
        feasible: z.object({ a: z.boolean(), b: z.boolean() }),
        metrics: changes,
        causes: z.object({
          timeSeconds: changes,
          energyJoules: changes,
          sramBytes: changes,
          streamingBytes: changes,
        }),
        plan: z.record(z.string(), z.object({ a: z.string(), b: z.string() })),
      }),
    ),
    onlyInA: z.array(key),
    onlyInB: z.array(key),
    inputs: z.array(
      z.object({ subject: z.string(), path: z.string(), a: orNull, b: orNull, unit: z.string() }),
    ),
  })
  .describe("Two dse results side by side") satisfies z.ZodType<ResultsComparison>;
