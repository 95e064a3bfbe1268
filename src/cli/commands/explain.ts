import type { BuiltInMetricId, ExplanationNode } from "../../internal.ts";
import type { Command } from "../command.ts";
import { tellNoPlan } from "../no-plan.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { cacheOption, openAnswers } from "../kept/open-answers.ts";
import { plannersWith } from "../kept/planners-with.ts";
import { checkMetric } from "../metric-names.ts";
import { jsonOption, overridesOf, pairOf, pairOptions, stringOf } from "../options.ts";
import { isFile, openAllSpecs } from "../specs.ts";

/** Levels that fit a screen or two. */
const SHOWN_DEPTH = 5;

export const explain: Command = {
  usage: "explain <metric>",
  summary: "How one number came about, down to laws, constants and sources",
  positionals: {
    metric: { type: "string", demandOption: true, describe: "A metric: dse list metrics" },
  },
  options: {
    ...pairOptions,
    fidelity: {
      type: "string",
      choices: ["analytic", "event"],
      default: "analytic",
      describe: "Closed form, or event-driven simulation",
    },
    depth: { type: "number", describe: `Levels to show (default ${SHOWN_DEPTH}; with --json all)` },
    ...jsonOption,
    ...cacheOption,
  },
  examples: [
    ["dse explain stepTimeSeconds --system bow-pod16 --workload bert-large", "where the time goes"],
    ["dse explain costDollars --system bow-pod16 --workload bert-large --depth 3", "in short"],
    [
      "dse explain mfu --system bow-pod16 --workload bert-large --set plan.tensorParallel=2",
      "of another plan",
    ],
  ],
  async run(args, shell) {
    const { metricNamed, ...library } = await import("../../internal.ts");
    const named = String(args["metric"]);
    const metric = (metricNamed(named) ?? named) as BuiltInMetricId;
    checkMetric(metric, { metricNamed, ...library });
    const { system, workload } = pairOf(args);
    const depth = depthOf(args["depth"], args["json"] === true);
    const [
      { buildArch },
      { explainMetric },
      { explanationText },
      { savedChoice },
      { findPlan: searchPlan },
      { retimed },
      { splitPlanOverrides },
    ] = await Promise.all([
      import("../../arch/build-arch.ts"),
      import("../../explain/explain-metric.ts"),
      import("../../explain/explanation-text.ts"),
      import("../../spec/kinds/plan-choices.ts"),
      import("../../explore/find-plan.ts"),
      import("../../evaluate.ts"),
      import("../../spec/plan-overrides.ts"),
    ]);
    const specs = await openAllSpecs(shell, [system, workload].filter(isFile));
    const { plan, rest } = await splitPlanOverrides(overridesOf(args));
    const machine = await specs.arch(system, rest);
    const task = await specs.workload(workload, rest);
    const arch = buildArch(machine);
    const answers = openAnswers(args, shell);
    const planners = plannersWith({ answers });
    const { best, noPlan } = searchPlan({ arch, workload: task.spec, fixed: plan, planners });
    answers?.tidy();
    if (best === undefined) return tellNoPlan(noPlan, { system, workload }, shell);
    const fidelity = (stringOf(args, "fidelity") ?? "analytic") as "analytic" | "event";
    const timed = fidelity === "analytic" ? best.evaluation : retimed(best.evaluation, fidelity);
    const inputs = [...machine.provenance, ...task.provenance];
    const root = explainMetric(metric, timed, inputs);
    if (root === undefined) throw new BadInput(`${metric} does not apply to ${workload} on ${system}`);
    if (args["json"] === true)
      shell.out(
        `${JSON.stringify({ schema: "dse.explanation/v1", metric, system, workload, fidelity, plan: savedChoice(best.choice), root: cut(root, depth) }, null, 2)}\n`,
      );
    else {
      const { Chalk } = await import("chalk");
      const { bold, dim } = new Chalk({ level: shell.colour ? 1 : 0 });
      const width = Math.min(shell.columns ?? 110, 140);
      const title = `${metric} · ${system} · ${workload} · ${fidelity}`;
      shell.out(`${title}\n${explanationText(root, { depth, width, bold, dim })}`);
    }
    return EXIT.done;
  },
};

function depthOf(asked: unknown, all: boolean): number {
  if (asked === undefined) return all ? Infinity : SHOWN_DEPTH;
  if (typeof asked !== "number" || !Number.isInteger(asked) || asked < 0)
    throw new BadInput("--depth: expected a whole number from 0");
  return asked;
}

/** The tree down to `depth` levels below its root. */
function cut(node: ExplanationNode, depth: number): ExplanationNode {
  return { ...node, children: depth <= 0 ? [] : node.children.map((child) => cut(child, depth - 1)) };
}
