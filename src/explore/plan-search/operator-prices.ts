import { priceBackward, priceForward } from "../../estimate/price/price-operator.ts";
import type { OperatorPrices } from "../../estimate/price/price-block.ts";
import type { MatmulPlanner, PricingContext } from "../../estimate/price/pricing-context.ts";
import type { WorkPrice } from "../../estimate/price/work-price.ts";
import type { ConvolutionPlan } from "../../cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../cost/convolution/convolution-shape.ts";
import type { MatmulPlan, MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { Operator, OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { rememberedByReads } from "./remembered-by-reads.ts";

/** The context of a choice's prices with products planned by a planner. */
export type ContextWith = (choice: PlanChoice, planMatmul: MatmulPlanner) => PricingContext;

type PlannerOf = (choice: PlanChoice) => MatmulPlanner;
type Price = OperatorPrices["forward"];

/** A price, and whether a planner was asked for it. */
interface Told {
  readonly work: WorkPrice;
  readonly planned: boolean;
}

/**
 * Prices of a graph's operators by planners of which `first` is asked before all others: each operator is remembered by
 * itself, since most of a block costs the same wherever its experts and its collectives are; operators of one form as
 * one; and what plans nothing under the first planner costs the same under all.
 */
export function operatorPrices(
  graph: OperatorGraph,
  context: ContextWith,
  first: PlannerOf,
): (planner: PlannerOf) => OperatorPrices {
  const formOf = operatorForms(graph);
  const told = (price: Price, plannerOf: PlannerOf): ((op: Operator, choice: PlanChoice) => Told) => {
    const laws = new Map<Operator, (choice: PlanChoice) => Told>();
    return (op, choice) => {
      const form = formOf(op);
      let law = laws.get(form);
      if (law === undefined) {
        law = rememberedByReads((own: PlanChoice) => {
          const planner = whenAsked(() => plannerOf(own));
          const work = price(form, context(own, planner.plan));
          return { work, planned: planner.wasAsked() };
        });
        laws.set(form, law);
      }
      return law(choice);
    };
  };
  const before = { forward: told(priceForward, first), backward: told(priceBackward, first) };
  return (plannerOf) => {
    const by = (price: Price, known: typeof before.forward): Price => {
      if (plannerOf === first) return (op, { choice }) => known(op, choice).work;
      const own = told(price, plannerOf);
      return (op, { choice }) => {
        const plain = known(op, choice);
        return plain.planned ? own(op, choice).work : plain.work;
      };
    };
    return { forward: by(priceForward, before.forward), backward: by(priceBackward, before.backward) };
  };
}

/** A planner that is looked for when it plans: what plans nothing does not depend on what tiles it would plan for. */
function whenAsked(find: () => MatmulPlanner): {
  readonly plan: MatmulPlanner;
  readonly wasAsked: () => boolean;
} {
  let found: MatmulPlanner | undefined;
  const planner = (): MatmulPlanner => (found ??= find());
  const matmul = (shape: MatmulShape): MatmulPlan => planner()(shape);
  const convolution = (shape: ConvolutionShape): ConvolutionPlan => planner().convolution(shape);
  return { plan: Object.assign(matmul, { convolution }), wasAsked: () => found !== undefined };
}

/** Of the operators that cost alike, the first: they are of one form but for their names and their place in the block. */
function operatorForms({ blocks }: OperatorGraph): (op: Operator) => Operator {
  const known = new Map<Operator, Operator>();
  const byForm = new Map<string, Operator>();
  for (const { operators } of blocks)
    for (const op of operators) {
      const { id: _i, reads: _r, writes: _w, keeps: _k, inPlace: _p, sublayer: _s, ...form } = op;
      const key = JSON.stringify(form);
      const same = byForm.get(key) ?? op;
      byForm.set(key, same);
      known.set(op, same);
    }
  return (op) => known.get(op) ?? op;
}
