import type { Command } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { design } from "./design.ts";
import { sweep } from "./sweep.ts";

const { resume: _resume, shard: _shard, json: _json, ...question } = sweep.options;
const { within, top, breadth } = design.options;
const { default: _all, ...breadthOfDesign } = breadth!;

export const submit: Command = {
  usage: "submit [study]",
  summary:
    "A sweep or a design on a cluster: submit, watch, repeat what failed, gather; or only write the script",
  positionals: sweep.positionals,
  options: {
    ...question,
    design: {
      type: "boolean",
      default: false,
      describe: "What dse design answers: boxes of its grid are shared out",
    },
    within: within!,
    top: top!,
    breadth: breadthOfDesign,
    workers: { type: "number", describe: "Cores of a task, and threads that it starts (default 1)" },
    executor: { type: "string", choices: ["slurm"], describe: "Submit here and now, and wait" },
    emit: {
      type: "string",
      choices: ["slurm", "lsf", "pbs", "kubernetes"],
      describe: "Write the script to stdout and submit nothing",
    },
    shards: { type: "number", describe: "Tasks of the array (default 16); 30 s of work each or more" },
    attempts: { type: "number", default: 3, describe: "Submissions at most, of shards that are missing" },
    poll: { type: "number", default: 5, describe: "Seconds between looks at the queue" },
    option: {
      type: "string",
      array: true,
      nargs: 1,
      describe: "For the batch system: --option=--partition=long",
    },
    image: { type: "string", requiresArg: true, describe: "Kubernetes: image with dse in it" },
    json: {
      type: "boolean",
      default: false,
      describe: "The script, or the findings of the finished sweep or design, as JSON",
    },
    claim: { type: "string", requiresArg: true, describe: "Kubernetes: volume claim for --out" },
  },
  examples: [
    ["dse submit my-study --out runs/a --executor slurm --shards 64", ""],
    ["dse submit my-study --out runs/a --emit lsf --shards 64 | bsub", ""],
    [
      "dse submit --design my-study --within 'capexDollars <= 2e6' --out runs/d --executor slurm --shards 8",
      "the best design, proven: each task a share of the grid",
    ],
  ],
  async run(args, shell): Promise<ExitCode> {
    const { runSubmit } = await import("../sweep/run-submit.ts");
    return (await runSubmit(args, shell)) ? EXIT.done : EXIT.refuted;
  },
};
