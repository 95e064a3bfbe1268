import { offChipMemories, type MemoryId } from "../../arch/memory.ts";
import { isOffChip, isPhased } from "../memory/off-chip.ts";
import { chipsOf } from "./chips-of.ts";
import type { Arch } from "../../arch/arch.ts";
import { DEFAULT_CHOICE } from "../../spec/kinds/plan-choices.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { dividedHeads, hasConvolutions } from "../../workload/graph/divided-heads.ts";
import { halfLayers } from "../partition/half-layers.ts";
import { illegalExperts } from "./illegal-experts.ts";
import { illegalKeyValues } from "./illegal-key-values.ts";
import { illegalIoTiles } from "./illegal-io-tiles.ts";
import { infeasible } from "../infeasible.ts";
import { layerCount } from "../partition/partition.ts";
import type { Infeasible, PlanChoice } from "../plan.ts";

interface ChoiceInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
}

/** What makes a choice impossible on this machine and graph, whatever the memory; undefined if nothing does. */
export function illegalChoice({ arch, graph, choice }: ChoiceInput): Infeasible | undefined {
  const { tensorParallel, pipelineParallel, dataParallel, arithmetic } = choice;
  const formats = arch.chip.architecture === "tiled" ? arch.chip.macsPerCycle : arch.chip.peakFlopsPerSecond;
  if (formats[arithmetic] === undefined)
    return infeasible({
      resource: `${arithmetic} arithmetic on ${arch.chip.id}`,
      demand: 1,
      bound: 0,
      unit: "",
      levers: Object.keys(formats).map((format) => `arithmetic: ${format}`),
      choice,
    });
  const chips = chipsOf(choice);
  if (chips > arch.chips)
    return infeasible({
      resource: "chips",
      demand: chips,
      bound: arch.chips,
      unit: "",
      breakdown: { tensorParallel, pipelineParallel, dataParallel },
      levers: ["lower tensorParallel, pipelineParallel or dataParallel", "a larger system"],
      choice,
    });
  const layers = choice.layersPerStage.reduce((sum, count) => sum + count, 0);
  if (layers !== layerCount(graph) || choice.layersPerStage.length !== pipelineParallel)
    return infeasible({
      resource: "layers (layersPerStage must name every layer once, one entry a stage)",
      demand: layerCount(graph),
      bound: layers,
      unit: "",
      levers: [`layersPerStage: ${pipelineParallel} numbers that add up to ${layerCount(graph)}`],
      choice,
    });
  const halves = choice.layersPerStage.some((count) => count % 1 !== 0);
  const parted = graph.blocks.every((block) => block.kind !== "layer" || halfLayers(block) !== undefined);
  if (halves && !parted)
    return infeasible({
      resource: "half layers (this model's layers have no feed-forward block of their own)",
      demand: 1,
      bound: 0,
      unit: "",
      levers: ["layersPerStage: whole numbers"],
      choice,
    });
  const chunks = choice.interleave;
  const fewest = Math.min(...choice.layersPerStage);
  if (chunks > 1 && (arch.chip.architecture === "tiled" || pipelineParallel === 1 || chunks > fewest))
    return infeasible({
      resource: "layers of a stage to interleave (a pipeline on GPUs or TPUs)",
      demand: chunks,
      bound: arch.chip.architecture === "tiled" || pipelineParallel === 1 ? 1 : fewest,
      unit: "",
      levers: ["interleave: 1", "fewer stages"],
      choice,
    });
  const beside = choice.overlapGradients || choice.overlapTensorParallel;
  if (arch.chip.architecture === "tiled" && (choice.rankOrder !== DEFAULT_CHOICE.rankOrder || beside))
    return infeasible({
      resource: "ranks in an order of their own, or collectives beside compute (on GPUs or TPUs)",
      demand: 1,
      bound: 0,
      unit: "",
      levers: ["leave out rankOrder, overlapGradients and overlapTensorParallel"],
      choice,
    });
  if (choice.checkpointFormat === "fp8" && (arch.chip.architecture !== "tiled" || choice.weights !== "sram"))
    return infeasible({
      resource: "a stash in tile SRAM (checkpointFormat fp8 is for pipelines on tiled chips)",
      demand: 1,
      bound: 0,
      unit: "",
      levers: ["checkpointFormat: computed"],
      choice,
    });
  const heads = dividedHeads(graph.blocks);
  if (tensorParallel > 1 && heads % tensorParallel !== 0)
    return infeasible({
      resource: `attention heads in equal parts (${heads} heads over tensorParallel ${tensorParallel})`,
      demand: tensorParallel,
      bound: divisorsOf(heads).findLast((divisor) => divisor < tensorParallel) ?? 1,
      unit: "",
      levers: [`tensorParallel: ${divisorsOf(heads).join(", ")}`],
      choice,
    });
  if (choice.sequenceParallel && tensorParallel > 1 && hasConvolutions(graph.blocks))
    return infeasible({
      resource: "a sequence to divide (images between convolutions are whole on every chip)",
      demand: tensorParallel,
      bound: 1,
      unit: "",
      levers: ["sequenceParallel: false"],
      choice,
    });
  const placed = [choice.weights, choice.expertWeights, choice.optimizerState, choice.kvCache];
  const lacking = placed.find(
    (where) => where !== undefined && isOffChip(where) && arch.memories[where] === undefined,
  );
  if (lacking !== undefined) return noMemory(lacking, { arch, graph, choice });
  if (isPhased(choice) && pipelineParallel > 1)
    return infeasible({
      resource: `stages of phased execution (weights: ${choice.weights} runs one stage)`,
      demand: pipelineParallel,
      bound: 1,
      unit: "",
      levers: ["pipelineParallel: 1"],
      choice,
    });
  return illegalKeyValues(graph, choice) ?? illegalIoTiles(arch, choice) ?? illegalExperts(graph, choice);
}

/** A choice puts something into a memory that the machine does not have. */
function noMemory(memory: MemoryId, { arch, choice }: ChoiceInput): Infeasible {
  const name = memory === "streaming" ? "streaming memory" : `memory ${memory}`;
  const others = offChipMemories(arch).map(({ id }) => id);
  return infeasible({
    resource: name,
    demand: 1,
    bound: 0,
    unit: "",
    levers: [
      "keep weights, optimizer state and KV cache on the chip",
      ...(others.length > 0 ? [`a memory of this machine: ${others.join(", ")}`] : []),
      `a machine with ${name}`,
    ],
    choice,
  });
}

function divisorsOf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((divisor) => count % divisor === 0);
}
