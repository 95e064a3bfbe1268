import { offChipMemories } from "../../arch/memory.ts";
import {
  DEFAULT_CHOICE,
  PLAN_CHOICE_NAMES,
  PLAN_CHOICES,
  type PlanChoiceName,
} from "../../spec/kinds/plan-choices.ts";
import { nearestName } from "../../units/nearest-name.ts";
import { dividesGradients, isPhased, SHARDINGS } from "../memory/off-chip.ts";
import type { PlanChoice } from "../plan.ts";
import type { Rule } from "./rule.ts";

/** A chip computes in the formats that it has. */
export const chipComputes: Rule = ({ arch: { chip }, choice: { arithmetic } }) => {
  const formats = chip.architecture === "tiled" ? chip.macsPerCycle : chip.peakFlopsPerSecond;
  if (formats[arithmetic] !== undefined) return undefined;
  return {
    by: ["arithmetic"],
    rule: `${chip.id} does not compute in it`,
    legal: [`arithmetic: ${Object.keys(formats).join(", ")}`],
  };
};

/** Settings of the libraries of tiles: whole plans carry them to any chip, where they are idle. */
const OF_LIBRARIES: readonly PlanChoiceName[] = ["availableMemoryProportion", "software"];

/** Choices that change the programs of chips of one architecture alone. */
const OF_ONE_ARCHITECTURE = PLAN_CHOICE_NAMES.filter(
  (name) => PLAN_CHOICES[name].chips !== "all" && !OF_LIBRARIES.includes(name),
);

/** A choice has an effect on the chips of the machine. */
export const chipHeeds = heededBy(OF_ONE_ARCHITECTURE);

/** What somebody asks for beyond a whole plan has an effect too. */
export const librariesHeed = heededBy(OF_LIBRARIES);

function heededBy(names: readonly PlanChoiceName[]): Rule {
  return ({ arch: { chip }, choice }) => {
    for (const name of names) {
      const { chips } = PLAN_CHOICES[name];
      if (chips === chip.architecture || choice[name] === DEFAULT_CHOICE[name]) continue;
      const others = chips === "tiled" ? "chips with tiles" : "chips known by their roofline (GPUs, TPUs)";
      return {
        by: [name],
        rule: `it has an effect on ${others} alone, and ${chip.id} is none`,
        legal: [`leave ${name} open`],
      };
    }
    return undefined;
  };
}

/** Tiles set aside for I/O leave at least one to compute. */
export const tilesCompute: Rule = ({ arch: { chip }, choice: { ioTiles } }) => {
  if (chip.architecture !== "tiled" || ioTiles < chip.tiles) return undefined;
  return {
    by: ["ioTiles"],
    rule: `one tile at least computes, and ${chip.id} has ${chip.tiles}`,
    legal: [`ioTiles of at most ${chip.tiles - 1}`],
  };
};

/** Checkpoints are cast on their way into the stash of a pipeline. */
export const stashIsCast: Rule = ({ choice }) =>
  choice.checkpointFormat === "fp8" && isPhased(choice)
    ? {
        by: ["checkpointFormat", "weights"],
        rule: "checkpoints are cast on their way into a pipeline's stash in tile SRAM; phased execution has none",
        legal: ["checkpointFormat: computed", "weights: sram"],
      }
    : undefined;

/** Gradients and weights are divided over replicas of chips without tiles, whose programs gather them while they run. */
export const replicasGather: Rule = ({ arch: { chip }, choice }) => {
  if (!dividesGradients(choice)) return undefined;
  const by = ["optimizerState"] as const;
  if (chip.architecture === "tiled")
    return {
      by,
      rule: `programs of tiles gather no weights while they run, and ${chip.id} has tiles`,
      legal: ["optimizerState: sharded"],
    };
  if (choice.dataParallel === 1)
    return {
      by: [...by, "dataParallel"],
      rule: "one replica divides nothing",
      legal: ["optimizerState: sram"],
    };
  return isPhased(choice)
    ? {
        by: [...by, "weights"],
        rule: "in phased execution weights and gradients are where its weights are",
        legal: ["weights: sram", "optimizerState: sharded"],
      }
    : undefined;
};

type Placed = "weights" | "expertWeights" | "optimizerState" | "kvCache";

/** What a choice of where something lives may say besides the id of an off-chip memory. */
const ON_CHIP: Readonly<Record<Placed, readonly string[]>> = {
  weights: ["sram"],
  expertWeights: ["as-weights", "sram"],
  optimizerState: ["sram", ...SHARDINGS],
  kvCache: ["sram", "none"],
};

/** Whatever lives somewhere lives in a memory of the machine. */
export function livesSomewhere(name: Placed): Rule {
  return ({ arch, choice }) => {
    const where: PlanChoice[Placed] = choice[name];
    if (ON_CHIP[name].includes(where)) return undefined;
    if (where !== "sram" && !isOnChipWord(where) && arch.memories[where] !== undefined) return undefined;
    const known = [...ON_CHIP[name], ...offChipMemories(arch).map(({ id }) => id)];
    const meant = nearestName(where, known);
    return {
      by: [name],
      rule: `${arch.machine.id} has no ${where === "streaming" ? "streaming memory" : `memory "${where}"`}`,
      legal: [meant === undefined ? `${name}: ${known.join(", ")}` : `${name}: ${meant}`],
    };
  };
}

const isOnChipWord = (where: string): boolean =>
  Object.values(ON_CHIP).some((words) => words.includes(where));
