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
  return (run) =>
    graphs.every((graph) => {
      const own = choiceFor(graph.phase, choice, graph.workload);
      const stages = stagesAround(graph, own, run);
      const chip = stages.filter((stage) => stage.chip === run.stage);
      const held = chipResidence(chip, { ...input, graph, choice: own, stages });
      return firstShortage(arch, own, [held]) === undefined;
    });
}

/**
 * All stages of a pipeline in which one stage holds a run of layers, cut by the law that cuts plans: what comes before
 * and after stands on the neighbours, and the stages beyond are empty.
 */
function stagesAround(
  graph: OperatorGraph,
  choice: PlanChoice,
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
