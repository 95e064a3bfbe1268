import { priceBlock } from "../estimate/price/price-block.ts";
import { segmentSeconds } from "../estimate/pipeline/cycle-times.ts";
import type { Segment } from "../estimate/priced-plan.ts";
import type { Block } from "../workload/graph/operator-graph.ts";
import { specInputs } from "./explanation-inputs.ts";
import { explainOperator, type Direction, type OperatorScope } from "./explain-operator.ts";
import { explainSegments } from "./explain-segment.ts";
import { elsewhere, law, product, sum, type ExplanationNode } from "./explanation-node.ts";

/** One layer (embedding, head) for one micro-batch on one chip, in one direction: operators and their collectives. */
export function explainBlock(block: Block, direction: Direction, scope: OperatorScope): ExplanationNode {
  const price = priceBlock(block, scope.context);
  const again = direction === "backward" ? recomputed(block, price.recompute, scope) : [];
  const value =
    segmentSeconds(price[direction]) + segmentSeconds(direction === "backward" ? price.recompute : []);
  return sum({ label: `${block.id} ${direction}`, unit: "s", value }, [
    ...again,
    ...directionParts(block, direction, price[direction], scope),
  ]);
}

function recomputed(
  block: Block,
  segments: readonly Segment[],
  { context }: OperatorScope,
): readonly ExplanationNode[] {
  if (segments.length === 0) return [];
  const what = context.choice.recompute === "layer" ? "all of" : "the attention core of";
  return [
    elsewhere({
      label: `${block.id} again`,
      value: segmentSeconds(segments),
      unit: "s",
      formula: `recompute ${context.choice.recompute}: ${what} forward once more`,
    }),
  ];
}

/** Work of the operators, stretched where the chip would draw more than its cap, and collectives between them. */
function directionParts(
  block: Block,
  direction: Direction,
  segments: readonly Segment[],
  scope: OperatorScope,
): readonly ExplanationNode[] {
  const operators = block.operators.map((op) => explainOperator(op, direction, scope));
  const work = operators.reduce((total, { value }) => total + value, 0);
  const worked = (segment: Segment): boolean => segment.resource === "tiles" && segment.load === undefined;
  const busy = segmentSeconds(segments.filter(worked));
  const collectives = explainSegments(
    segments.filter((segment) => !worked(segment)),
    scope.inputs,
  );
  if (busy - work <= 1e-9 * busy) return [...operators, ...collectives];
  const stretch = law(
    {
      label: "throttling",
      value: busy / work,
      unit: "",
      formula: "dynamic power / (cap − idle power) where idle + dynamic exceed the cap",
    },
    specInputs(scope.inputs, "chip.power.cap", "chip.power.idle"),
  );
  const whole = sum({ label: "work of the operators", unit: "s" }, operators);
  return [product({ label: "work under the power cap", unit: "s" }, [stretch, whole]), ...collectives];
}
