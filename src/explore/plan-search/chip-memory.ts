import type { Arch } from "../../arch/arch.ts";
import { choiceFor } from "../../evaluate.ts";
import { layerCount, partition } from "../../plan/partition/partition.ts";
import { firstShortage } from "../../plan/memory/shortage.ts";
import type { PlanChoice, Stage } from "../../plan/plan.ts";
import { chipResidence } from "../../plan/memory/residency.ts";
import type { ResidencyInput } from "../../plan/memory/residency-input.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";

/** A run of consecutive layers, and the stage that would hold them. */
export interface LayerRun {
  readonly stage: number;
  readonly from: number;
  readonly to: number;
}

/** Whether the chip of a stage holds a run of layers, in every phase. */
export type Holds = (run: LayerRun) => boolean;

export interface MemoryInput {
  readonly arch: Arch;
  readonly graphs: readonly OperatorGraph[];
  readonly choice: PlanChoice;
  readonly planMatmul: ResidencyInput["planMatmul"];
}

/** No temporary memory, and attention in as many passes as one likes: a lower bound for every plan of the matmuls. */
export const WITHOUT_TEMPORARIES: ResidencyInput["planMatmul"] = () => ({
  temporaryBytesPerTile: 0,
  passes: Infinity,
});

/** By the residency law itself, for one chip at a time. */
export function chipHolds(input: MemoryInput): Holds {
  const { arch, graphs, choice } = input;
  const phases = graphs.map((graph) => {
    const own = choiceFor(graph.phase, choice, graph.workload, arch.chip);
    return { around: knownStages(graph, own), own, graph };
  });
  return (run) => {
    for (const { around, own, graph } of phases) {
      const { stages, chip } = around(run);
      const held = chipResidence(chip, { ...input, graph, choice: own, stages });
      if (firstShortage(arch, own, [held]) !== undefined) return false;
    }
    return true;
  };
}

/** A pipeline, and of its stages those of the chip that holds the run. */
interface StagesAround {
  readonly stages: readonly Stage[];
  readonly chip: readonly Stage[];
}

const known = new WeakMap<OperatorGraph, Map<string, Map<number, StagesAround>>>();

/** Of a graph's pipelines of so many stages; then they are cut anew. */
const MOST_KNOWN = 4096;

/** `stagesAround`, remembered by all that decides it: a search asks for the same runs under many other choices. */
function knownStages(graph: OperatorGraph, choice: PlanChoice): (run: LayerRun) => StagesAround {
  let ofGraph = known.get(graph);
  if (ofGraph === undefined) known.set(graph, (ofGraph = new Map<string, Map<number, StagesAround>>()));
  const key = `${choice.pipelineParallel}|${choice.headPlacement}`;
  let ofPipeline = ofGraph.get(key);
  if (ofPipeline === undefined) ofGraph.set(key, (ofPipeline = new Map<number, StagesAround>()));
  const runs = ofPipeline;
  const ends = layerCount(graph) + 1;
  return (run) => {
    const at = (run.stage * ends + run.from) * ends + run.to;
    let found = runs.get(at);
    if (found === undefined) {
      if (runs.size >= MOST_KNOWN) runs.clear();
      const stages = stagesAround(graph, choice, run);
      found = { stages, chip: stages.filter((stage) => stage.chip === run.stage) };
      runs.set(at, found);
    }
    return found;
  };
}

/**
 * All stages of a pipeline in which one stage holds a run of layers, cut by the law that cuts plans: what comes before
 * and after stands on the neighbours, and the stages beyond are empty.
 */
function stagesAround(
  graph: OperatorGraph,
  choice: Pick<PlanChoice, "pipelineParallel" | "headPlacement">,
  { stage, from, to }: LayerRun,
): readonly Stage[] {
  const last = choice.pipelineParallel - 1;
  const layers = layerCount(graph);
  const before = stage > 0 ? [from] : [];
  const after = stage < last ? [layers - to] : [];
  const cut = partition(graph, { ...choice, layersPerStage: [...before, to - from, ...after] });
  const stages = emptyStages(last + 1);
  for (const { index, chip, blocks } of cut) {
    const at = index + stage - before.length;
    if (chip === index) stages[at] = { index: at, chip: at, blocks };
  }
  const head = cut.at(-1);
  const apart = head !== undefined && head.chip !== head.index;
  return apart ? [...stages, { index: last + 1, chip: 0, blocks: head.blocks }] : stages;
}

const empty: Stage[] = [];

/** So many stages that hold nothing, in an array of their own. */
function emptyStages(count: number): Stage[] {
  while (empty.length < count) empty.push({ index: empty.length, chip: empty.length, blocks: [] });
  return empty.slice(0, count);
}
