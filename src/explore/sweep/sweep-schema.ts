import { z } from "zod";
import { FINDINGS_SCHEMA, type SavedSweep } from "./saved-sweep.ts";

const value = z.union([z.string(), z.number(), z.boolean()]);
const orNull = z.number().nullable();
const fidelity = z.enum(["analytic", "event"]);

const point = z.object({
  index: z.number(),
  coordinates: z.record(z.string(), value).describe("By axis; an axis that does not apply is left out"),
  feasible: z.boolean(),
  gap: z.number().describe("Of a point that does not fit: demand / bound - 1"),
  metrics: z.record(z.string(), orNull),
  plan: z.record(z.string(), z.unknown()).exactOptional(),
  lacks: z.string().exactOptional().describe("Of a point that does not fit: what is too small"),
  fidelity: z.string().exactOptional().describe("Where a sweep has several"),
});

const question = z
  .object({
    id: z.string(),
    systems: z.array(z.string()),
    workloads: z.array(z.string()),
    set: z.record(z.string(), z.union([z.string(), z.number()])),
    plan: z.record(z.string(), z.unknown()),
    strategy: z.string(),
    fidelity,
    weights: z
      .record(z.string(), z.number())
      .exactOptional()
      .describe("By workload: every metric is their weighted sum"),
    study: z
      .object({ name: z.string(), question: z.string(), notes: z.string().exactOptional() })
      .exactOptional()
      .describe("What the study is about, if one asks"),
  })
  .catchall(z.unknown());

const axis = z.object({
  name: z.string(),
  unit: z.string().describe("Base unit; empty: a count, share or name"),
  levels: z.array(value).exactOptional(),
  path: z.string().describe("What it stands for, as --set takes it"),
});

const metric = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.string().describe("Base unit; empty: a count or ratio"),
  better: z.enum(["higher", "lower", "neither"]),
  formula: z.string(),
});

const knees = z.array(z.object({ index: z.number(), bulge: z.number() }));
const hypervolume = z.object({ share: z.number(), best: z.array(z.number()), worst: z.array(z.number()) });
const lacks = z.array(z.object({ resource: z.string(), count: z.number() }));
const ranges = z.array(z.object({ metric: z.string(), low: orNull, high: orNull }));
const bins = z.array(
  z.object({
    x: z.string(),
    y: z.string(),
    xBinsPerOctave: z.number(),
    yBinsPerOctave: z.number(),
    cells: z.array(z.number()).describe("x bin, y bin, count, one triple after the other"),
  }),
);
const frontFigures = { size: z.number(), knees, hypervolume: hypervolume.exactOptional() };

const workload = z.object({
  workload: z.string(),
  points: z.number(),
  feasible: z.number(),
  lacks,
  front: z.object(frontFigures).describe("Its points are those of this workload among front.points"),
  ranges,
  bins,
});
/** What `dse sweep` saves as findings.json. */
export const sweepSchema = z
  .object({
    schema: z.literal(FINDINGS_SCHEMA),
    tool: z.object({ name: z.string(), version: z.string(), build: z.string() }),
    question,
    inputs: z.array(z.object({ file: z.string(), sha256: z.string() })),
    seed: z.number(),
    axes: z.array(axis),
    objectives: z.array(z.object({ metric: z.string(), better: z.enum(["min", "max"]) })),
    columns: z.array(z.string()),
    metrics: z.array(metric),
    points: z.number(),
    feasible: z.number(),
    lacks,
    front: z.object({ ...frontFigures, points: z.array(point) }),
    sample: z.array(point),
    ranges,
    bins,
    workloads: z
      .array(workload)
      .exactOptional()
      .describe("Of a sweep over several workloads: a point is held only against points of its own"),
  })
  .describe("What a dse sweep found; numbers are in base units") satisfies z.ZodType<SavedSweep>;
