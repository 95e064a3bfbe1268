import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { jsonOption } from "../options.ts";

export const bench: Command = {
  usage: "bench [names..]",
  summary: "How fast this tool is on this machine, as figures and ratios",
  positionals: {
    names: {
      type: "string",
      array: true,
      describe:
        "Only these: evaluator, evaluator-cold, cold-start, default-study, events, everyday, plan-search, planner, store, sweep, workers",
    },
  },
  options: { ...jsonOption },
  examples: [["dse bench cold-start", "one question only"]],
  async run(args, shell) {
    const script = join(shell.packageFolder, "bench", "run.mjs");
    const names = (args["names"] as string[] | undefined) ?? [];
    const { status } = spawnSync(process.execPath, [script, ...names, ...(args["json"] ? ["--json"] : [])], {
      stdio: "inherit",
    });
    return status === 0 ? EXIT.done : status === 2 ? EXIT.badInput : EXIT.bug;
  },
};
