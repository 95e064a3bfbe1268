import type { SavedInfeasible, SavedResult, SavedResults } from "../../index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { openStudy } from "../open-study.ts";
import { jsonOption, overridesOf, pairOf, questionOptions } from "../options.ts";

const SHOWN_METRICS = [
  "stepTimeSeconds",
  "samplesPerSecond",
  "tokensPerSecond",
  "timeToTrainSeconds",
  "latencySeconds",
  "mfu",
  "bubbleFraction",
  "sramBytesPerTilePeak",
  "streamingBytesPerMachine",
  "averagePowerWatts",
];

export const plan: Command = {
  usage: "plan",
  summary: "The best plan for one system and workload, or what does not fit and what would help",
  positionals: {},
  options: { ...questionOptions, ...jsonOption },
  examples: [["dse plan --system bow-pod16 --workload bert-large", ""]],
  async run(args, shell) {
    pairOf(args);
    const { runStudy } = await import("../../index.ts");
    const { specs, study } = await openStudy(args, shell);
    const tool = { name: "dse", version: shell.version };
    const overrides = overridesOf(args);
    const results = await runStudy({ specs, study, tool, overrides, fidelity: "analytic" });
    const [result] = results.results;
    if (result === undefined) throw new Error("a study of one system and workload has no result");
    const { plan, feasible, infeasible, metrics, breakdown } = result;
    if (args["json"] === true) {
      const answer = { schema: "dse.plan/v1", system: result.system, workload: result.workload, feasible };
      shell.out(`${JSON.stringify({ ...answer, plan, infeasible, metrics, breakdown }, null, 2)}\n`);
    } else if (infeasible === undefined) shell.out(await described(results, result));
    else shell.out(await misfit(result, infeasible));
    return feasible ? EXIT.done : EXIT.refuted;
  },
};

async function described(results: SavedResults, result: SavedResult): Promise<string> {
  const { formatQuantity, metricFigure, table } = await import("../../index.ts");
  const left = { header: "", align: "left" } as const;
  const right = { header: "", align: "right" } as const;
  const choices = Object.entries(result.plan ?? {}).map(([name, value]) => [
    { text: name },
    { text: Array.isArray(value) ? value.join(" ") : String(value) },
  ]);
  const readings = SHOWN_METRICS.flatMap((id) => {
    const metric = results.metrics.find((one) => one.id === id);
    const value = result.metrics[id];
    if (metric === undefined || value === null || value === undefined) return [];
    return [[{ text: metric.label }, { text: metricFigure(value, metric) }]];
  });
  const { sram, sramLimit, streaming } = result.breakdown.memoryBytes;
  const bytes = [
    ...Object.entries(sram),
    ...Object.entries(streaming).map(([k, v]) => [`${k} (streaming)`, v] as const),
  ]
    .filter(([, value]) => value > 0)
    .map(([name, value]) => [{ text: name }, { text: formatQuantity(value, "B") }]);
  const total = Object.values(sram).reduce((sum, value) => sum + value, 0);
  return (
    [
      `${result.system} · ${result.workload}`,
      ...indented("plan", table([left, left], choices).slice(1)),
      ...indented("reckoned in closed form", table([left, right], readings).slice(1)),
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
  const { formatQuantity } = await import("../../index.ts");
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
  const { formatQuantity } = await import("../../index.ts");
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
