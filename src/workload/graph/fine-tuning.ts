import type { TrainableSpec } from "../../spec/kinds/trainable-spec.ts";
import type { TaskSpec } from "../../spec/kinds/workload-spec.ts";
import { adapted } from "../operators/adapter.ts";
import { operatorLaws } from "../operators/operator-laws.ts";
import { withLowRank } from "../operators/low-rank.ts";
import { withoutDataGradients } from "./data-gradients.ts";
import { withGradients } from "./kept-tensors.ts";
import { frozenSaved } from "./frozen-saved.ts";
import { isKind, type Block, type Operator } from "./operator-graph.ts";

/**
 * The blocks of a model, trained whole or in part. Of one of which only a part is trained, what is added (low-rank pairs, adapters) is trained and
 * computed with; the rest is frozen. Backward then skips the weight gradients of what is frozen, and the input
 * gradients of what has nothing trainable below it:
 *
 *   frozen, trained below: 2N forward + 2N input gradient a token;   frozen, nothing below: 2N
 *
 * Layers of one block are alike, so the first of them computes an input gradient that it could save: at most one
 * layer's, of all. Source: Hu 2021, arXiv:2106.09685, §4 (low rank); Houlsby 2019, arXiv:1902.00751 (adapters).
 */
export function fineTuned(blocks: readonly Block[], task: TaskSpec): readonly Block[] {
  const trainable = task.kind === "inference" ? undefined : task.trainable;
  if (trainable === undefined) return withoutDataGradients(blocks, task);
  const tableTrained = trainable.parts?.includes("embedding") ?? false;
  let anyTrained = false;
  let below = false;
  return blocks.map((block) => {
    if (block.input === "sample") below = false;
    if (block.input === "all") below = anyTrained;
    const whole = trainable.parts?.includes(partOf(block)) ?? false;
    const operators = addedTo(block, trainable, whole);
    const trains = (op: Operator): boolean =>
      op.added === true || (readsTable(op) ? tableTrained : whole && op.parameters > 0);
    const some = operators.some(trains);
    if (block.count > 1) below ||= some;
    const marked = operators.map((op) => {
      const parameters = trains(op);
      const inputs = below && operatorLaws(op).passesGradient(op);
      below ||= parameters;
      return withGradients(op, { inputs, parameters });
    });
    anyTrained ||= below;
    return { ...block, operators: marked, ...frozenSaved(block, marked) };
  });
}

/** The part of a model that a block belongs to: its tower, else what it is in a single stack. */
function partOf({ tower, kind }: Block): string {
  return tower ?? (kind === "layer" ? "layers" : kind);
}

function addedTo(block: Block, { lora, adapters }: TrainableSpec, whole: boolean): readonly Operator[] {
  if (whole || block.kind !== "layer") return block.operators;
  const goesInto = (towers: readonly string[] | undefined): boolean =>
    towers === undefined || (block.tower !== undefined && towers.includes(block.tower));
  const paired =
    lora !== undefined && goesInto(lora.in)
      ? withLowRank(block.operators, lora.rank, lora.matrices)
      : block.operators;
  return adapters !== undefined && goesInto(adapters.in)
    ? adapted(paired, adapters.width, adapters.after)
    : paired;
}

/** Logits of a tied table: trained where the table is, which the embedding owns. */
function readsTable(op: Operator): boolean {
  return isKind(op, "matmul") && op.role === "logits" && op.parameters === 0;
}
