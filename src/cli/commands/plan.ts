import { refuseIllegal } from "../no-plan.ts";
import type * as Library from "../../internal.ts";
import type { PlanSpec, SavedInfeasible, SavedResult, Specs } from "../../internal.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT, type ExitCode } from "../exit-code.ts";
import { cacheOption, openAnswers } from "../kept/open-answers.ts";
import { largerSystem } from "../larger-system.ts";
import type { Shell } from "../shell.ts";
import { openStudy } from "../open-study.ts";
import { rankingLines, savedRanking, type RankedAnswer } from "../plan-ranking.ts";
import { metricNamesOf } from "../metric-names.ts";
import { jsonOption, metricsOption, overridesOf, pairOf, pairOptions } from "../options.ts";
import { timingsOf, timingsOption } from "../timings.ts";
import { shippedExpectedErrors } from "../expected-errors.ts";
import { limitOf, limitOption, runStoppable, type Stopped } from "../stoppable.ts";

export const plan: Command = {
  usage: "plan",
  summary:
    "The fastest of all plans for one system and workload, with its proof; or what does not fit and what would help",
  positionals: {},
  options: {
    ...pairOptions,
    top: { type: "number", default: 3, describe: "How many of the fastest plans to rank" },
    ...metricsOption,
    ...limitOption,
    ...jsonOption,
    ...cacheOption,
    ...timingsOption,
  },
  examples: [
    ["dse plan --system bow-pod16 --workload bert-large", ""],
    ["dse plan --system a100-gpus512 --workload gpt-3-175b --top 10", "the ten fastest of all plans"],
    [
      "dse plan --system a100-gpus512 --workload gpt-3-175b --limit-seconds 2",
      "the best in 2 s, and its gap",
    ],
  ],
  async run(args, shell) {
    const { system, workload } = pairOf(args);
    const top = args["top"] as number;
    if (!Number.isInteger(top) || top < 1) throw new BadInput("--top: expected a whole number, at least 1");
    const asked = await metricNamesOf(args, "metrics");
    const api = await import("../../internal.ts");
    const store = openAnswers(args, shell);
    const timings = await timingsOf(args, shell, store);
    timings.stage("opening");
    const { specs: opened, study } = await openStudy(args, shell);
    const specs = timings.remembered(opened);
    const { planners } = timings;
    timings.stage("searching");
    const tool = { name: "dse", version: shell.version };
    const limitSeconds = limitOf(args);
    const ranked = await rankedPlans(
      { system, workload, top, overrides: overridesOf(args), specs, planners },
      (steps) => runStoppable(steps, { shell, quiet: args["quiet"] === true, limitSeconds }),
      api,
    );
    if (ranked.found.ranking.length === 0 && ranked.ended !== "proven")
      return nothingYet(ranked, args, { shell, api });
    const best = ranked.found.ranking[0]?.choice;
    const decided =
      best === undefined ? study : { ...study, spec: { ...study.spec, plan: best as PlanSpec } };
    const overrides = best === undefined ? overridesOf(args) : ranked.rest;
    timings.stage("describing");
    const results = await api.runStudy({
      ...{ specs, study: decided, tool, overrides, fidelity: "analytic", corners: false, planners },
      expectedErrors: shippedExpectedErrors(shell),
    });
    const [result] = results.results;
    if (result === undefined) throw new Error("a study of one system and workload has no result");
    if (result.illegal !== undefined) refuseIllegal(result.illegal);
    const { plan, feasible, metrics, breakdown, diagnostics } = result;
    const infeasible = result.infeasible && {
      ...result.infeasible,
      levers: await withLargerSystem(
        result.infeasible.levers,
        { system, workload, specs, planners },
        args,
        api,
      ),
    };
    if (args["json"] === true) {
      const answer = { schema: "dse.plan/v1", system: result.system, workload: result.workload, feasible };
      shell.out(
        `${JSON.stringify({ ...answer, plan, infeasible, metrics, breakdown, diagnostics, ...savedRanking(ranked, api) }, null, 2)}\n`,
      );
    } else {
      const lines = rankingLines(ranked, api).map((line) => `  ${line}`);
      const title = best === undefined ? "the search" : "the fastest plans";
      const text =
        infeasible === undefined
          ? await described(result, {
              asked,
              architecture: ranked.architecture,
              chips: results.systems[0]?.chips ?? 0,
            })
          : await misfit(result, infeasible);
      const { wrapLines } = await import("../../report/parts/table.ts");
      const width = Math.min(shell.columns ?? 110, 140);
      shell.out(wrapLines(`${text}\n${[title, ...lines].join("\n")}\n`, width));
    }
    store?.tidy();
    timings.tell();
    if (ranked.ended === "interrupted") return EXIT.interrupted;
    return feasible ? EXIT.done : EXIT.refuted;
  },
};

/** What would help, and a larger system of the family: it can be bought. */
async function withLargerSystem(
  levers: readonly string[],
  pair: Omit<Parameters<typeof largerSystem>[0], "fixed" | "overrides">,
  args: Arguments,
  api: typeof Library,
): Promise<readonly string[]> {
  // Whoever gave a limit of time waits for no other searches.
  if (limitOf(args) !== undefined) return levers;
  const { plan: fixed, rest } = await api.splitPlanOverrides(overridesOf(args));
  const larger = await largerSystem({ ...pair, fixed, overrides: rest }, api);
  return larger === undefined ? levers : [...levers, `${larger}, which holds it`];
}

/** The search was stopped before any plan was timed that fits. */
function nothingYet(
  ranked: RankedAnswer & Pick<Stopped<unknown>, "ended">,
  args: Arguments,
  { shell, api }: { readonly shell: Shell; readonly api: typeof Library },
): ExitCode {
  const { counts } = ranked.found;
  shell.err(
    `no plan that fits was found in this time: ${counts.unseen.toLocaleString("en-US")} of ${counts.plans.toLocaleString("en-US")} plans are not looked at\n`,
  );
  if (args["json"] === true)
    shell.out(
      `${JSON.stringify({ schema: "dse.plan/v1", feasible: null, ...savedRanking(ranked, api) }, null, 2)}\n`,
    );
  return ranked.ended === "interrupted" ? EXIT.interrupted : EXIT.refuted;
}

interface RankingQuestion {
  readonly system: string;
  readonly workload: string;
  readonly top: number;
  readonly overrides: Readonly<Record<string, string>>;
  readonly specs: Specs;
  readonly planners: Library.PlannerCache;
}

type Run = <T>(steps: Generator<Library.SearchProgress, T, "stop" | undefined>) => Promise<Stopped<T>>;

/** The fastest of all plans, proven unless the search is stopped, and the two fastest in full. */
async function rankedPlans(
  { system, workload, top, overrides, specs, planners }: RankingQuestion,
  run: Run,
  api: typeof Library,
): Promise<RankedAnswer & Pick<Stopped<unknown>, "ended"> & { readonly rest: Library.Overrides }> {
  const { plan: fixed, rest } = await api.splitPlanOverrides(overrides);
  const arch = api.buildArch(await specs.arch(system, rest));
  const { spec } = await specs.workload(workload, rest);
  const question = {
    arch,
    workload: spec,
    fixed,
    planners,
    breadth: "all",
    ranks: Math.max(2, top),
  } as const;
  const { value: found, ended } = await run(api.findPlanSteps(question));
  const fastest = found.ranking.slice(0, 2).flatMap(({ choice }) => {
    if (choice === found.best?.choice) return [found.best.evaluation];
    const evaluation = api.evaluatePlan({ arch, workload: spec, choice, fidelity: "analytic", planners });
    return evaluation.kind === "evaluation" ? [evaluation] : [];
  });
  const { architecture } = arch.chip;
  return { found: { ...found, ranking: found.ranking.slice(0, top) }, fastest, architecture, rest, ended };
}

async function described(
  result: SavedResult,
  {
    asked,
    architecture,
    chips,
  }: { readonly asked: readonly string[]; readonly chips: number } & Pick<RankedAnswer, "architecture">,
): Promise<string> {
  const [{ builtInMetric, metricsIn }, { formatQuantity }, { metricFigure }, { table }, { trustOf }] =
    await Promise.all([
      import("../../result/metric-tables.ts"),
      import("../../units/format-quantity.ts"),
      import("../../report/parts/figures.ts"),
      import("../../report/parts/table.ts"),
      import("../../result/saved/trust.ts"),
    ]);
  const trust = trustOf(result);
  const left = { header: "", align: "left" } as const;
  const right = { header: "", align: "right" } as const;
  const { choicesOf } = await import("../../spec/kinds/plan-choices.ts");
  const choices = choicesOf(architecture, result.plan ?? {}).map(([name, value]) => [
    { text: name },
    { text: Array.isArray(value) ? value.join(" ") : String(value) },
  ]);
  const readings = (
    asked.length > 0 ? asked.flatMap((id) => builtInMetric(id) ?? []) : metricsIn("plan")
  ).flatMap((metric) => {
    const value = result.metrics[metric.id];
    if (value === null || value === undefined) return [];
    return [[{ text: metric.label }, { text: metricFigure(value, metric) }]];
  });
  const { sram, sramLimit, streaming, others = {} } = result.breakdown.memoryBytes;
  const bytes = [
    ...Object.entries(sram),
    ...Object.entries(streaming).map(([k, v]) => [`${k} (streaming)`, v] as const),
    ...Object.entries(others).flatMap(([memory, held]) =>
      Object.entries(held.bytes).map(([k, v]) => [`${k} (${memory})`, v] as const),
    ),
  ]
    .filter(([, value]) => value > 0)
    .map(([name, value]) => [{ text: name }, { text: formatQuantity(value, "B") }]);
  const total = Object.values(sram).reduce((sum, value) => sum + value, 0);
  const used = result.metrics["chipsUsed"] ?? chips;
  const idle = `  uses ${used} of ${chips} chips: the others draw idle power, and the whole system is paid for`;
  return (
    [
      `${result.system} · ${result.workload}`,
      ...indented("plan", table([left, left], choices).slice(1)),
      ...(used < chips ? [idle] : []),
      ...indented("reckoned in closed form", table([left, right], readings).slice(1)),
      ...(trust === undefined ? [] : [`    ${trust.says}`]),
      ...indented(
        `memory of the fullest chip: ${formatQuantity(total, "B")} of ${formatQuantity(sramLimit, "B")}`,
        table([left, right], bytes).slice(1),
      ),
      ...(result.tiles === undefined ? [] : [`  ${await fullestTiles(result.tiles)}`]),
    ].join("\n") + "\n"
  );
}

/** "fullest: 1,456 tiles at work, … 593 KiB of 624 KiB, while layer ffn-down runs backward". */
async function fullestTiles({ classes, step, limitBytes }: Tiles): Promise<string> {
  const { formatQuantity } = await import("../../units/format-quantity.ts");
  const [fullest] = classes;
  if (fullest === undefined) return `fullest while ${step}`;
  const bytes = (value: number): string => formatQuantity(value, "B");
  return `fullest: ${fullest.tiles} tiles ${fullest.name}: ${bytes(fullest.bytesPerTile)} of ${bytes(limitBytes)}, while ${step}`;
}

type Tiles = NonNullable<SavedResult["tiles"]>;

const indented = (title: string, lines: readonly string[]): readonly string[] => [
  `  ${title}`,
  ...lines.map((line) => `    ${line}`),
];

/** Demand, bound, gap, what the demand is made of, and what would help. */
async function misfit(result: SavedResult, why: SavedInfeasible): Promise<string> {
  const { formatQuantity } = await import("../../units/format-quantity.ts");
  const [demand, bound, gap] = [why.demand, why.bound, why.gap].map((value) =>
    formatQuantity(value, why.unit),
  );
  const parts = Object.entries(why.breakdown).map(
    ([name, value]) => `${name} ${formatQuantity(value, why.unit)}`,
  );
  return [
    `${result.system} · ${result.workload}: does not fit`,
    `  ${why.resource} needs ${demand}, has ${bound} (over by ${gap})`,
    ...(why.where === undefined ? [] : [`    on ${why.where}`]),
    ...(parts.length > 0 ? [`    ${parts.join(", ")}`] : []),
    ...(why.levers.length > 0 ? [`  would help: ${why.levers.join(", or ")}`] : []),
    "",
  ].join("\n");
}
