import { offChipMemories } from "../../arch/memory.ts";
import type { Arch } from "../../arch/arch.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { illegalChoice } from "../choice/illegal-choice.ts";
import { replicaChips } from "../choice/chips-of.ts";
import { memoryLevers, type Lever } from "../infeasible.ts";
import { layOut, type PlanInput } from "../lay-out.ts";
import { even, layerCount } from "../partition/partition.ts";
import type { Plan, PlanChoice, Residence } from "../plan.ts";
import { shortageOf, type Shortage } from "./shortage.ts";

/** How products are divided over the tiles of a machine under a choice. */
export type PlannerOf = (arch: Arch, choice: PlanChoice) => PlanInput["planMatmul"];

/** Sets of levers are tried up to this size; larger ones are a plan of their own, which a search finds. */
const LARGEST_SET = 3;

/**
 * What would make a plan fit, each laid out to see whether it does: changes of a choice by themselves; where none
 * helps alone, the smallest sets of them that do; else more stages on the same system; and where no plan does, the
 * machine that would hold this one, with all memories that would still be short.
 */
export function triedLevers(plan: Plan, held: Residence, plannerOf: PlannerOf): readonly string[] {
  const { arch, graph, choice } = plan;
  const fits = (other: PlanChoice, on = arch): boolean =>
    illegalChoice({ arch: on, graph, choice: other }) === undefined &&
    shortageOf(layOut({ arch: on, graph, choice: other, planMatmul: plannerOf(on, other) })) === undefined;
  const levers = memoryLevers(choice, held, {
    training: graph.phase === "training",
    memories: offChipMemories(arch).map(({ id }) => id),
  });
  for (let size = 1; size <= LARGEST_SET; size++) {
    const sets = setsOf(levers, size).filter((set) => fits(together(choice, set)));
    if (sets.length > 0) return sets.map((set) => set.map(({ says }) => says).join(" with "));
  }
  const staged = moreStages(plan).find((other) => fits(other));
  if (staged !== undefined)
    return [`pipelineParallel: ${staged.pipelineParallel} with dataParallel: ${staged.dataParallel}`];
  return [`a machine with ${machineNeeds(plan, plannerOf)}`];
}

/** Sets of so many levers, none of which undoes another. */
function setsOf(levers: readonly Lever[], size: number): readonly (readonly Lever[])[] {
  if (size === 0) return [[]];
  return levers.flatMap((lever, index) =>
    setsOf(levers.slice(index + 1), size - 1)
      .filter((set) => set.every((other) => apart(lever, other)))
      .map((set) => [lever, ...set]),
  );
}

const apart = (one: Lever, other: Lever): boolean =>
  Object.keys(one.change).every((name) => !(name in other.change));

function together(choice: PlanChoice, set: readonly Lever[]): PlanChoice {
  return set.reduce((made, { change }) => ({ ...made, ...change }), choice);
}

/** The same replica over more stages, and fewer replicas, on the chips that there are. */
function moreStages({ arch, graph, choice }: Plan): readonly PlanChoice[] {
  const layers = layerCount(graph);
  const samples = choice.dataParallel * choice.microBatches;
  const choices: PlanChoice[] = [];
  for (let stages = 2 * choice.pipelineParallel; stages <= layers; stages *= 2) {
    const chips = replicaChips({ ...choice, pipelineParallel: stages });
    const dataParallel = Math.min(choice.dataParallel, Math.floor(arch.chips / chips));
    if (dataParallel < 1) break;
    choices.push({
      ...{ ...choice, dataParallel, pipelineParallel: stages },
      ...{ microBatches: Math.ceil(samples / dataParallel), layersPerStage: even(layers, stages) },
    });
  }
  return choices;
}

/** All that a machine lacks for a plan, one memory after the other: "993 KiB a tile and 412 GiB of streaming memory". */
function machineNeeds({ arch, graph, choice }: Plan, plannerOf: PlannerOf): string {
  const needs = new Map<string, string>();
  let larger = arch;
  for (;;) {
    const planMatmul = plannerOf(larger, choice);
    const shortage = shortageOf(layOut({ arch: larger, graph, choice, planMatmul }));
    if (shortage === undefined || needs.size > Object.keys(arch.memories).length + 1) break;
    needs.set(shortage.memory, needText(larger, shortage));
    larger = withRoom(larger, shortage);
  }
  return [...needs.values()].join(" and ");
}

function needText({ chip, memories }: Arch, { memory, demandBytes }: Shortage): string {
  const bytes = formatQuantity(demandBytes, "B");
  if (memory === "chip" || memory === "ioTiles")
    return chip.architecture === "tiled" ? `${bytes} of SRAM a tile` : `${bytes} of HBM a chip`;
  const name = memory === "streaming" ? "streaming memory" : memory;
  return `${bytes} of ${name} a ${memories[memory]?.sharedBy ?? "machine"}`;
}

/** The same machine with room for what was short. */
function withRoom(arch: Arch, { memory, demandBytes }: Shortage): Arch {
  const { chip, memories } = arch;
  if (memory === "chip" || memory === "ioTiles") {
    const grown =
      chip.architecture === "tiled"
        ? { ...chip, sramBytesPerTile: demandBytes, sramBytes: demandBytes * chip.tiles }
        : { ...chip, memoryBytes: demandBytes };
    return { ...arch, chip: grown };
  }
  const known = memories[memory];
  if (known === undefined) return arch;
  return { ...arch, memories: { ...memories, [memory]: { ...known, bytes: demandBytes } } };
}
