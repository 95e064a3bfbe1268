import type { PlanChoiceName } from "../../spec/kinds/plan-choices.ts";
import type { Illegal } from "./illegal.ts";
import { illegalBy, type ChoiceContext, type Rule } from "./rule.ts";
import {
  chipsSuffice,
  headsDivide,
  keyValuesDivide,
  phasedIsOneStage,
  sequenceDivides,
} from "./rules-of-degrees.ts";
import { expertsDivide, expertsLiveApart } from "./rules-of-experts.ts";
import { chunksHaveLayers, layersAddUp, layersHalve } from "./rules-of-layers.ts";
import {
  chipComputes,
  chipHeeds,
  livesSomewhere,
  replicasGather,
  stashIsCast,
  tilesCompute,
} from "./rules-of-machines.ts";
import { groupsCompress, loadsAreOfPhases, streamedWeightsCompress } from "./rules-of-tasks.ts";

/** Which rules a choice is held to, beside that of having an effect on the machine's chips: none where all go. */
const LEGALITY: Readonly<Record<PlanChoiceName, readonly Rule[]>> = {
  arithmetic: [chipComputes],
  tensorParallel: [chipsSuffice, headsDivide, keyValuesDivide],
  pipelineParallel: [],
  dataParallel: [],
  microBatch: [],
  microBatches: [],
  layersPerStage: [layersAddUp, layersHalve],
  interleave: [chunksHaveLayers],
  sequenceParallel: [sequenceDivides],
  weights: [livesSomewhere("weights"), phasedIsOneStage],
  weightLoads: [loadsAreOfPhases],
  optimizerState: [livesSomewhere("optimizerState"), replicasGather],
  kvCache: [livesSomewhere("kvCache")],
  expertParallel: [expertsDivide],
  expertWeights: [livesSomewhere("expertWeights"), expertsLiveApart],
  recompute: [],
  checkpointFormat: [stashIsCast],
  availableMemoryProportion: [],
  ioTiles: [tilesCompute],
  headPlacement: [],
  rankOrder: [],
  overlapGradients: [],
  overlapTensorParallel: [],
  software: [],
  weightBits: [streamedWeightsCompress],
  weightGroup: [groupsCompress],
};

const RULES: readonly Rule[] = [chipHeeds, ...Object.values(LEGALITY).flat()];

/** What makes a choice impossible on this machine and graph, whatever the memory; undefined if nothing does. */
export function illegalChoice({ arch, graph, choice }: ChoiceContext): Illegal | undefined {
  for (const rule of RULES) {
    const broken = rule({ arch, graph, choice });
    if (broken !== undefined) return { ...illegalBy(broken, choice), choice };
  }
  return undefined;
}
