import { balanceLayers, even, layerCount } from "../../plan/partition/partition.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import type { Holds, LayerRun } from "./chip-memory.ts";
import type { LayerPrices } from "./layer-prices.ts";
import { stageWeights } from "./stage-weights.ts";

/**
 * Layers per stage with the shortest longest stage, embedding and head counted where they stand, of the splits that
 * `holds` lets pass (absent: of all). Interleaved stages are of equal length.
 */
export function stageSplit(
  graph: OperatorGraph,
  choice: PlanChoice,
  { seconds }: LayerPrices,
  holds?: Holds,
): readonly number[] | undefined {
  const stages = choice.pipelineParallel;
  if (choice.interleave > 1) return even(layerCount(graph), stages);
  const input = { ...stageWeights(seconds, choice.headPlacement === "first"), stages };
  return balanceLayers(
    holds === undefined ? input : { ...input, holds: rememberedHolds(graph, stages, holds) },
  );
}

/**
 * Whether any split at all fits: not the exact answer, but never "no" where one does.
 *
 * Alike layers: no stage takes more than what the least laden of its kind takes, so that in equal parts of the
 * pipeline the most that the last stage of each part holds bounds what the part holds. Else stage by stage.
 */
export function someSplitHolds(graph: OperatorGraph, stages: number, holds: Holds): boolean {
  const layers = layerCount(graph);
  if (stages === 1) return holds({ stage: 0, from: 0, to: layers });
  const held = rememberedHolds(graph, stages, holds);
  if (!alike(graph))
    return (
      balanceLayers({ costs: new Array<number>(layers).fill(0), stages, first: 0, last: 0, holds: held }) !==
      undefined
    );
  const takes = (stage: number, count: number): boolean => held(runOf(stage, count, { stages, layers }));
  const mean = Math.ceil(layers / stages);
  const lastInner = stages - 2;
  const deepest = lastInner > 0 ? takes(1, mean) : true;
  if (deepest && takes(0, mean) && takes(stages - 1, mean)) return true;
  const anyMean = takes(stages - 1, mean) || takes(0, mean) || (lastInner > 0 && takes(lastInner, mean));
  if (!anyMean || !takes(0, 0) || !takes(stages - 1, 0)) return false;
  const limit = Math.min(layers, 2 * mean);
  const room = (stage: number): number => {
    const held = most((count) => takes(stage, count), limit);
    return held === limit ? layers : held;
  };
  let rooms = room(0) + room(stages - 1);
  for (let end = lastInner; end > 0; end -= Math.ceil(lastInner / PARTS)) {
    const begin = Math.max(0, end - Math.ceil(lastInner / PARTS));
    if (rooms >= layers) return true;
    const each = room(end);
    // Stages before it stash more, and take no more.
    if (rooms + end * each < layers) return false;
    rooms += (end - begin) * each;
  }
  return rooms >= layers;
}

/**
 * The runs of a split which all others fit beside: of alike layers the ends, and of the stages between them with equally
 * many layers the first one, which stashes most; of others all.
 */
export function fullestRuns(graph: OperatorGraph, layersPerStage: readonly number[]): readonly LayerRun[] {
  const last = layersPerStage.length - 1;
  const same = alike(graph);
  const seen = new Set<number>();
  const runs: LayerRun[] = [];
  let from = 0;
  layersPerStage.forEach((count, stage) => {
    const isEnd = stage === 0 || stage === last;
    if (!same || isEnd || !seen.has(count)) runs.push({ stage, from, to: from + count });
    if (stage > 0) seen.add(count);
    from += count;
  });
  return runs;
}

/** Parts of a pipeline of alike layers in which the deepest stash of a part is taken for the least. */
const PARTS = 4;

/** The largest count up to `limit` that is taken, of a property that holds up to some count; 0 is taken. */
function most(takes: (count: number) => boolean, limit: number): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (takes(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface Pipeline {
  readonly stages: number;
  readonly layers: number;
}

/** A run of so many layers on a stage, of layers that are all alike: where it begins matters only at the ends. */
function runOf(stage: number, count: number, { stages, layers }: Pipeline): LayerRun {
  if (stage === 0) return { stage, from: 0, to: count };
  if (stage === stages - 1) return { stage, from: layers - count, to: layers };
  const from = Math.min(1, layers - count);
  return { stage, from, to: from + count };
}

function alike({ blocks }: OperatorGraph): boolean {
  return blocks.filter(({ kind }) => kind === "layer").length === 1;
}

/**
 * Asks once about runs that are the same. Of alike layers the runs between the ends differ in two numbers: a shorter one
 * is held where a longer is, and so is one of a later stage, which stashes less.
 */
export function rememberedHolds(graph: OperatorGraph, stages: number, holds: Holds): Holds {
  const layers = layerCount(graph);
  const known = new Map<number, boolean>();
  const once = (run: LayerRun): boolean => {
    const key = (run.stage * (layers + 1) + run.from) * (layers + 1) + run.to;
    let answer = known.get(key);
    if (answer === undefined) known.set(key, (answer = holds(run)));
    return answer;
  };
  if (!alike(graph)) return once;
  const inner = monotone((stage, count) => holds(runOf(stage, count, { stages, layers })));
  return ({ stage, from, to }) => {
    const count = to - from;
    const isInner = stage > 0 && stage < stages - 1 && count > 0;
    return isInner ? inner(stage, count) : once(runOf(stage, count, { stages, layers }));
  };
}

/** A property of stage and count that holds for smaller counts and later stages where it holds, asked where not known. */
function monotone(
  property: (stage: number, count: number) => boolean,
): (stage: number, count: number) => boolean {
  /** By count: the first stage of which it is known to hold, the last of which it is known not to. */
  const holdsFrom: number[] = [];
  const failsTo: number[] = [];
  return (stage, count) => {
    if (stage >= (holdsFrom[count] ?? Infinity)) return true;
    if (stage <= (failsTo[count] ?? -Infinity)) return false;
    const holds = property(stage, count);
    if (holds)
      for (let at = count; at > 0 && (holdsFrom[at] ?? Infinity) > stage; at--) holdsFrom[at] = stage;
    else {
      failsTo[count] = stage;
      for (let at = count + 1; at < failsTo.length && (failsTo[at] ?? -Infinity) < stage; at++)
        failsTo[at] = stage;
    }
    return holds;
  };
}
