import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "../command.ts";
import { askedDesign } from "../design/ask.ts";
import { designFolder } from "../design/folder.ts";
import { runDesign } from "../design/run-design.ts";
import { EXIT } from "../exit-code.ts";
import { jsonOption, outOf, questionOptions } from "../options.ts";
import { reportRuntime, tellWhere } from "../write-reports.ts";

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
    const out = outOf(args);
    const folder = out === undefined ? undefined : designFolder(out, asked.identity, args["resume"] === true);
    const found = await runDesign(asked, folder, { shell, quiet: args["quiet"] === true });
    const { htmlDesign, markdownDesign } = await import("../../internal.ts");
    if (args["json"] === true) shell.out(`${JSON.stringify(found, null, 2)}\n`);
    else shell.out(markdownDesign(found));
    folder?.write("design.json", `${JSON.stringify(found, null, 2)}\n`);
    folder?.write("report.md", markdownDesign(found));
    if (folder !== undefined && out !== undefined) {
      const tool = { name: "dse", version: shell.version };
      folder.write("report.html", htmlDesign(found, { tool, runtime: reportRuntime(shell) }));
      tellWhere(pathToFileURL(resolve(out, "report.html")).href, shell);
    }
    if (found.unseen > 0) return EXIT.interrupted;
    return found.best.length > 0 ? EXIT.done : EXIT.refuted;
  },
};
