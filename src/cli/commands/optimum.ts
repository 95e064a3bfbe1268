import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { budgetOf, lawsOf, modelOf, numberOf, systemsOf } from "../optimum-question.ts";
import { OPTIMUM_FORMATS, optimumFormatsOf, writeOptimum } from "../optimum-reports.ts";
import { jsonOption, outOf, outputOptions, overridesOf, questionOptions, stringsOf } from "../options.ts";
import { cacheOption, openAnswers } from "../kept/open-answers.ts";
import { timingsOf, timingsOption } from "../timings.ts";
import { progressLine, signalsHeard } from "../progress-line.ts";
import type { SavedOptimum } from "../../internal.ts";
import { isFile, openAllSpecs } from "../specs.ts";

export const optimum: Command = {
  usage: "optimum",
  summary: "The compute-optimal model, data and plan for a budget, on one system or several",
  positionals: {},
  options: {
    system: questionOptions.system,
    set: questionOptions.set,
    "budget-dollars": {
      type: "number",
      describe: "Spend this much; with --days, what is spent first limits",
    },
    money: {
      type: "string",
      choices: ["depreciation", "rent", "purchase"],
      describe:
        "What the dollars pay for: depreciation and electricity of the run (default), rent in a cloud, or the machine (with --days; a family without a size is then as large as they buy)",
    },
    days: { type: "number", describe: "Train for this long" },
    flops: { type: "number", describe: "Training FLOPs, 6 · parameters · tokens" },
    "target-loss": { type: "number", describe: "Loss to reach, nats per token" },
    "tokens-available": { type: "number", describe: "No more tokens than this exist" },
    "data-efficiency": {
      type: "number",
      describe: "Worth of a token over one of the law's text: above 1 for pruned data (default 1)",
    },
    law: { type: "string", requiresArg: true, describe: "Scaling law; the others show the spread" },
    experts: { type: "number", describe: "Experts in every second layer, one for a token (laws clark-…)" },
    density: {
      type: "string",
      requiresArg: true,
      describe: "Share of the layers' weights that is kept, such as 20% (laws frantar, frantar-t5)",
    },
    precision: { type: "string", choices: ["fp8"], describe: "Train in 8 bits (law kumar)" },
    ...outputOptions,
    format: { ...outputOptions.format, describe: `Files to write: ${OPTIMUM_FORMATS.join(",")}` },
    ...jsonOption,
    ...cacheOption,
    ...timingsOption,
  },
  examples: [
    ["dse optimum --system bow-pod64 --days 30", "what a month on 64 Bow IPUs is best spent on"],
    ["dse optimum --system bow-pod64 --days 30 --out runs/month", "with charts: isoloss and isocost curves"],
    ["dse optimum --system good-computer --target-loss 1.95", "the cheapest way to a loss"],
    ["dse optimum --system bow-pod64 --days 30 --experts 64", "the same with experts"],
    [
      "dse optimum --system bow-pod --system a100-gpus --budget-dollars 2e6 --days 60 --money purchase",
      "what $2 M of machines train in 60 days",
    ],
  ],
  async run(args, shell) {
    const budget = budgetOf(args);
    const tokensAvailable = numberOf(args, "tokens-available");
    const dataEfficiency = numberOf(args, "data-efficiency") ?? 1;
    const [out, json] = [outOf(args), args["json"] === true];
    const formats = optimumFormatsOf(args, out);
    const api = await import("../../internal.ts");
    const model = modelOf(args, api);
    const laws = lawsOf(args, model, api);
    const store = openAnswers(args, shell);
    const timings = await timingsOf(args, shell, store);
    timings.stage("opening");
    const opened = await openAllSpecs(shell, stringsOf(args, "system").filter(isFile));
    const specs = timings.remembered(opened);
    const progress = progressLine(shell, { quiet: args["quiet"] === true });
    const ids = await systemsOf(args, budget, { specs, api });
    timings.stage("answering");
    const answered: SavedOptimum[] = [];
    for (const id of ids) {
      const loaded = await specs.arch(id, overridesOf(args));
      await signalsHeard();
      answered.push(
        api.answerOptimum({
          tool: { name: "dse", version: shell.version },
          system: { id, loaded },
          planners: timings.planners,
          ...{ laws, budget, dataEfficiency, model },
          ...(tokensAvailable !== undefined && { tokensAvailable }),
          withCurves: answered.length === 0 && (out !== undefined || json),
          onProgress: (done, total, what) =>
            progress.show(done, total, ids.length > 1 ? `${what} on ${id}` : what),
        }),
      );
    }
    progress.clear();
    const [first, ...others] = answered;
    if (first === undefined) throw new Error("a question asks about at least one system");
    const found = api.withBeside(first, others);
    timings.stage("writing");
    if (json && out !== "-") shell.out(api.jsonOptimum(found));
    else if (out !== "-")
      shell.out(api.terminalOptimum(found, { width: Math.min(shell.columns ?? 110, 140) }));
    if (out !== undefined) await writeOptimum(found, { out, formats }, shell);
    store?.tidy();
    timings.tell();
    return answered.every(({ answers }) => answers[0]?.kind === "optimum") ? EXIT.done : EXIT.refuted;
  },
};
