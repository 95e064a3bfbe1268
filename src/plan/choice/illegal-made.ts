import type { Arch } from "../../arch/arch.ts";
import { withDefaults } from "../../spec/kinds/plan-choices.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import type { PlanChoice } from "../plan.ts";
import type { Illegal } from "./illegal.ts";
import { illegalBy, type ChoiceContext, type Rule } from "./rule.ts";
import { chipsSuffice, headsDivide, keyValuesDivide } from "./rules-of-degrees.ts";
import { chipComputes, chipHeeds, librariesHeed, livesSomewhere, tilesCompute } from "./rules-of-machines.ts";
import { backwardRecomputes, batchIsComputed, keysAreKept, optimizerTrains } from "./rules-of-tasks.ts";

/** Rules that a choice breaks whatever the others are. */
const RULES: readonly Rule[] = [
  headsDivide,
  keyValuesDivide,
  chipsSuffice,
  chipHeeds,
  librariesHeed,
  chipComputes,
  tilesCompute,
  livesSomewhere("weights"),
  livesSomewhere("expertWeights"),
  livesSomewhere("optimizerState"),
  livesSomewhere("kvCache"),
  backwardRecomputes,
  optimizerTrains,
  keysAreKept,
  batchIsComputed,
];

/**
 * Of the choices that somebody made (others are open), those that this machine cannot make, or that would have no effect
 * on it or on the task: whoever asks for something is told that it is not done.
 */
export function illegalMade(input: {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly made: PlanSpec;
}): Illegal | undefined {
  const { made } = input;
  const choice = withDefaults(made as Partial<PlanChoice>);
  const context: ChoiceContext = { ...input, choice };
  for (const rule of RULES) {
    const broken = rule(context);
    if (broken?.by.every((name) => made[name] !== undefined) === true) return illegalBy(broken, choice);
  }
  return undefined;
}
