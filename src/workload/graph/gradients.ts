import type { Block, Gradients, Operator } from "./operator-graph.ts";

const BOTH: Gradients = { inputs: true, parameters: true };

/** What backward computes of an operator: everything, unless fine-tuning freezes something. */
export function gradientsOf({ gradients = BOTH }: Pick<Operator, "gradients">): Gradients {
  return gradients;
}

/** Whether backward has anything to do with an operator. */
export function hasBackward(op: Pick<Operator, "gradients">): boolean {
  const { inputs, parameters } = gradientsOf(op);
  return inputs || parameters;
}

/** Whether backward passes through a block: something in it is trained, or something below it. */
export function blockHasBackward({ operators }: Pick<Block, "operators">): boolean {
  return operators.some(hasBackward);
}

/** Parameters of an operator that get a gradient and are updated. */
export function trainableParameters(op: Operator): number {
  return gradientsOf(op).parameters ? op.parameters : 0;
}

/** Trained parameters of ONE of a block's `count` copies. */
export function blockTrainableParameters({ operators }: Pick<Block, "operators">): number {
  return operators.reduce((sum, op) => sum + trainableParameters(op), 0);
}
