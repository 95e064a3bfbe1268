import type { Block, OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { halfLayers } from "./half-layers.ts";
import type { PlanChoice, Stage } from "../plan.ts";

/** Layers of the graph, all stacks together. */
export function layerCount(graph: OperatorGraph): number {
  return graph.blocks.reduce((sum, block) => sum + (block.kind === "layer" ? block.count : 0), 0);
}

/**
 * Cut the graph into pipeline stages: `layersPerStage` layers each, what stands before the first layer with the
 * first stage, the head with the last. With `headPlacement: first` the head is one more stage on the first chip,
 * as the vendor's BERT and GPT-2 pipelines place it beside the tied embedding table. Half layers put the attention
 * block of a layer on one chip and its feed-forward block on the next.
 */
export function partition(
  graph: OperatorGraph,
  choice: Pick<PlanChoice, "layersPerStage" | "headPlacement">,
): readonly Stage[] {
  const stages = choice.layersPerStage.map((layers, index) => ({
    index,
    chip: index,
    layers,
    blocks: [] as Cut[],
  }));
  const head: Cut[] = [];
  let at = 0;
  let room = stages[0]?.layers ?? 0;
  for (const block of graph.blocks) {
    if (block.kind === "head") head.push({ block, count: block.count });
    else if (block.kind !== "layer") stages[at]?.blocks.push({ block, count: block.count });
    else
      for (let left = block.count; left > 0;) {
        while (room === 0 && at + 1 < stages.length) room = stages[++at]?.layers ?? 0;
        const count = Math.min(left, room > 0 ? room : left);
        stages[at]?.blocks.push(...layersFrom(block, block.count - left, count));
        left -= count;
        room -= count;
      }
  }
  const last = stages.at(-1);
  if (last === undefined) return [];
  if (choice.headPlacement === "first" && stages.length > 1) {
    const index = stages.length;
    return [...stages, { index, chip: 0, blocks: head }];
  }
  last.blocks.push(...head);
  return stages;
}

interface Cut {
  readonly block: Block;
  readonly count: number;
}

/** `count` layers of a block from layer `start` on; halves are an attention or a feed-forward block. */
function layersFrom(block: Block, start: number, count: number): readonly Cut[] {
  if (start % 1 === 0 && count % 1 === 0) return [{ block, count }];
  const halves = halfLayers(block);
  if (halves === undefined) throw new Error(`${block.id}: no half layers`);
  const [attention, feedForward] = halves;
  const begun = start % 1 === 0 ? 0 : 0.5;
  const whole = Math.floor(count - begun);
  const cuts: Cut[] = begun > 0 ? [{ block: feedForward, count: 1 }] : [];
  if (whole > 0) cuts.push({ block, count: whole });
  if (count - begun > whole) cuts.push({ block: attention, count: 1 });
  return cuts;
}

/** What the layers of a pipeline weigh, and what each stage can hold. */
export interface BalanceInput {
  /** One entry a layer. */
  readonly costs: readonly number[];
  readonly stages: number;
  /** What the first and last stage carry besides (embedding, head), in the unit of `costs`. */
  readonly first: number;
  readonly last: number;
  /**
   * Whether a stage holds the layers from one up to another; of a run that is held, every shorter one must be. Absent:
   * any.
   */
  readonly holds?: (run: { readonly stage: number; readonly from: number; readonly to: number }) => boolean;
}

/**
 * Contiguous split of layers over stages with the smallest largest stage, of those whose every stage holds its layers;
 * undefined where none does. Exact, by parametric search: under a limit, stages filled from the last to the first as
 * far as limit and memory let them leave the fewest layers to those before.
 */
export function balanceLayers(input: BalanceInput): readonly number[] | undefined {
  const { costs, stages, first, last } = input;
  const total = costs.reduce((sum, cost) => sum + cost, first + last);
  let best = fill(input, Infinity);
  if (best === undefined || stages === 1) return best;
  let low = Math.max(first, last, total / stages) * (1 - 1e-9);
  let high = total;
  for (let step = 0; step < 50 && high - low > 1e-9 * total; step++) {
    const middle = (low + high) / 2;
    const filled = fill(input, middle);
    if (filled === undefined) low = middle;
    else {
      best = filled;
      high = middle;
    }
  }
  return best;
}

/** Fill stages from the last to the first, none above `limit`; undefined when layers are left over. */
function fill({ costs, stages, first, last, holds }: BalanceInput, limit: number): number[] | undefined {
  const layers = new Array<number>(stages).fill(0);
  const most = limit * (1 + 1e-12);
  let to = costs.length;
  for (let stage = stages - 1; stage >= 0; stage--) {
    let used = (stage === 0 ? first : 0) + (stage === stages - 1 ? last : 0);
    let from = to;
    while (from > 0) {
      used += costs[from - 1]!;
      if (used > most) break;
      from -= 1;
    }
    if (holds !== undefined) {
      from = longestHeld(holds, stage, from, to);
      if (from > to) return undefined;
    }
    layers[stage] = to - from;
    to = from;
  }
  return to === 0 ? layers : undefined;
}

/** Where the longest run up to `to`, from no earlier than `from`, begins that a stage holds; beyond `to`: not even none. */
function longestHeld(
  holds: NonNullable<BalanceInput["holds"]>,
  stage: number,
  from: number,
  to: number,
): number {
  if (holds({ stage, from, to })) return from;
  let tooLong = from;
  let held = to + 1;
  while (held - tooLong > 1) {
    const middle = (tooLong + held) >> 1;
    if (holds({ stage, from: middle, to })) held = middle;
    else tooLong = middle;
  }
  return held;
}

/** As equal as whole layers allow; the first stages take one less. */
export function even(layers: number, stages: number): readonly number[] {
  const base = Math.floor(layers / stages);
  const extra = layers - base * stages;
  return Array.from({ length: stages }, (_, stage) => base + (stage >= stages - extra ? 1 : 0));
}
