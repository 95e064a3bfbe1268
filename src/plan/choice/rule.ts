import type { Arch } from "../../arch/arch.ts";
import type { PlanChoiceName } from "../../spec/kinds/plan-choices.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import type { PlanChoice } from "../plan.ts";
import type { Illegal } from "./illegal.ts";

/** What a choice is judged by. */
export interface ChoiceContext {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
}

/** What is broken, by which choices, and what would be legal. */
export interface Broken extends Pick<Illegal, "rule" | "legal"> {
  readonly by: readonly PlanChoiceName[];
}

/** Whether a choice is legal beside the others, on this machine and graph; undefined: it is. */
export type Rule = (context: ChoiceContext) => Broken | undefined;

/** The rule as it was broken by these choices. */
export function illegalBy({ by, rule, legal }: Broken, choice: Partial<PlanChoice>): Illegal {
  return { kind: "illegal", made: Object.fromEntries(by.map((name) => [name, choice[name]])), rule, legal };
}
