import { z } from "zod";
import { EXIT, type ExitCode } from "../exit-code.ts";

/** A question that an assistant may ask: the words of a command line, with a sentence for each of its fields. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  /** The words after `dse`, without `--json`; and what the command reads from stdin, if anything. */
  readonly asks: (input: unknown) => { readonly words: readonly string[]; readonly stdin?: string };
  /** Exit codes that come with an answer; with any other, what stands on stderr is the answer. */
  readonly answeredBy: readonly ExitCode[];
  /** What of the command's JSON is told, where all of it is a page. */
  readonly told?: (json: string) => string;
}

const system = z
  .string()
  .describe("Id of a machine, such as bow-pod64 or h100-gpus8, or the path of a spec file.");
const workload = z
  .string()
  .describe("Id of a workload, such as bert-large or gpt-3-175b, or the path of a spec or config.json.");
const set = z
  .record(z.string(), z.string())
  .optional()
  .describe(
    'Values put in place of those of the specs, by path: {"chip.clock": "1.6 GHz", "task.globalBatch": "512"}.',
  );
const fidelity = z
  .enum(["analytic", "event"])
  .default("analytic")
  .describe("Closed form (milliseconds), or event-driven simulation of the same plan (seconds).");

/** Each value is one word with its option's name, so that no value is ever taken for an option. */
const option = (name: string, value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : [`--${name}=${value}`];
const options = (name: string, values: readonly string[] = []): readonly string[] =>
  values.flatMap((value) => option(name, value));
const settings = (values: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.entries(values).flatMap(([path, value]) => option("set", `${path}=${value}`));

interface Definition<T extends z.ZodObject> extends Omit<Tool, "asks" | "answeredBy"> {
  readonly input: T;
  readonly asks: (input: z.output<T>) => ReturnType<Tool["asks"]>;
  readonly answeredBy?: readonly ExitCode[];
}

const tool = <T extends z.ZodObject>(definition: Definition<T>): Tool => ({
  answeredBy: [EXIT.done, EXIT.refuted],
  ...definition,
  asks: (input) => definition.asks(definition.input.parse(input)),
});

const evaluate = tool({
  name: "evaluate",
  title: "Evaluate a machine on a workload",
  description:
    "Predicts time, memory, power, energy and cost of one workload on one machine by its fastest plan (or the plan that `set` decides, such as plan.tensorParallel=4), with headroom, validated error and assumptions. Metrics are in SI units that their names end with.",
  input: z.strictObject({ system, workload, set, fidelity }),
  asks: (input) => ({
    words: [
      "run",
      ...option("system", input.system),
      ...option("workload", input.workload),
      ...option("fidelity", input.fidelity),
      ...settings(input.set),
    ],
  }),
  told: resultsAlone,
});

/** Of a study of one pair its results, without what is there to be drawn. */
function resultsAlone(json: string): string {
  const { schema, tool: by, results } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const drawn = new Set(["gantt", "powerTrace", "tiles", "sensitivities"]);
  const figures = (results as readonly object[]).map((result) =>
    Object.fromEntries(Object.entries(result).filter(([name]) => !drawn.has(name))),
  );
  return JSON.stringify({ schema, tool: by, results: figures });
}

const plan = tool({
  name: "plan",
  title: "Find the fastest plan",
  description:
    "Searches all parallel plans of a workload on a machine and proves the fastest; where none fits, tells demand, bound, gap and what would make it fit.",
  input: z.strictObject({
    system,
    workload,
    set,
    top: z.int().min(1).default(3).describe("How many of the fastest plans to rank."),
    limitSeconds: z
      .number()
      .positive()
      .default(30)
      .describe(
        "Stop the search after so many seconds; the answer then says how much better the rest could be.",
      ),
  }),
  asks: (input) => ({
    words: [
      "plan",
      ...option("system", input.system),
      ...option("workload", input.workload),
      ...option("top", input.top),
      ...option("limit-seconds", input.limitSeconds),
      ...settings(input.set),
    ],
  }),
});

const sweep = tool({
  name: "sweep",
  title: "Sweep a space of designs",
  description:
    "Evaluates many variants of machines, workloads and plans; one line of JSON for each point, with its coordinates and metrics.",
  input: z.strictObject({
    systems: z.array(z.string()).min(1).describe("Ids of machines, or of families without a size (bow-pod)."),
    workloads: z.array(z.string()).min(1).describe("Ids of workloads."),
    set: z
      .record(z.string(), z.string())
      .describe(
        'Axes by path, as values or a range: {"pod": "16,64", "chip.clock": "1.3GHz..1.9GHz/7", "microBatch": "1,2,4"}.',
      ),
    strategy: z
      .enum(["grid", "random", "latin-hypercube", "sobol", "nsga2", "surrogate", "multi-fidelity"])
      .default("grid")
      .describe("Every combination, points drawn, or a search for the front of the objectives."),
    limit: z.int().min(1).optional().describe("At most that many points; of a search, its budget."),
    objectives: z
      .array(z.string())
      .optional()
      .describe(
        'What is better, as metric:min or metric:max, such as ["stepTimeSeconds:min", "capexDollars:min"].',
      ),
    seed: z.int().min(0).optional().describe("Seed of everything random (1 where none is given)."),
  }),
  asks: (input) => ({
    words: [
      "sweep",
      ...options("system", input.systems),
      ...options("workload", input.workloads),
      ...option("strategy", input.strategy),
      ...option("limit", input.limit),
      ...options("objectives", input.objectives),
      ...option("seed", input.seed),
      ...settings(input.set),
    ],
  }),
});

const explain = tool({
  name: "explain",
  title: "Explain a number",
  description:
    "Takes one metric of a workload on a machine apart: a tree of laws, values, constants and sources, with the share of each part.",
  input: z.strictObject({
    metric: z
      .string()
      .regex(/^\w/, "a metric begins with a letter")
      .describe("Id of a metric, such as stepTimeSeconds, mfu or costDollars."),
    system,
    workload,
    set,
    fidelity,
    depth: z.int().min(0).default(3).describe("Levels of the tree; more levels are much longer."),
  }),
  asks: (input) => ({
    words: [
      "explain",
      input.metric,
      ...option("system", input.system),
      ...option("workload", input.workload),
      ...option("fidelity", input.fidelity),
      ...option("depth", input.depth),
      ...settings(input.set),
    ],
  }),
});

const check = tool({
  name: "check",
  title: "Check a spec",
  description:
    "Checks a spec of a machine, workload or study that is given as YAML text, or files and ids, or every spec: all that is wrong at once, with line, column and what was expected.",
  input: z.strictObject({
    text: z.string().optional().describe("The spec itself as YAML."),
    files: z
      .array(z.string().regex(/^[^-]/, "a path or id does not begin with a dash"))
      .optional()
      .describe("Paths or ids of specs; without them and without text, every spec."),
  }),
  asks: ({ text, files = [] }) => ({
    words: ["check", ...files, ...(text === undefined ? [] : ["-"])],
    ...(text !== undefined && { stdin: text }),
  }),
  // That a spec is wrong is what was asked.
  answeredBy: [EXIT.done, EXIT.badInput],
});

/** Every tool, in the order that a client lists them. */
export const tools: readonly Tool[] = [evaluate, plan, sweep, explain, check];
