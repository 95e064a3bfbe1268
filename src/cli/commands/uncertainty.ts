import { tellNoPlan } from "../no-plan.ts";
import type * as Library from "../../internal.ts";
import type { Evaluation } from "../../internal.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { cacheOption, openAnswers } from "../kept/open-answers.ts";
import { plannersWith } from "../kept/planners-with.ts";
import { metricNamesOf } from "../metric-names.ts";
import { jsonOption, overridesOf, pairOf, pairOptions, seedOf } from "../options.ts";
import { progressLine, signalsHeard } from "../progress-line.ts";
import { onSignals } from "../stoppable.ts";
import { isFile, openAllSpecs } from "../specs.ts";
import { savedUncertainty, uncertaintyText } from "../uncertainty-text.ts";

const DEFAULT_SEED = 1;

export const uncertainty: Command = {
  usage: "uncertainty",
  summary: "What unknown inputs do to the metrics: P10, P50, P90, a tornado, Sobol indices, headroom",
  positionals: {},
  options: {
    ...pairOptions,
    metric: {
      type: "string",
      array: true,
      nargs: 1,
      describe: "Metrics to take apart (dse list metrics); default: step time, energy and cost",
    },
    samples: { type: "number", default: 256, describe: "Samples of all uncertain inputs together" },
    indices: {
      type: "number",
      default: 0,
      describe: "Rows of the design for Sobol indices, such as 64; 0: none",
    },
    seed: { type: "number", describe: "Seed of the samples" },
    ...jsonOption,
    ...cacheOption,
  },
  examples: [
    ["dse uncertainty --system good-computer --workload gpt-3-175b", "which unknown matters"],
    ["dse uncertainty --system good-computer --workload gpt-3-175b --indices 64 --metric costDollars", ""],
  ],
  async run(args, shell) {
    const { system, workload } = pairOf(args);
    const counts = { samples: countOf(args, "samples", 1), indexRows: countOf(args, "indices", 0) };
    const api = await import("../../internal.ts");
    const asked = await metricNamesOf(args, "metric");
    const metrics = asked.length > 0 ? asked : api.metricIdsIn("uncertainty");
    const specs = await openAllSpecs(shell, [system, workload].filter(isFile));
    const { plan, rest } = await api.splitPlanOverrides(overridesOf(args));
    const loaded = await specs.arch(system, rest);
    const work = await specs.workload(workload, rest);
    const answers = openAnswers(args, shell);
    const planners = plannersWith({ answers });
    const arch = { ...api.buildArch(loaded), id: system };
    const { best, noPlan } = api.searchPlan({ arch, workload: work.spec, fixed: plan, planners });
    answers?.tidy();
    if (best === undefined) return tellNoPlan(noPlan, { system, workload }, shell);
    const line = progressLine(shell, { quiet: args["quiet"] === true });
    const seed = seedOf(args) ?? DEFAULT_SEED;
    const interruption = { asked: false };
    const restore = onSignals(() => (interruption.asked = true));
    const assessed = await api.assessUncertainty({
      ...{
        specs,
        system: { id: system, loaded },
        workload: work,
        overrides: rest,
        choice: best.choice,
        planners,
      },
      ...{ ...counts, metrics, seed },
      onProgress: async (done, total) => {
        line.show(done, total, `${system} · ${workload}`);
        await signalsHeard();
        return interruption.asked ? "stop" : undefined;
      },
    });
    restore();
    line.clear();
    if (interruption.asked)
      shell.err(`dse: interrupted after ${assessed.samples} of ${counts.samples} samples\n`);
    if (assessed.fitting === 0 && interruption.asked) return EXIT.interrupted;
    const answer = { system, workload, seed, metrics, nominal: nominalOf(best.evaluation, api), assessed };
    const headroom = api.headroom(best.evaluation.phases.map(({ priced }) => priced));
    if (args["json"] === true)
      shell.out(
        `${JSON.stringify(savedUncertainty({ ...answer, headroom, plan: api.savedChoice(best.choice) }), null, 2)}\n`,
      );
    else shell.out(uncertaintyText({ ...answer, headroom }, api));
    return interruption.asked ? EXIT.interrupted : EXIT.done;
  },
};

function countOf(args: Arguments, name: string, least: number): number {
  const value = args[name] as number;
  if (!Number.isInteger(value) || value < least)
    throw new BadInput(`--${name}: expected a whole number, at least ${least}`);
  return value;
}

function nominalOf(evaluation: Evaluation, api: typeof Library): Library.BuiltInMetrics {
  return api.measureMetrics(api.metricContext(evaluation));
}
