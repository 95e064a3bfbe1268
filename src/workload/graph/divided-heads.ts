import { operatorLaws } from "../operators/operator-laws.ts";
import { isKind, type Block } from "./operator-graph.ts";
import { commonDivisor } from "./common-divisor.ts";

/**
 * Groups that tensor parallelism can divide evenly in every attention or scan of a model: the heads, the channels, or
 * the greatest common divisor where its stacks differ; 1 where there is none.
 */
export function dividedHeads(blocks: readonly Block[]): number {
  let heads = 0;
  for (const { operators } of blocks)
    for (const op of operators) heads = commonDivisor(operatorLaws(op).dividedGroups(op), heads);
  return Math.max(1, heads);
}

/** Whether a model has convolutions, which every chip of a tensor-parallel group computes whole. */
export function hasConvolutions(blocks: readonly Block[]): boolean {
  return blocks.some(({ operators }) => operators.some((op) => isKind(op, "convolution")));
}
