import { savedChoice } from "../spec/kinds/plan-choices.ts";
import { buildArch } from "../arch/build-arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import { rounded } from "../result/rounded.ts";
import { savedInput } from "../result/saved/saved-input.ts";
import type { Infeasible } from "../plan/plan.ts";
import type { SavedInfeasible } from "../result/saved/result.ts";
import { illegalText } from "../plan/choice/illegal.ts";
import type { ArchSpec } from "../spec/kinds/arch-spec.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import { curvesAround, type OptimumCurves } from "./curves/curves.ts";
import { priceSizes } from "./curves/price-sizes.ts";
import { findOptimum, type Budget, type Optimum, type OptimumAnswer } from "./find-optimum.ts";
import { isPeer, lawSpread } from "./law-spread.ts";
import { beyondFit, beyondFitText } from "./laws/beyond-fit.ts";
import { withDataEfficiency } from "./laws/data-efficiency.ts";
import type { ModelVariant, ScalingLaw } from "./laws/scaling-law.ts";
import { decoderPlanner, type PlanDecoder } from "./plan-decoder.ts";
import {
  OPTIMUM_SCHEMA,
  type Leeway,
  type SavedAnswer,
  type SavedBudget,
  type SavedOptimum,
} from "./saved-optimum.ts";

export interface OptimumQuestion {
  readonly tool: { readonly name: string; readonly version: string };
  /** Under the id that was asked for. */
  readonly system: { readonly id: string; readonly loaded: Loaded<ArchSpec> };
  /** The law that is asked, then those it is held against. */
  readonly laws: readonly ScalingLaw[];
  readonly budget: Budget;
  readonly tokensAvailable?: number;
  readonly dataEfficiency: number;
  readonly model: ModelVariant;
  /** True: with isoloss and isocost curves, which take a plan search for each of a few sizes. */
  readonly withCurves: boolean;
  /** To price with; none known where not said. */
  readonly planners?: PlannerCache;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

interface Answered {
  readonly law: ScalingLaw;
  readonly answer: OptimumAnswer;
}

/** What each law makes of a budget on a system, in the shape in which it is saved. */
export function answerOptimum(question: OptimumQuestion): SavedOptimum {
  const { system, budget, tokensAvailable, dataEfficiency, model, onProgress } = question;
  const arch = buildArch(system.loaded);
  const planDecoder = decoderPlanner(arch, question.planners ?? new Map());
  const scarce = tokensAvailable === undefined ? {} : { tokensAvailable };
  const laws = question.laws.map((law) => withDataEfficiency(law, dataEfficiency));
  const answers = laws.map((law, at): Answered => {
    onProgress?.(at, laws.length, law.label);
    return { law, answer: findOptimum({ arch, law, budget, planDecoder, ...scarce }) };
  });
  const [first] = answers;
  if (first === undefined) throw new Error("a question asks at least one law");
  const spread = lawSpread(first.law, answers);
  const drawn = question.withCurves ? curvesOf(question, { laws, first, planDecoder }) : undefined;
  return rounded({
    schema: OPTIMUM_SCHEMA,
    tool: question.tool,
    system: {
      id: system.id,
      name: arch.name,
      chips: arch.chips,
      capexDollars: arch.capexDollars ?? null,
      inputs: system.loaded.provenance.map(savedInput),
    },
    question: {
      budget: savedBudget(budget),
      tokensAvailable: tokensAvailable ?? null,
      dataEfficiency,
      model,
    },
    flopsConvention: "6 · parameters · tokens",
    inputs: system.loaded.inputs,
    answers: answers.map((one) => savedAnswer(one, first.law)),
    ...(spread && { spread }),
    ...(drawn && { leeway: leewayOf(drawn, first.law), curves: drawn }),
    assumptions: ASSUMPTIONS,
  });
}

const ASSUMPTIONS = [
  "a law's parameters are taken for all of the model's; Kaplan's count no embeddings",
  "models are decoders with the proportions of GPT-3 (hidden size 128 a layer, heads of 128, 2,048 tokens, batches as GPT-3's)",
  "each model runs on the fastest of all legal plans, as `dse plan` finds it; a run repeats one step",
  "between the sizes that were planned, prices of a token are interpolated in the logarithms",
];

function savedBudget(budget: Budget): SavedBudget {
  switch (budget.kind) {
    case "flops":
      return { kind: "flops", value: budget.flops, unit: "FLOP" };
    case "target-loss":
      return { kind: "target-loss", value: budget.loss, unit: "" };
    case "days":
      return { kind: "days", value: budget.seconds, unit: "s" };
    case "dollars":
      return { kind: "dollars", value: budget.dollars, unit: "USD", money: budget.money };
    case "days-and-dollars": {
      const { seconds, dollars, money } = budget;
      return { kind: "days-and-dollars", value: seconds, unit: "s", dollars, money };
    }
  }
}

function savedAnswer({ law, answer }: Answered, asked: ScalingLaw): SavedAnswer {
  const { id, label, source, status, dataset, fitted, model, caveat } = law;
  const description = { id, label, source, status, dataset, fitted };
  const saved = {
    ...description,
    compares: isPeer(law, asked),
    ...(model && { model }),
    ...(caveat !== undefined && { caveat }),
  };
  if (answer.kind === "infeasible")
    return { law: saved, kind: "infeasible", infeasible: savedInfeasible(answer) };
  if (answer.kind === "illegal") return { law: saved, kind: "unreachable", because: illegalText(answer) };
  if (answer.kind === "unreachable") return { law: saved, ...answer };
  const { allocation, flops, limitedByTokens, parameters, choice, metrics } = answer;
  return {
    law: saved,
    kind: "optimum",
    ...{ allocation, flops, limitedByTokens },
    beyondFit: beyondFit(law, allocation).map((one) => ({ ...one, says: beyondFitText(one) })),
    model: answer.workload.name,
    ...{ parameters, activeParameters: answer.activeParameters },
    plan: savedChoice(choice),
    metrics,
  };
}

function savedInfeasible({ kind: _, choice: __, ...rest }: Infeasible): SavedInfeasible {
  return rest;
}

function curvesOf(
  { budget, tokensAvailable, onProgress }: OptimumQuestion,
  {
    laws,
    first: { law, answer },
    planDecoder,
  }: {
    readonly laws: readonly ScalingLaw[];
    readonly first: Answered;
    readonly planDecoder: PlanDecoder;
  },
): OptimumCurves | undefined {
  if (answer.kind !== "optimum") return undefined;
  onProgress?.(laws.length, laws.length, "sizes around the optimum");
  return curvesAround({
    law,
    laws,
    optimum: answer,
    sizes: priceSizes({ law, optimum: answer, planDecoder }),
    unit: unitOf(budget, answer),
    ...(tokensAvailable !== undefined && { tokensAvailable }),
  });
}

/** A budget with days counts days; any other dollars, where the machine has a price. */
const unitOf = ({ kind }: Budget, { metrics }: Optimum): "s" | "USD" =>
  kind === "days" || kind === "days-and-dollars" || metrics.costDollars === null ? "s" : "USD";

/** One system's answer with those of the others beside it. */
export function withBeside(first: SavedOptimum, others: readonly SavedOptimum[]): SavedOptimum {
  if (others.length === 0) return first;
  const beside = others.flatMap(({ system: { inputs: _, ...system }, answers: [answer] }) =>
    answer === undefined ? [] : [{ system, answer }],
  );
  return { ...first, beside };
}

/** A difference that runs of one recipe show between seeds; assumed, for want of a source. */
const WITHIN_NATS = 0.01;

function leewayOf({ bySize }: OptimumCurves, { id, lossesOf = id }: ScalingLaw): Leeway {
  const points = bySize.find(({ law }) => law === lossesOf)?.points ?? [];
  const best = points.reduce((least, point) => (point.loss < least.loss ? point : least));
  const near = points.filter(({ loss }) => loss <= best.loss + WITHIN_NATS);
  const sizes = near.map(({ parameters }) => parameters);
  return { within: WITHIN_NATS, low: Math.min(...sizes), high: Math.max(...sizes), best };
}
