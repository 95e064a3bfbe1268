import type { Arguments, Command } from "../command.ts";
import { askedDesign, type AskedDesign } from "../design/ask.ts";
import { designFolder } from "../design/folder.ts";
import { runDesign } from "../design/run-design.ts";
import { runShare } from "../design/run-share.ts";
import { writeDesign } from "../design/write-design.ts";
import { BadInput, EXIT, type ExitCode } from "../exit-code.ts";
import { jsonOption, outOf, questionOptions, stringOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import { readShard, type Shard } from "../sweep/shard.ts";

const list = { type: "string", array: true, nargs: 1 } as const;

export const design: Command = {
  usage: "design [study]",
  summary: "The best machine of a grid within limits, proven, each design with its best plan",
  positionals: { study: { type: "string", describe: "Study id, its file, or - for stdin" } },
  options: {
    ...questionOptions,
    workload: { ...list, describe: "Workload, with a weight if there are several: bert-large:2" },
    set: { ...list, describe: "path=value, path=a,b,c or path=from..to/steps: what is free" },
    within: {
      ...list,
      describe: "Limits: 'capexDollars <= 2e6, timeToTrainSeconds <= 30 days, chip.dieArea <= 858 mm2'",
    },
    objectives: { ...list, describe: "What is better: metric:min,metric:max; several give the front" },
    top: { type: "number", describe: "How many of the best to prove, of one objective (default 3)" },
    breadth: {
      type: "string",
      choices: ["all", "usual"],
      default: "all",
      describe: "Each design's fastest of all legal plans, or of the usual ones",
    },
    out: { type: "string", requiresArg: true, describe: "Folder for the answer and what is known so far" },
    resume: { type: "boolean", default: false, describe: "Go on from what is known in --out" },
    shard: {
      type: "string",
      requiresArg: true,
      describe: "Only share i of n of the grid, from 0: 3/8; the last one joins all. /n inside a job array",
    },
    ...jsonOption,
  },
  examples: [
    [
      "dse design --system bow-pod64 --workload gpt-j-6b --set chip.sramPerTile=624KiB..900KiB/5 --set chip.process=n7,n5 --within 'capexDollars <= 1.2e6'",
      "the fastest of ten within a budget",
    ],
  ],
  async run(args, shell) {
    const asked = await askedDesign(args, shell);
    const shard = readShard(stringOf(args, "shard"), process.env);
    if (shard !== undefined) return oneShare(asked, shard, args, shell);
    const out = outOf(args);
    const folder = out === undefined ? undefined : designFolder(out, asked.identity, args["resume"] === true);
    const found = await runDesign(asked, folder, { shell, quiet: args["quiet"] === true });
    await writeDesign(found, { out, json: args["json"] === true }, shell);
    if (found.unseen > 0) return EXIT.interrupted;
    return found.best.length > 0 ? EXIT.done : EXIT.refuted;
  },
};

async function oneShare(asked: AskedDesign, share: Shard, args: Arguments, shell: Shell): Promise<ExitCode> {
  const out = outOf(args);
  if (out === undefined) throw new BadInput("--shard needs a folder that all shares write to: --out DIR");
  if (args["resume"] === true)
    throw new BadInput("--resume: a share goes on from what it knows by itself; leave one of the two out");
  const outcome = await runShare(asked, share, { out, shell, quiet: args["quiet"] === true });
  const json = args["json"] === true;
  if (outcome.kind === "answer") {
    await writeDesign(outcome.answer, { out, json }, shell);
    return outcome.answer.best.length > 0 ? EXIT.done : EXIT.refuted;
  }
  const { missing, isInterrupted } = outcome;
  const told = { schema: "dse.design-share/v1", share: share.index, shares: share.count, missing };
  const of = `share ${share.index} of ${share.count}`;
  const words = isInterrupted ? `${of} was interrupted` : `${of} is answered`;
  shell.out(json ? `${JSON.stringify(told, null, 2)}\n` : `${words}; ${missing} still to be answered\n`);
  return isInterrupted ? EXIT.interrupted : EXIT.done;
}
