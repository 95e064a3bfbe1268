import { availableParallelism } from "node:os";
import { answerStudy } from "../answer-study.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT, type ExitCode } from "../exit-code.ts";
import { cacheOption, openAnswers } from "../kept/open-answers.ts";
import { refuseIllegal } from "../no-plan.ts";
import {
  fidelityOption,
  FORMATS,
  formatsOf,
  jsonOption,
  metricsOption,
  outOf,
  outputOptions,
  questionOptions,
  stringsOf,
  verboseOption,
} from "../options.ts";
import { signalsHeard } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { timingsOf, timingsOption } from "../timings.ts";
import { figure } from "../../report/parts/figures.ts";
import { verdictOf } from "../verdict.ts";
import { watchedOf, watchOptions } from "../watch/watch-options.ts";
import type { Answered } from "../watch/watch-run.ts";
import { render, tables, writeReports } from "../write-reports.ts";

export const run: Command = {
  usage: "run [study]",
  summary: "Answer a study and write its report (default: ipu-generations)",
  positionals: { study: { type: "string", describe: "Id or file of a study; - for stdin" } },
  options: {
    ...questionOptions,
    ...fidelityOption,
    ...metricsOption,
    ...verboseOption,
    ...outputOptions,
    ...jsonOption,
    ...cacheOption,
    ...timingsOption,
    ...watchOptions,
  },
  examples: [
    ["dse run", "Mk2, Bow and the Good Computer"],
    ["dse run mine/study.yaml --watch", "again on every save, in an open page"],
    ["dse run --system bow-pod16 --workload bert-large", "no YAML needed"],
    ["dse run --system bow-pod16 --workload bert-large --set chip.clock='1.6 GHz' --json", "change a value"],
  ],
  run: async (args, shell): Promise<ExitCode> => {
    const watched = watchedOf(args, shell);
    if (watched === undefined) return (await answerOnce(args, shell)).code;
    const { watchRun } = await import("../watch/watch-run.ts");
    return watchRun(() => answerOnce(args, shell), watched, shell);
  },
};

/** One answer: on stdout in short or as JSON, in files as reports. `out` is the folder that it was written into. */
async function answerOnce(args: Arguments, shell: Shell): Promise<Answered> {
  const began = performance.now();
  const asJson = args["json"] === true;
  const verbose = args["verbose"] === true || args["workload"] !== undefined;
  const asked = outOf(args);
  const formats = formatsOf(args, asked === "-" ? ["json"] : FORMATS);
  const store = openAnswers(args, shell);
  const timings = await timingsOf(args, shell, store);
  timings.stage("opening");
  const answer = await answerStudy(args, shell, { timings, store });
  if ("spaceOf" in answer) return sweepInstead(args, shell, asked ?? `out/${answer.spaceOf}`);
  const { results } = answer;
  const { illegal } = results.results[0] ?? {};
  if (illegal !== undefined && results.results.every((one) => one.illegal !== undefined))
    refuseIllegal(illegal);
  timings.stage("writing");
  await signalsHeard();
  const metrics = stringsOf(args, "metrics");
  const out = asked ?? (asJson ? undefined : `out/${results.study.id}`);
  if (asJson && out !== "-") shell.out(await render(answer, "json", shell, store));
  else if (out !== "-") shell.out(await tables(results, shell, { metrics, verbose }));
  if (out !== undefined) await writeReports(answer, { out, formats }, shell, store);
  store?.tidy();
  timings.tell();
  const short = !verbose && metrics.length === 0 && results.workloads.length > 1;
  if (args["quiet"] !== true && !asJson && out !== "-") tellTime(performance.now() - began, { short }, shell);
  return { code: verdictOf(results, shell), out };
}

/** The last line: how long it took, and what tells more where the answer was told in short. */
function tellTime(milliseconds: number, { short }: { readonly short: boolean }, shell: Shell): void {
  const taken = `answered in ${figure(milliseconds / 1000, "s")}`;
  shell.err(`${taken}${short ? "; --verbose tells each workload in full" : ""}\n`);
}

/** A study with a space is answered by its sweep, which goes on where it was interrupted. */
async function sweepInstead(args: Arguments, shell: Shell, out: string): Promise<Answered> {
  if (args["watch"] === true)
    throw new BadInput(
      "this study has a space: it is answered by a sweep, and --watch follows single answers",
    );
  const { askedSweep } = await import("../sweep/ask.ts");
  const { runSweep } = await import("../sweep/run-sweep.ts");
  const [json, quiet] = [args["json"] === true, args["quiet"] === true];
  const order = { ...(await askedSweep(args, shell)), out, resume: true, json, quiet };
  const isDone = await runSweep({ ...order, workers: availableParallelism() }, shell);
  return { code: isDone ? EXIT.done : EXIT.refuted, out };
}
