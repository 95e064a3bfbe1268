import { z } from "zod";

const value = z.union([z.string(), z.number(), z.boolean()]);

const when = z
  .record(z.string(), z.union([value, z.array(value).min(1)]))
  .refine(
    (condition) => Object.keys(condition).length === 1,
    "one axis, which may have a condition of its own",
  )
  .describe(
    "The axis applies only where another axis is one of these values, e.g. `{ plan.recompute: full }`",
  );

/** One axis: as on the command line (`1.3 GHz..1.9 GHz/7`, `1,2,4`, `= system.pod / 4`), a list, or the long form. */
export const axisSpec = z.union([
  z.string(),
  z.array(value).min(1),
  z.strictObject({
    values: z
      .union([z.string(), z.array(value).min(1)])
      .describe("Values one by one: a list, or as on the command line"),
    when: when.optional(),
  }),
  z.strictObject({
    from: z.union([z.string(), z.number()]).describe("First value, with its unit"),
    to: z.union([z.string(), z.number()]).describe("Last value, with its unit"),
    steps: z.int().min(1).max(1_000_000).optional().describe("Absent: any value between; samples only"),
    scale: z
      .enum(["linear", "log", "integers", "pow2"])
      .default("linear")
      .describe("How the steps lie between from and to"),
    when: when.optional(),
  }),
  z.strictObject({ formula: z.string().describe("Follows from other axes"), when: when.optional() }),
]);

/** `space:` of a study: what varies, by the path of what it sets, and which combinations are meant. */
export const spaceSpec = z.strictObject({
  axes: z
    .record(z.string(), axisSpec)
    .describe("What varies, by the path of what is set, such as `chip.clock: 1.3 GHz..1.9 GHz/7`"),
  constraints: z
    .array(z.string())
    .default([])
    .describe("Conditions on the axes; points that break one are not evaluated"),
});

const objective = z.strictObject({
  metric: z.string().describe("Id of a metric, or of a formula under `metrics`"),
  direction: z.enum(["min", "max"]).optional().describe("Default: the better direction of the metric"),
});

/** `search:` of a study: how the space is searched, for what, and how much it may cost. */
export const searchSpec = z.strictObject({
  strategy: z
    .enum(["grid", "random", "latin-hypercube", "sobol", "nsga2", "surrogate", "multi-fidelity"])
    .default("grid")
    .describe("How the points to evaluate are chosen"),
  objectives: z
    .array(z.union([z.string(), objective]))
    .min(1)
    .describe("Metrics that are better or worse: several make a front"),
  weights: z
    .record(z.string(), z.number().positive())
    .optional()
    .describe(
      "By workload: designs are compared by the weighted sum of each metric over the workloads; default: on each workload alone",
    ),
  constraints: z
    .array(z.string())
    .default([])
    .describe("Conditions on metrics; a point that breaks one counts as infeasible"),
  budget: z.int().min(1).optional().describe("Evaluations; default: the whole grid"),
  seed: z.int().min(0).default(1).describe("Same seed, same points"),
  population: z.int().min(4).optional().describe("Members of a generation of nsga2"),
  ladder: z
    .array(
      z.strictObject({
        fidelity: z
          .enum(["analytic", "event"])
          .describe("analytic: closed form; event: simulated with contention"),
        cost: z.number().positive().describe("Of one evaluation, relative to the others"),
      }),
    )
    .min(1)
    .optional()
    .describe("Fidelities from the cheapest to the one that counts; default: the fidelity of the study"),
});

export type AxisSpec = z.output<typeof axisSpec>;
export type SpaceSpec = z.output<typeof spaceSpec>;
export type SearchSpec = z.output<typeof searchSpec>;
