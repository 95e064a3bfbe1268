import { availableParallelism } from "node:os";
import type { Command } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonOption, outOf, questionOptions, stringOf } from "../options.ts";

const list = { type: "string", array: true, nargs: 1 } as const;

export const sweep: Command = {
  usage: "sweep [study]",
  summary: "Explore a space of designs; what is finished is kept, and --resume goes on from there",
  positionals: { study: { type: "string", describe: "Study id, its file, or - for stdin" } },
  options: {
    ...questionOptions,
    set: { ...list, describe: "path=value, path=a,b,c or path=from..to/steps (add ' log' for equal ratios)" },
    strategy: {
      type: "string",
      choices: ["grid", "random", "latin-hypercube", "sobol", "nsga2", "surrogate", "multi-fidelity"],
      describe: "Every combination (default), --limit points drawn, or a search of --limit evaluations",
    },
    fidelity: { type: "string", choices: ["analytic", "event"], describe: "Closed form, or event-driven" },
    objectives: { ...list, describe: "What is better: metric:min,metric:max" },
    weights: {
      ...list,
      describe: "workload=number: compare designs by the weighted sum over workloads, not on each alone",
    },
    columns: { ...list, describe: "Metrics stored of every point, besides the objectives" },
    seed: { type: "number", describe: "Seed of everything random (default 1)" },
    limit: { type: "number", describe: "At most that many points; of a search, its budget" },
    population: { type: "number", describe: "Members of a generation of nsga2 (default 100)" },
    out: { type: "string", requiresArg: true, describe: "Folder for the points; survives interruption" },
    resume: {
      type: "boolean",
      default: false,
      describe: "Go on with the sweep in --out; with nothing else said, as it was asked",
    },
    workers: { type: "number", describe: "Threads (default: all cores)" },
    shard: { type: "string", requiresArg: true, describe: "i/n, or /n inside a job array: only that share" },
    ...jsonOption,
    json: {
      type: "boolean",
      default: false,
      describe: "Every point on stdout, one line of JSON each (resumed: stored ones are evaluated again)",
    },
  },
  examples: [
    [
      "dse sweep --system bow-pod --workload bert-large --set pod=16,64 --set chip.clock=1.3GHz..1.9GHz/7",
      "",
    ],
    ["dse sweep --resume --out runs/a", "go on after an interruption"],
  ],
  async run(args, shell): Promise<ExitCode> {
    const { askedSweep, workersOf } = await import("../sweep/ask.ts");
    const { readShard } = await import("../sweep/shard.ts");
    const { runSweep } = await import("../sweep/run-sweep.ts");
    const shard = readShard(stringOf(args, "shard"), process.env);
    const workers = workersOf(args, availableParallelism());
    const asked = await askedSweep(args, shell);
    const out = outOf(args);
    const feasible = await runSweep(
      {
        ...asked,
        workers,
        resume: args["resume"] === true || shard !== undefined,
        json: args["json"] === true,
        quiet: args["quiet"] === true,
        ...(out === undefined ? {} : { out }),
        ...(shard === undefined ? {} : { shard }),
      },
      shell,
    );
    return feasible ? EXIT.done : EXIT.refuted;
  },
};
