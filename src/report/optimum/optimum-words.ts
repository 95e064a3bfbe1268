import type { SavedAnswer, SavedBudget, SavedOptimum } from "../../optimum/saved-optimum.ts";
import { formatCount } from "../../units/format-count.ts";
import { figure, NO_FIGURE, percent, significant } from "../parts/figures.ts";

/** What a law found, where it found something. */
export type FoundAnswer = Extract<SavedAnswer, { readonly kind: "optimum" }>;

export const isFound = (answer: SavedAnswer): answer is FoundAnswer => answer.kind === "optimum";

export const foundAnswers = ({ answers }: SavedOptimum): readonly FoundAnswer[] => answers.filter(isFound);

/** The answer of the law that was asked. */
export function askedAnswer({ answers }: SavedOptimum): SavedAnswer {
  const [first] = answers;
  if (first === undefined) throw new Error("an optimum has the answer of at least one law");
  return first;
}

/** What dollars pay for. */
const PAYS_FOR = {
  depreciation: "depreciation and electricity",
  rent: "rent in a cloud",
  purchase: "purchase of the machine",
} as const satisfies Record<NonNullable<SavedBudget["money"]>, string>;

/** "30 days", "$20,000 of rent in a cloud", "60 days and $2,000,000 for …", "1 ZFLOP", "a loss of 2". */
export function budgetText({ kind, value, unit, dollars, money }: SavedBudget): string {
  if (kind === "target-loss") return `a loss of ${lossText(value)}`;
  const paid = money === undefined ? "" : ` for ${PAYS_FOR[money]}`;
  return dollars === undefined
    ? `${figure(value, unit)}${paid}`
    : `${figure(value, unit)} and ${figure(dollars, "USD")}${paid}`;
}

export const lossText = (loss: number): string => loss.toFixed(3);

export const titleText = ({ system, question }: SavedOptimum): string =>
  `What ${budgetText(question.budget)} ${question.budget.kind === "target-loss" ? "takes" : "buys"} on ${system.name}`;

export const questionText = (optimum: SavedOptimum): string =>
  `The compute-optimal model and data, by ${askedAnswer(optimum).law.label}; FLOPs are ${optimum.flopsConvention}.`;

/** Why a law has no answer. */
export function missText(answer: Exclude<SavedAnswer, FoundAnswer>): string {
  const levers = answer.kind === "infeasible" ? answer.infeasible.levers.join(", ") : "";
  return levers === "" ? missReason(answer) : `${missReason(answer)}; ${levers}`;
}

/** The same in a table, without what would help. */
export const missReason = (answer: Exclude<SavedAnswer, FoundAnswer>): string =>
  answer.kind === "unreachable" ? answer.because : `does not fit: ${answer.infeasible.resource}`;

export function planText(plan: Readonly<Record<string, unknown>>): string {
  const part = (name: string): string => String(plan[name]);
  const experts = Number(plan["expertParallel"] ?? 1);
  return (
    `${part("tensorParallel")} tensor × ${part("pipelineParallel")} pipeline × ${part("dataParallel")} data parallel` +
    `${experts > 1 ? ` (experts over ${experts})` : ""}, ${part("microBatches")} micro-batches of ${part("microBatch")}`
  );
}

/** The optimum line by line: what to train, and what that takes. */
export function optimumRows(answer: FoundAnswer): readonly (readonly [term: string, value: string])[] {
  const { allocation, flops, limitedByTokens, metrics, plan } = answer;
  const tied =
    answer.parameters === answer.activeParameters ? "" : `, ${formatCount(answer.activeParameters)} a token`;
  return [
    ["model", `${formatCount(answer.parameters)} parameters${tied} (${answer.model}, tied embeddings)`],
    ["data", `${formatCount(allocation.tokens)} tokens${limitedByTokens ? ": all there are" : ""}`],
    ["loss", `${lossText(allocation.loss)} nats per token`],
    ["compute", figure(flops, "FLOP")],
    ["plan", planText(plan)],
    ["time", figure(metrics["timeToTrainSeconds"], "s")],
    ["MFU", percent(metrics["mfu"])],
    ["energy", figure(metrics["energyJoules"], "J")],
    ["cost", `${figure(metrics["costDollars"], "USD")} (depreciation and electricity)`],
    ["rent", `${figure(metrics["cloudDollars"], "USD")} (the same hours in a cloud)`],
    ["price", `${figure(metrics["capexDollars"], "USD")} (purchase of the machine)`],
    ["carbon", figure(metrics["co2Kilograms"], "kg")],
  ];
}

/** Which of days and dollars is spent first, and what is left of the other. */
export function limitText(
  { question: { budget } }: SavedOptimum,
  { metrics }: FoundAnswer,
): string | undefined {
  const { kind, value, dollars, money } = budget;
  if (kind !== "days-and-dollars" || dollars === undefined || money === undefined) return undefined;
  const spent =
    metrics[{ depreciation: "costDollars", rent: "cloudDollars", purchase: "capexDollars" }[money]];
  const taken = metrics["timeToTrainSeconds"];
  if (typeof spent !== "number" || typeof taken !== "number") return undefined;
  const timeFirst = money === "purchase" || taken / value >= spent / dollars;
  const of = `${figure(spent, "USD")} of ${figure(dollars, "USD")} for ${PAYS_FOR[money]}`;
  return timeFirst
    ? `Time is what limits it; it takes ${of}.`
    : `Money is what limits it: ${of}, in ${figure(taken, "s")} of ${figure(value, "s")}.`;
}

export const BESIDE_HEADINGS = [
  "Chips",
  "Parameters",
  "Tokens",
  "Loss",
  "Time",
  "Cost",
  "Rent",
  "Purchase",
] as const;

/** One row a system that was asked about, the first too; none where it is alone. */
export function besideRows(optimum: SavedOptimum): readonly (readonly string[])[] {
  if (optimum.beside === undefined) return [];
  const all = [{ system: optimum.system, answer: askedAnswer(optimum) }, ...optimum.beside];
  return all.map(({ system, answer }) => {
    const chips = formatCount(system.chips);
    if (!isFound(answer)) return [system.name, chips, missReason(answer), "", "", "", "", "", ""];
    const { allocation, metrics } = answer;
    return [
      ...[system.name, chips, formatCount(allocation.parameters), formatCount(allocation.tokens)],
      ...[lossText(allocation.loss), figure(metrics["timeToTrainSeconds"], "s")],
      ...["costDollars", "cloudDollars"].map((id) => figure(metrics[id], "USD")),
      figure(system.capexDollars, "USD"),
    ];
  });
}

/** Which of the systems serves the budget best: the least loss, or of a loss the least cost. */
export function besideText(optimum: SavedOptimum): string | undefined {
  if (optimum.beside === undefined) return undefined;
  const all = [{ system: optimum.system, answer: askedAnswer(optimum) }, ...optimum.beside];
  const found = all.flatMap(({ system, answer }) => (isFound(answer) ? [{ system, answer }] : []));
  const [first] = found;
  if (first === undefined) return "None of these systems has an answer.";
  const given = optimum.question.budget.kind === "target-loss" || optimum.question.budget.kind === "flops";
  const worth = ({ answer }: (typeof found)[number]): number =>
    given ? (answer.metrics["costDollars"] ?? Infinity) : answer.allocation.loss;
  const best = found.reduce((least, one) => (worth(one) < worth(least) ? one : least), first);
  const ties = found.filter((one) => one !== best && worth(one) <= worth(best) * (1 + 1e-6));
  const what = given ? "costs least" : "reaches the least loss";
  return ties.length > 0 ? undefined : `${best.system.name} ${what} of these ${all.length} systems.`;
}

/** What a reader must know before taking the answer: where the law is stretched, and what it leaves out. */
export function doubtsOf({ law, beyondFit }: FoundAnswer): readonly string[] {
  const stretched = beyondFit.map(({ says }) => `${law.label}: ${says}.`);
  return [...stretched, ...(law.caveat === undefined ? [] : [`${law.label}: ${law.caveat}.`])];
}

/** "tokens 6.1×": how far beyond its fit a law is asked. */
export const beyondText = ({ beyondFit }: FoundAnswer): string =>
  beyondFit.map(({ of, factor }) => `${of} ${significant(factor)}×`).join(", ") || "within";

/** How far laws of the same text are apart, which is how far to trust any of them. */
export function spreadText({ spread }: SavedOptimum): string | undefined {
  if (spread === undefined || spread.laws.length < 2) return undefined;
  const { laws, parameters, tokens, loss } = spread;
  const span = ([low, high]: readonly [number, number], text: (value: number) => string): string =>
    `${text(low)} – ${text(high)}`;
  return (
    `${laws.length} laws of the same text and kind of model span ${span(parameters, formatCount)} parameters, ` +
    `${span(tokens, formatCount)} tokens, loss ${span(loss, lossText)}.`
  );
}

/** How flat the optimum is on this machine. */
export function leewayText({ leeway, curves }: SavedOptimum): string | undefined {
  if (leeway === undefined || curves === undefined) return undefined;
  const { within, low, high, best } = leeway;
  const { unit, value } = curves.spending;
  return (
    `With ${figure(value, unit)} on this machine, sizes from ${formatCount(low)} to ${formatCount(high)} parameters come within ${within} nats of the least loss; ` +
    `the least, ${lossText(best.loss)}, is at ${formatCount(best.parameters)}.`
  );
}

/** How to read the table of laws. */
export const LAWS_NOTE =
  "The same budget by each law: its own split and loss, in nats per token. Losses of different text do not compare.";

/** How to read the table of sizes. */
export const SIZES_NOTE =
  "An eighth to eight times the optimum, each on its fastest plan; those that do not fit are left out. Prices between them are interpolated.";

/** A size that was planned, as texts of a row. */
export interface SizeRow {
  readonly parameters: string;
  readonly model: string;
  readonly plan: string;
  /** Under `sizeHeadings`. */
  readonly figures: readonly string[];
}

type Curves = NonNullable<SavedOptimum["curves"]>;

export const sizeHeadings = ({ spending: { unit, value } }: Curves): readonly string[] => [
  ...["MFU", "Time per 10⁹ tokens", "Cost per 10⁹ tokens"],
  `Tokens for ${figure(value, unit)}`,
];

export function sizeRows({ sizes, spending: { unit, value } }: Curves): readonly SizeRow[] {
  return sizes.map(({ parameters, model, plan, mfu, secondsPerToken, dollarsPerToken }) => {
    const each = unit === "s" ? secondsPerToken : dollarsPerToken;
    return {
      parameters: formatCount(parameters),
      model,
      plan: planText(plan),
      figures: [
        percent(mfu),
        figure(secondsPerToken * 1e9, "s"),
        figure(dollarsPerToken === null ? null : dollarsPerToken * 1e9, "USD"),
        each === null ? NO_FIGURE : formatCount(value / each),
      ],
    };
  });
}

/** What a law found, under `FOUND_HEADINGS`. */
export const foundFigures = ({ allocation, flops }: FoundAnswer): readonly string[] => [
  formatCount(allocation.parameters),
  formatCount(allocation.tokens),
  lossText(allocation.loss),
  figure(flops, "FLOP"),
];

export const FOUND_HEADINGS = ["Parameters", "Tokens", "Loss", "Compute"] as const;
