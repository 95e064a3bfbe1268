import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import type { Arch } from "../../../src/arch/arch.ts";
import { even, layerCount } from "../../../src/plan/partition/partition.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { Random } from "../../../src/sim/random.ts";
import type { OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";

/** One of several, evenly. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

/** A machine with some of its numbers a little larger or smaller; `integers` too, tiles and SRAM among them. */
export function variant(arch: Arch, random: Random, integers: boolean): Arch {
  const changed = structuredClone({ ...arch, inputs: [] }) as unknown as Record<string, unknown>;
  const change = (part: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(part)) {
      if (typeof value === "object" && value !== null) change(value as Record<string, unknown>);
      if (typeof value !== "number" || random() < 0.5) continue;
      if (!Number.isInteger(value)) part[key] = value * (0.9 + 0.2 * random());
      else if (integers && value > 1000) part[key] = Math.round(value * (0.9 + 0.2 * random()));
    }
  };
  change(changed);
  return changed as unknown as Arch;
}

/** What changes which tile plans are needed: rolled once for many choices, so that few are. */
export function tileChoice(random: Random): Pick<PlanChoice, "arithmetic" | "availableMemoryProportion"> {
  return {
    arithmetic: pick(random, ["fp16_16", "fp16_32"] as const),
    availableMemoryProportion: pick(random, [0.6, 0.2]),
  };
}

/** Any choice at all: most are legal, some fit. */
export function randomChoice(
  graph: OperatorGraph,
  random: Random,
  tiles: ReturnType<typeof tileChoice>,
): PlanChoice {
  const weights = random() < 0.25 ? "streaming" : "sram";
  const pipelineParallel = weights === "streaming" && random() < 0.9 ? 1 : pick(random, [1, 2, 3, 4, 8]);
  return {
    ...DEFAULT_CHOICE,
    ...tiles,
    tensorParallel: pick(random, [1, 1, 2, 4, 8]),
    pipelineParallel,
    dataParallel: pick(random, [1, 2, 3, 4]),
    microBatch: pick(random, [1, 2]),
    microBatches: pick(random, [1, 2, 5, 16, 64]),
    recompute: pick(random, ["none", "attention", "layer"] as const),
    optimizerState: pick(random, ["sram", "sharded", "streaming"] as const),
    weights,
    weightLoads: weights === "streaming" && graph.phase === "training" ? pick(random, [1, 2]) : 1,
    layersPerStage: layers(layerCount(graph), pipelineParallel, random),
    ioTiles: random() < 0.1 ? 64 : 0,
    sequenceParallel: random() < 0.5,
    kvCache: graph.phase === "training" ? "none" : pick(random, ["sram", "streaming"] as const),
    headPlacement: pick(random, ["last", "first"] as const),
    ...(random() < 0.2 && { interleave: 2 }),
    ...experts(graph, random),
    ...(random() < 0.2 && { checkpointFormat: "fp8" as const }),
    ...(random() < 0.2 && { software: "framework" as const }),
    ...(random() < 0.1 && { rankOrder: "tensor-pipeline-data" as const }),
    ...(random() < 0.1 && { overlapGradients: true }),
    ...(random() < 0.1 && { overlapTensorParallel: true }),
    ...(weights === "streaming" && graph.phase !== "training" && random() < 0.4 && { weightBits: 4 }),
  };
}

/** Where experts are, on how many replicas and in which memory: mostly as a search has it, sometimes on too many. */
function experts(
  { phase, workload }: OperatorGraph,
  random: Random,
): Partial<Pick<PlanChoice, "expertParallel" | "expertWeights">> {
  if (workload.model.experts === undefined) return {};
  return {
    ...(random() < 0.6 && { expertParallel: pick(random, [1, 2, 2, 4]) }),
    ...(phase !== "training" &&
      random() < 0.5 && { expertWeights: pick(random, ["sram", "streaming"] as const) }),
  };
}

/** Layers as even as can be, sometimes half a layer off, sometimes one too many. */
function layers(count: number, stages: number, random: Random): readonly number[] {
  const split = [...even(count, stages)];
  const roll = random();
  if (stages > 1 && roll < 0.2) {
    split[0]! += 0.5;
    split[1]! -= 0.5;
  }
  if (roll > 0.97) split[0]! += 1;
  return split;
}
