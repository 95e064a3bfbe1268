import { z } from "zod";
import { inputSchema, infeasibleSchema } from "../result/saved/results-schema.ts";
import { OPTIMUM_SCHEMA, type SavedOptimum } from "./saved-optimum.ts";

const numberOrNull = z.number().nullable();
const range = z.tuple([z.number(), z.number()]);

const span = z.object({
  of: z.enum(["parameters", "tokens", "experts", "density"]),
  low: z.number(),
  high: z.number(),
});

const model = z.object({
  experts: z.number().exactOptional().describe("In every second layer, one for a token"),
  density: z.number().exactOptional().describe("Share of the layers' weights that is kept"),
  precision: z.literal("fp8").exactOptional(),
});

const law = z.object({
  id: z.string(),
  label: z.string(),
  source: z.string(),
  status: z.enum(["published", "measured", "derived", "calibrated", "assumed"]),
  dataset: z.string().describe("Text and tokenizer of its losses"),
  fitted: z.array(span).describe("What it was fitted to"),
  compares: z
    .boolean()
    .describe("Same text and kind of model as the law that was asked: their losses compare"),
  model: model.exactOptional().describe("What it asks of the model; absent: dense"),
  caveat: z.string().exactOptional(),
});

const size = { parameters: z.number(), tokens: z.number() };
const allocation = z.object({ ...size, loss: z.number().describe("Nats per token") });

const answer = z.discriminatedUnion("kind", [
  z.object({
    law,
    kind: z.literal("optimum"),
    allocation,
    flops: z.number(),
    limitedByTokens: z.boolean(),
    beyondFit: z.array(span.extend({ value: z.number(), factor: z.number(), says: z.string() })),
    model: z.string().describe("The shape that was planned"),
    parameters: z.number().describe("All of that shape"),
    activeParameters: z.number().describe("Those that a token meets"),
    plan: z.record(z.string(), z.unknown()),
    metrics: z.record(z.string(), numberOrNull),
  }),
  z.object({ law, kind: z.literal("infeasible"), infeasible: infeasibleSchema }),
  z.object({ law, kind: z.literal("unreachable"), because: z.string() }),
]);

const system = {
  id: z.string(),
  name: z.string(),
  chips: z.number(),
  capexDollars: numberOrNull,
};

const points = z.array(z.object(size));

const curves = z.object({
  sizes: z.array(
    z.object({
      parameters: z.number(),
      model: z.string(),
      secondsPerToken: z.number(),
      dollarsPerToken: numberOrNull,
      mfu: numberOrNull,
      plan: z.record(z.string(), z.unknown()),
    }),
  ),
  spending: z.object({ unit: z.enum(["s", "USD"]), value: z.number() }),
  isoloss: z.array(z.object({ loss: z.number(), points })),
  isocost: z.array(z.object({ value: z.number(), points })),
  bySize: z.array(z.object({ law: z.string(), points: z.array(allocation) })),
  bySpending: z.array(
    z.object({ law: z.string(), points: z.array(allocation.extend({ spent: z.number() })) }),
  ),
});

/** What `dse optimum` saves as results.json. */
export const optimumSchema = z
  .object({
    schema: z.literal(OPTIMUM_SCHEMA),
    tool: z.object({ name: z.string(), version: z.string() }),
    system: z.object({ ...system, inputs: z.array(inputSchema) }),
    question: z.object({
      budget: z.object({
        kind: z.enum(["flops", "target-loss", "days", "dollars", "days-and-dollars"]),
        value: z.number().describe("Of days and dollars together the days"),
        unit: z.enum(["FLOP", "", "s", "USD"]),
        dollars: z.number().exactOptional().describe("Beside days"),
        money: z
          .enum(["depreciation", "rent", "purchase"])
          .exactOptional()
          .describe("What its dollars pay for: depreciation and electricity, rent in a cloud, the machine"),
      }),
      tokensAvailable: numberOrNull,
      dataEfficiency: z.number(),
      model,
    }),
    flopsConvention: z.string(),
    inputs: z.array(z.object({ file: z.string(), sha256: z.string() })),
    answers: z.array(answer).describe("First that of the law that was asked"),
    beside: z
      .array(z.object({ system: z.object(system), answer }))
      .exactOptional()
      .describe("What the same budget comes to on other systems that were asked about"),
    spread: z
      .object({ laws: z.array(z.string()), parameters: range, tokens: range, loss: range })
      .exactOptional()
      .describe("Lowest and highest of the laws that compare"),
    leeway: z
      .object({ within: z.number(), low: z.number(), high: z.number(), best: allocation })
      .exactOptional()
      .describe("Sizes that do nearly as well at the same spending on this machine"),
    curves: curves.exactOptional(),
    assumptions: z.array(z.string()),
  })
  .describe("What dse optimum found; numbers are in base units") satisfies z.ZodType<SavedOptimum>;
