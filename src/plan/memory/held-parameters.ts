import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { gradientsOf } from "../../workload/graph/gradients.ts";
import { isKind, type Block, type Operator } from "../../workload/graph/operator-graph.ts";
import { chipIndexBytes, chipParameters, isRouted } from "./operator-shapes.ts";
import { rememberedBlocks, type KnownByKey } from "./remembered-by-block.ts";
import type { PlanChoice, Stage } from "../plan.ts";

/** Parameters on one chip: those of every replica, and those that replicas divide among them; of each the trained ones. */
export interface HeldParameters {
  readonly dense: number;
  readonly experts: number;
  readonly trainedDense: number;
  readonly trainedExperts: number;
  /** Bytes that say where the kept ones of pruned weights are. */
  readonly indexBytes: number;
}

/** Parameters of some layers on one chip. */
export function heldParameters(
  cuts: readonly { readonly block: Block; readonly count: number }[],
  choice: Pick<PlanChoice, "tensorParallel" | "expertParallel">,
): HeldParameters {
  const parametersOf = blockParameters(choice);
  const held = { dense: 0, experts: 0, trainedDense: 0, trainedExperts: 0, indexBytes: 0 };
  for (const { block, count } of cuts) {
    const each = parametersOf(block);
    held.dense += count * each.dense;
    held.experts += count * each.experts;
    held.trainedDense += count * each.trainedDense;
    held.trainedExperts += count * each.trainedExperts;
    held.indexBytes += count * each.indexBytes;
  }
  return held;
}

/** The same of one layer, by tensor and expert parallelism. */
const known: KnownByKey<HeldParameters> = new Map();

function blockParameters(
  choice: Pick<PlanChoice, "tensorParallel" | "expertParallel">,
): (block: Block) => HeldParameters {
  const key = `${choice.tensorParallel}|${choice.expertParallel}`;
  return rememberedBlocks(known, key, (block) => {
    const total = (of: (op: Operator) => number): number =>
      block.operators.reduce((sum, op) => sum + of(op), 0);
    const all = (counts: (op: Operator) => boolean): number =>
      total((op) => (counts(op) ? chipParameters(op, choice) : 0));
    return {
      dense: all((op) => !isRouted(op)),
      experts: all(isRouted),
      trainedDense: all((op) => !isRouted(op) && gradientsOf(op).parameters),
      trainedExperts: all((op) => isRouted(op) && gradientsOf(op).parameters),
      indexBytes: total((op) => chipIndexBytes(op, choice)),
    };
  });
}

/** Elements of the rows that a layer sends to its experts, for one sample; 0 where there are none. */
export function dispatchedElements({ operators }: Block): number {
  return operators.reduce(
    (most, op) =>
      isKind(op, "gather") && op.routing !== undefined ? Math.max(most, op.rows * op.width) : most,
    0,
  );
}

/**
 * Bytes of one micro-batch that wait in streaming memory while the experts of a layer come in one after the other:
 * tokens as dispatched, and as answered.
 */
export function parkedBytes(stages: readonly Pick<Stage, "blocks">[], choice: PlanChoice): number {
  let most = 0;
  for (const { blocks } of stages)
    for (const { block } of blocks) most = Math.max(most, dispatchedElements(block));
  return (2 * most * choice.microBatch * INPUT_BYTES[choice.arithmetic]) / choice.tensorParallel;
}
