import type { PlanChoice } from "../../plan/plan.ts";
import { measureMetrics, type BuiltInMetrics } from "../../result/measure.ts";
import { metricContext } from "../../result/metric-context.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { activeParameters } from "../../workload/graph/parameters.ts";
import { decoderOfSize } from "../decoder-of-size.ts";
import type { Optimum } from "../find-optimum.ts";
import type { PlanDecoder } from "../plan-decoder.ts";
import type { ScalingLaw } from "../laws/scaling-law.ts";

/** What a token costs a model of one size on one machine, on its fastest plan. It does not depend on how many follow. */
export interface SizePrice {
  /** Parameters that a token meets, of the shape that was planned. */
  readonly parameters: number;
  readonly model: string;
  readonly secondsPerToken: number;
  /** null: what the machine costs is not known. */
  readonly dollarsPerToken: number | null;
  readonly mfu: number | null;
  readonly plan: Readonly<Record<string, unknown>>;
}

export interface PriceSizesInput {
  readonly law: ScalingLaw;
  /** Planned already: its price is taken from there. */
  readonly optimum: Optimum;
  readonly planDecoder: PlanDecoder;
}

/** Sizes around the optimum, as powers of two of it. */
const DOUBLINGS = [-3, -2, -1, 1, 2, 3] as const;

/** Prices from an eighth of the optimum's size to eight times it, one plan search each; sizes that do not fit are left out. */
export function priceSizes({ law, optimum, planDecoder }: PriceSizesInput): readonly SizePrice[] {
  const { parameters, tokens } = optimum.allocation;
  const others = DOUBLINGS.flatMap((doublings) => {
    const workload = decoderOfSize(parameters * 2 ** doublings, tokens, law.model);
    const found = planDecoder(workload);
    if ("noPlan" in found) return [];
    const { choice } = found.best.phases[0]!.plan;
    return [priceOf(workload, choice, measureMetrics(metricContext(found.best)), tokens)];
  });
  const own = priceOf(optimum.workload, optimum.choice, optimum.metrics, tokens);
  return [...others, own].sort((a, b) => a.parameters - b.parameters);
}

function priceOf(
  workload: WorkloadSpec,
  plan: PlanChoice,
  { timeToTrainSeconds, costDollars, mfu }: BuiltInMetrics,
  tokens: number,
): SizePrice {
  if (timeToTrainSeconds === null) throw new Error("a training run takes time");
  return {
    parameters: activeParameters(workload),
    model: workload.name,
    secondsPerToken: timeToTrainSeconds / tokens,
    dollarsPerToken: costDollars === null ? null : costDollars / tokens,
    mfu,
    plan: { ...plan },
  };
}

/** Price of a token at any size between those that were planned, linear in the logarithms; undefined outside of them. */
export function interpolated(
  sizes: readonly SizePrice[],
  priceOf: (size: SizePrice) => number,
): (parameters: number) => number | undefined {
  return (parameters) => {
    const at = sizes.findIndex((size) => size.parameters >= parameters * (1 - 1e-12));
    const [below, above] = [sizes[at - 1], sizes[at]];
    if (above === undefined) return undefined;
    if (below === undefined) return above.parameters <= parameters * (1 + 1e-12) ? priceOf(above) : undefined;
    const share = Math.log(parameters / below.parameters) / Math.log(above.parameters / below.parameters);
    return priceOf(below) * (priceOf(above) / priceOf(below)) ** share;
  };
}
