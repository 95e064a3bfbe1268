import { offChipMemories, type MemoryId } from "../../arch/memory.ts";
import { isPhased, stateMemory } from "../../plan/memory/off-chip.ts";
import type { Arch, Chip } from "../../arch/arch.ts";
import { arithmeticsKeeping } from "../../arch/best-arithmetic.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { ioTilesFor } from "../../plan/memory/io-tiles.ts";
import { layerParametersAtATime } from "../../plan/memory/standing-bytes.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { divisorsOf } from "../../plan/choice/divisors.ts";
import { hasConvolutions } from "../../workload/graph/divided-heads.ts";
import type { Arithmetic } from "../../spec/kinds/arch-spec.ts";
import { RANK_ORDERS, type ChoiceSearched } from "../../spec/kinds/plan-choices.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import type { Breadth } from "./degrees.ts";
import type { LayoutTraits } from "./layout-traits.ts";

/** Choices that, with tensor parallelism and micro-batch, decide what a layer costs. */
export type ShapeChoice = Pick<PlanChoice, ChoiceSearched<"shape">>;

/** Choices that remain when shapes and degrees are made. */
export type LastChoice = Pick<PlanChoice, ChoiceSearched<"last">>;

/** Values that each open choice may take, the preferred one first: among equally fast plans it is taken. */
export type Options<C> = { readonly [K in keyof C]: readonly C[K][] };

/** Shares of a tile that a matmul's temporaries may take, from the library's default down. */
const MEMORY_PROPORTIONS = [0.6, 0.2, 0.1] as const;

export interface OptionsInput {
  readonly breadth: Breadth;
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly fixed: PlanSpec;
}

/**
 * Where the weights may live, and what else decides the price of a layer. Phased execution (weights off chip)
 * keeps nothing of a layer but what it hands on, so that training recomputes it.
 */
export function shapeOptions(
  { arch, graph, fixed, breadth }: OptionsInput,
  tensorParallel: number,
): readonly Options<ShapeChoice>[] {
  const usual = breadth !== "all";
  const arithmetics = arithmeticsOf(arch.chip, graph.workload.task.precision);
  const training = graph.phase === "training";
  const common = {
    arithmetic: only(fixed.arithmetic) ?? (usual ? arithmetics.slice(0, 1) : arithmetics),
    sequenceParallel:
      only(fixed.sequenceParallel) ?? sequenceParallel({ arch, graph, breadth }, tensorParallel),
    overlapTensorParallel:
      only(fixed.overlapTensorParallel) ?? overlaps(tensorParallel > 1 && overlappable({ arch, breadth })),
  };
  const resident = {
    ...common,
    weights: ["sram"] as const,
    recompute: only(fixed.recompute) ?? (training ? recomputes(graph) : (["none"] as const)),
  };
  const phased = (memory: MemoryId): Options<ShapeChoice> => ({
    ...common,
    weights: [memory],
    recompute: only(fixed.recompute) ?? [training ? ("layer" as const) : ("none" as const)],
  });
  const memories = offChipIds(arch);
  if (fixed.weights === "sram" || memories.length === 0) return [resident];
  return fixed.weights === undefined ? [resident, ...memories.map(phased)] : [phased(fixed.weights)];
}

/** What is left open; empty lists where degrees and weights contradict each other. */
export function lastOptions(
  { arch, graph, fixed, breadth }: OptionsInput,
  traits: LayoutTraits,
  weights: PlanChoice["weights"],
): Options<LastChoice> {
  const usual = breadth !== "all";
  const training = graph.phase === "training";
  const memories = offChipIds(arch);
  const tiled = arch.chip.architecture === "tiled";
  const common = {
    kvCache: only(fixed.kvCache) ?? kvCaches(graph, memories),
    availableMemoryProportion:
      only(fixed.availableMemoryProportion) ?? (tiled ? MEMORY_PROPORTIONS : [MEMORY_PROPORTIONS[0]]),
  };
  if (isPhased({ weights }))
    return {
      ...common,
      optimizerState:
        traits.hasStages && fixed.pipelineParallel === undefined
          ? []
          : [stateMemory({ weights, optimizerState: fixed.optimizerState ?? weights }) ?? weights],
      weightLoads: only(fixed.weightLoads) ?? (training ? powersOfTwo(traits.weightLoads) : [1]),
      headPlacement: [fixed.headPlacement ?? "last"],
      interleave: [fixed.interleave ?? 1],
      expertWeights: [fixed.expertWeights ?? "as-weights"],
      rankOrder: [fixed.rankOrder ?? RANK_ORDERS[0]],
      overlapGradients: [fixed.overlapGradients ?? false],
      ioTiles: only(fixed.ioTiles) ?? ioTileCounts({ arch, graph, fixed }, traits),
    };
  return {
    ...common,
    optimizerState: training
      ? (only(fixed.optimizerState) ?? optimizerStates(traits, memories, usual))
      : ["sram"],
    weightLoads: [fixed.weightLoads ?? 1],
    headPlacement:
      only(fixed.headPlacement) ?? (tiled && !usual && traits.hasStages ? ["last", "first"] : ["last"]),
    interleave:
      only(fixed.interleave) ?? (training && !tiled && !usual ? divisorsOf(traits.layersToInterleave) : [1]),
    ioTiles: [fixed.ioTiles ?? 0],
    expertWeights: only(fixed.expertWeights) ?? expertWeights(graph, memories),
    rankOrder:
      only(fixed.rankOrder) ?? (traits.ordersDiffer && !tiled && !usual ? RANK_ORDERS : [RANK_ORDERS[0]]),
    overlapGradients:
      only(fixed.overlapGradients) ??
      overlaps(training && traits.hasReplicas && overlappable({ arch, breadth })),
  };
}

/** Programs of IPUs have no compute beside an exchange; on other chips whether it is used is a plan's choice. */
function overlappable({ arch, breadth }: Pick<OptionsInput, "arch" | "breadth">): boolean {
  return arch.chip.architecture === "roofline" && breadth === "all";
}

const overlaps = (may: boolean): readonly boolean[] => (may ? [false, true] : [false]);

/**
 * At least the precision asked for. Chips known by their peaks alone tell two arithmetics apart by rate, energy and size
 * of their inputs: where these agree (accumulation in fp32 is free on GPUs) one stands for both.
 */
export function arithmeticsOf(
  chip: Chip,
  precision: OperatorGraph["workload"]["task"]["precision"],
): readonly Arithmetic[] {
  const kept = arithmeticsKeeping(chip, precision);
  if (chip.architecture === "tiled") return kept;
  const same = (a: Arithmetic, b: Arithmetic): boolean =>
    INPUT_BYTES[a] === INPUT_BYTES[b] &&
    chip.peakFlopsPerSecond[a] === chip.peakFlopsPerSecond[b] &&
    chip.joulesPerFlop[a] === chip.joulesPerFlop[b];
  return kept.filter((one, index) => !kept.slice(0, index).some((other) => same(one, other)));
}

/**
 * On IPUs tensor-parallel programs divide elementwise work too; on GPUs that is Megatron's sequence parallelism. Images
 * between convolutions are not divided along a sequence.
 */
function sequenceParallel(
  { arch, graph, breadth }: Omit<OptionsInput, "fixed">,
  tensorParallel: number,
): readonly boolean[] {
  if (tensorParallel === 1 || hasConvolutions(graph.blocks)) return [false];
  return arch.chip.architecture === "tiled" || breadth !== "all" ? [true] : [true, false];
}

/** Tiles for I/O: as many as the largest layer needs to come in beside the work, or none. */
function ioTileCounts(
  { arch, graph, fixed }: Omit<OptionsInput, "breadth">,
  traits: Pick<LayoutTraits, "tensorParallel" | "expertParallel">,
): readonly number[] {
  const { chip } = arch;
  if (chip.architecture !== "tiled") return [0];
  const arithmetic = fixed.arithmetic ?? arithmeticsOf(chip, graph.workload.task.precision)[0];
  const largest = Math.max(
    ...graph.blocks.map((block) =>
      layerParametersAtATime(block, { ...traits, weights: "streaming", expertWeights: "as-weights" }),
    ),
  );
  const needed = ioTilesFor(largest * (arithmetic === undefined ? 0 : INPUT_BYTES[arithmetic]), chip);
  return needed < chip.tiles ? [needed, 0] : [0];
}

/** Experts with the other weights, or from an off-chip memory in inference, where there are some. */
function expertWeights(
  { phase, workload }: OperatorGraph,
  memories: readonly MemoryId[],
): readonly PlanChoice["expertWeights"][] {
  const apart = phase !== "training" && (workload.model.experts?.count ?? 1) > 1;
  return apart ? ["as-weights", ...memories] : ["as-weights"];
}

/** Without attention cores there is nothing between keeping all and recomputing layers. */
function recomputes({ blocks }: OperatorGraph): readonly PlanChoice["recompute"][] {
  const attends = blocks.some(({ savedAttentionElements }) => savedAttentionElements > 0);
  return attends ? ["none", "attention", "layer"] : ["none", "layer"];
}

const only = <T>(value: T | undefined): readonly T[] | undefined =>
  value === undefined ? undefined : [value];

/** Where there are keys and values to keep, on the chip or off it. */
function kvCaches(
  { workload, blocks }: OperatorGraph,
  memories: readonly MemoryId[],
): readonly PlanChoice["kvCache"][] {
  if (workload.task.kind !== "inference") return ["none"];
  const keeps = blocks.some(
    ({ kvElementsPerToken, stateElements = 0 }) => kvElementsPerToken + stateElements > 0,
  );
  return keeps ? ["sram", ...memories] : ["sram"];
}

/** Replicas divide the optimizer state among themselves unless told otherwise: it costs nothing. */
function optimizerStates(
  { hasReplicas }: LayoutTraits,
  memories: readonly MemoryId[],
  usual: boolean,
): readonly PlanChoice["optimizerState"][] {
  const onChip = !hasReplicas
    ? (["sram"] as const)
    : usual
      ? (["sharded"] as const)
      : (["sharded", "sram"] as const);
  return [...onChip, ...memories];
}

/** Powers of two up to one of them, from 1 on. */
function powersOfTwo(largest: number): readonly number[] {
  const powers: number[] = [];
  for (let power = 1; power <= largest; power *= 2) powers.push(power);
  return powers;
}

const offChipIds = (arch: Arch): readonly MemoryId[] => offChipMemories(arch).map(({ id }) => id);

/** How many combinations the lists have. */
export function combinations<C>(options: Options<C>): number {
  return (Object.values(options) as (readonly unknown[])[]).reduce(
    (product, { length }) => product * length,
    1,
  );
}

/** Every combination, the preferred ones first: the last list varies fastest. */
export function* everyCombination<C>(options: Options<C>): Generator<C> {
  const names = Object.keys(options);
  const lists = Object.values(options) as (readonly unknown[])[];
  let stride = combinations(options);
  const count = stride;
  const strides = lists.map(({ length }) => (stride /= length));
  for (let at = 0; at < count; at++) {
    const made: Record<string, unknown> = {};
    for (let choice = 0; choice < names.length; choice++) {
      const values = lists[choice]!;
      made[names[choice]!] = values[Math.floor(at / strides[choice]!) % values.length];
    }
    yield made as C;
  }
}
