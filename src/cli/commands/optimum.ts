import type * as Library from "../../index.ts";
import type { Optimum, OptimumAnswer, ScalingLaw } from "../../index.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { jsonOption, overridesOf, questionOptions, stringOf, stringsOf } from "../options.ts";
import { openAllSpecs } from "../specs.ts";

const BUDGETS = ["budget-dollars", "days", "flops", "target-loss"] as const;

export const optimum: Command = {
  usage: "optimum",
  summary: "The compute-optimal model, data and plan for a budget on one system",
  positionals: {},
  options: {
    system: questionOptions.system,
    set: questionOptions.set,
    "budget-dollars": { type: "number", describe: "Spend this much (depreciation, electricity)" },
    days: { type: "number", describe: "Train for this long" },
    flops: { type: "number", describe: "Training FLOPs, 6 · parameters · tokens" },
    "target-loss": { type: "number", describe: "Loss to reach, nats per token" },
    "tokens-available": { type: "number", describe: "No more tokens than this exist" },
    "data-efficiency": {
      type: "number",
      describe: "Worth of a token over one of the law's text: above 1 for pruned data (default 1)",
    },
    law: { type: "string", requiresArg: true, describe: "Scaling law; the others show the spread" },
    ...jsonOption,
  },
  examples: [
    ["dse optimum --system bow-pod64 --days 30", "what a month on 64 Bow IPUs is best spent on"],
    ["dse optimum --system good-computer --target-loss 1.95", "the cheapest way to a loss"],
  ],
  async run(args, shell) {
    const api = await import("../../index.ts");
    const system = oneSystem(args);
    const specs = await openAllSpecs(shell, [system]);
    const law = lawOf(args, api.SCALING_LAWS, api.DEFAULT_LAW);
    const arch = api.buildArch(await specs.arch(system, overridesOf(args)));
    const tokensAvailable = numberOf(args, "tokens-available");
    const planners = new Map();
    const budget = budgetOf(args);
    const ask = (one: ScalingLaw): OptimumAnswer =>
      api.findOptimum({ arch, law: one, budget, planners, ...(tokensAvailable && { tokensAvailable }) });
    const others = Object.values(api.SCALING_LAWS).filter(({ id }) => id !== law.id);
    const efficiency = numberOf(args, "data-efficiency") ?? 1;
    const answers = [law, ...others]
      .map((one) => api.withDataEfficiency(one, efficiency))
      .map((one) => ({ law: one, answer: ask(one) }));
    const spread = api.lawSpread(law, answers);
    const [first] = answers;
    if (first === undefined) throw new Error("there is no scaling law");
    if (args["json"] === true)
      shell.out(`${JSON.stringify(saved({ system, budget, efficiency, spread, answers }), null, 2)}\n`);
    else shell.out(`${lines(arch.name, first.answer, answers, api).join("\n")}\n`);
    return first.answer.kind === "optimum" ? EXIT.done : EXIT.refuted;
  },
};

type Api = typeof Library;
type Answers = readonly { readonly law: ScalingLaw; readonly answer: OptimumAnswer }[];
type Budget = Parameters<Api["findOptimum"]>[0]["budget"];

function oneSystem(args: Arguments): string {
  const [system, ...more] = stringsOf(args, "system");
  if (system === undefined || more.length > 0) throw new BadInput("give one --system");
  return system;
}

function lawOf(args: Arguments, laws: Api["SCALING_LAWS"], fallback: keyof Api["SCALING_LAWS"]): ScalingLaw {
  const id = stringOf(args, "law") ?? fallback;
  const law = (laws as Readonly<Record<string, ScalingLaw>>)[id];
  if (law === undefined)
    throw new BadInput(`no scaling law "${id}"; there are ${Object.keys(laws).join(", ")}`);
  return law;
}

function numberOf(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !(value > 0)) throw new BadInput(`--${name} takes a number above 0`);
  return value;
}

function budgetOf(args: Arguments): Budget {
  const given = BUDGETS.filter((name) => args[name] !== undefined);
  const [name] = given;
  if (name === undefined || given.length > 1)
    throw new BadInput(`give one budget: ${BUDGETS.map((one) => `--${one}`).join(", ")}`);
  const value = numberOf(args, name) ?? 0;
  switch (name) {
    case "budget-dollars":
      return { kind: "dollars", dollars: value };
    case "days":
      return { kind: "days", seconds: value * 86_400 };
    case "flops":
      return { kind: "flops", flops: value };
    case "target-loss":
      return { kind: "target-loss", loss: value };
  }
}

interface Saved {
  readonly system: string;
  readonly budget: Budget;
  readonly efficiency: number;
  readonly spread: ReturnType<Api["lawSpread"]>;
  readonly answers: Answers;
}

function saved({ system, budget, efficiency, spread, answers }: Saved): object {
  return {
    schema: "dse.optimum/v1",
    system,
    budget,
    flopsConvention: "6 · parameters · tokens",
    dataEfficiency: efficiency,
    ...(spread && { spread }),
    answers: answers.map(({ law, answer }) => ({ law: law.id, source: law.source, ...answer })),
  };
}

function lines(name: string, first: OptimumAnswer, answers: Answers, api: Api): readonly string[] {
  if (first.kind !== "optimum") return [said(first)];
  return [
    `Compute-optimal training on ${name}, by ${answers[0]?.law.label} (FLOPs are 6 · parameters · tokens)`,
    "",
    ...described(first, api).map((line) => `  ${line}`),
    "",
    "By law: the same budget, each law's own split and loss (losses of different text do not compare)",
    ...byLaw(answers, api).map((line) => `  ${line}`),
    ...disagreement(answers, api),
  ];
}

function described(
  { allocation, parameters, flops, workload, choice, metrics, limitedByTokens }: Optimum,
  api: Api,
): readonly string[] {
  const { formatQuantity: say } = api;
  const reading = (value: number | null, unit: string): string =>
    value === null ? "not known" : say(value, unit);
  const rows: readonly (readonly [string, string])[] = [
    ["model", `${say(parameters, "")} parameters (${workload.name}, tied embeddings)`],
    ["data", `${say(allocation.tokens, "")} tokens${limitedByTokens ? ": all there are" : ""}`],
    ["loss", `${allocation.loss.toFixed(3)} nats per token`],
    ["compute", say(flops, "FLOP")],
    [
      "plan",
      `${choice.tensorParallel} tensor × ${choice.pipelineParallel} pipeline × ${choice.dataParallel} data parallel, ${choice.microBatches} micro-batches of ${choice.microBatch}`,
    ],
    ["time", reading(metrics.timeToTrainSeconds, "s")],
    ["MFU", `${((metrics.mfu ?? 0) * 100).toPrecision(3)} %`],
    ["energy", reading(metrics.energyJoules, "J")],
    ["cost", reading(metrics.costDollars, "USD")],
    ["carbon", reading(metrics.co2Kilograms, "kg")],
  ];
  return rows.map(([label, text]) => `${label.padEnd(9)}${text}`);
}

function byLaw(answers: Answers, { table, formatQuantity: say }: Api): readonly string[] {
  const right = { align: "right" } as const;
  const rows = answers.map(({ law, answer }) =>
    answer.kind === "optimum"
      ? [
          law.label,
          say(answer.allocation.parameters, ""),
          say(answer.allocation.tokens, ""),
          answer.allocation.loss.toFixed(3),
          say(answer.flops, "FLOP"),
        ]
      : [law.label, said(answer), "", "", ""],
  );
  return table(
    [
      { header: "", align: "left" },
      { header: "parameters", ...right },
      { header: "tokens", ...right },
      { header: "loss", ...right },
      { header: "compute", ...right },
    ],
    rows.map((row) => row.map((text) => ({ text }))),
  );
}

/** How far laws of the same text are apart, which is how far to trust any of them. */
function disagreement(answers: Answers, { lawSpread, formatQuantity: say }: Api): readonly string[] {
  const [first] = answers;
  const spread = first && lawSpread(first.law, answers);
  if (spread === undefined || spread.laws.length < 2) return [];
  const { parameters, tokens, loss } = spread;
  return [
    "",
    `${spread.laws.length} laws of the same text span ${parameters.map((n) => say(n, "")).join(" – ")} parameters, ` +
      `${tokens.map((n) => say(n, "")).join(" – ")} tokens, loss ${loss.map((n) => n.toFixed(3)).join(" – ")}`,
  ];
}

function said(answer: Exclude<OptimumAnswer, Optimum>): string {
  if (answer.kind === "unreachable") return answer.because;
  return `does not fit: ${answer.resource}; ${answer.levers.join(", ")}`;
}
