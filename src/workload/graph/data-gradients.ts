import type { TaskSpec } from "../../spec/kinds/workload-spec.ts";
import { operatorLaws } from "../operators/operator-laws.ts";
import { withGradients } from "./kept-tensors.ts";
import type { Block } from "./operator-graph.ts";

/**
 * The blocks of a model that is trained whole. What reads the data itself (the first convolution of a network, the
 * patches of an image, what is done to them before) passes no gradient on: nobody asks how a pixel should change.
 * Nothing is computed or kept for it, on any machine, and model FLOPs do not count it.
 * Source: PopLibs Convolution.cpp and PyTorch alike compute the gradient of an input only where it is asked for.
 */
export function withoutDataGradients(blocks: readonly Block[], { kind }: TaskSpec): readonly Block[] {
  if (kind === "inference") return blocks;
  let anyTrained = false;
  let below = false;
  return blocks.map((block) => {
    if (block.input === "sample") below = false;
    if (block.input === "all") below = anyTrained;
    // Copies of a block are alike, and all but the first have something trained below.
    if (block.count > 1) below ||= block.operators.some(({ parameters }) => parameters > 0);
    const operators = block.operators.map((op) => {
      const isNeeded = below || !operatorLaws(op).passesGradient(op);
      below ||= op.parameters > 0;
      return isNeeded ? op : withGradients(op, { inputs: false, parameters: op.parameters > 0 });
    });
    anyTrained ||= below;
    return { ...block, operators };
  });
}
