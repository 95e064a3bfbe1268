import { refuseIllegal } from "../no-plan.ts";
import { availableParallelism } from "node:os";
import type { StudySpec } from "../../internal.ts";
import type { Arguments, Command } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { openStudy } from "../open-study.ts";
import {
  fidelityOption,
  FORMATS,
  formatsOf,
  jsonOption,
  metricsOption,
  outOf,
  outputOptions,
  overridesOf,
  questionOptions,
  stringOf,
} from "../options.ts";
import { shippedExpectedErrors } from "../expected-errors.ts";
import { metricNamesOf } from "../metric-names.ts";
import { progressLine, signalsHeard } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { timingsOf, timingsOption } from "../timings.ts";
import { verdictOf } from "../verdict.ts";
import { render, tables, writeReports } from "../write-reports.ts";

export const run: Command = {
  usage: "run [study]",
  summary: "Answer a study and write its report (default: ipu-generations)",
  positionals: { study: { type: "string", describe: "Id or file of a study; - for stdin" } },
  options: {
    ...questionOptions,
    ...fidelityOption,
    ...metricsOption,
    ...outputOptions,
    ...jsonOption,
    ...timingsOption,
  },
  examples: [
    ["dse run", "Mk2, Bow and the Good Computer"],
    ["dse run --system bow-pod16 --workload bert-large", "no YAML needed"],
    ["dse run --system bow-pod16 --workload bert-large --set chip.clock='1.6 GHz' --json", "change a value"],
  ],
  async run(args, shell): Promise<ExitCode> {
    const { runStudy } = await import("../../study/run-study.ts");
    const asJson = args["json"] === true;
    const asked = outOf(args);
    const formats = formatsOf(args, asked === "-" ? ["json"] : FORMATS);
    const overrides = overridesOf(args);
    const timings = await timingsOf(args, shell);
    timings.stage("opening");
    const { specs: opened, study } = await openStudy(args, shell);
    const specs = timings.remembered(opened);
    const metrics = await metricNamesOf(args, "metrics", Object.keys(study.spec.metrics));
    if (study.spec.space !== undefined) return sweepInstead(args, shell, asked ?? `out/${study.spec.id}`);
    const fidelity = stringOf(args, "fidelity") as StudySpec["fidelity"] | undefined;
    const progress = progressLine(shell, { quiet: args["quiet"] === true });
    const results = await runStudy({
      specs,
      study,
      tool: { name: "dse", version: shell.version },
      overrides,
      ...(fidelity === undefined ? {} : { fidelity }),
      expectedErrors: shippedExpectedErrors(shell),
      planners: timings.planners,
      onStage: timings.stage,
      onProgress: async ({ done, total, system, workload }) => {
        progress.show(done, total, `${system} · ${workload}`);
        await signalsHeard();
      },
    });
    progress.clear();
    timings.stage("writing");
    await signalsHeard();
    const { illegal } = results.results[0] ?? {};
    if (illegal !== undefined && results.results.every((one) => one.illegal !== undefined))
      refuseIllegal(illegal);
    const out = asked ?? (asJson ? undefined : `out/${study.spec.id}`);
    if (asJson && out !== "-") shell.out(await render(results, "json", shell));
    else if (out !== "-") shell.out(await tables(results, shell, metrics));
    if (out !== undefined) await writeReports(results, { out, formats }, shell);
    timings.tell();
    return verdictOf(results, shell);
  },
};

/** A study with a space is answered by its sweep, which goes on where it was interrupted. */
async function sweepInstead(args: Arguments, shell: Shell, out: string): Promise<ExitCode> {
  const { askedSweep } = await import("../sweep/ask.ts");
  const { runSweep } = await import("../sweep/run-sweep.ts");
  const [json, quiet] = [args["json"] === true, args["quiet"] === true];
  const order = { ...(await askedSweep(args, shell)), out, resume: true, json, quiet };
  return (await runSweep({ ...order, workers: availableParallelism() }, shell)) ? EXIT.done : EXIT.refuted;
}
