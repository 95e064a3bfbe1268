import { dividedHeads, hasConvolutions } from "../../workload/graph/divided-heads.ts";
import { dividesKeyValues } from "../../workload/graph/key-values.ts";
import { isPhased } from "../memory/off-chip.ts";
import { partitionChips } from "./chips-of.ts";
import { divisorsOf } from "./divisors.ts";
import type { Rule } from "./rule.ts";

/** The replicas of a plan take no more chips than the system has. */
export const chipsSuffice: Rule = ({ arch, choice }) => {
  const chips = partitionChips(arch, choice) * choice.dataParallel;
  if (chips <= arch.chips) return undefined;
  const degrees = ["tensorParallel", "pipelineParallel", "dataParallel"] as const;
  return {
    by: degrees.filter((name) => choice[name] > 1),
    rule: `${chips} chips are needed, and ${arch.id} has ${arch.chips}`,
    legal: ["lower tensorParallel, pipelineParallel or dataParallel", "a larger system"],
  };
};

/** Attention heads are divided in equal parts. */
export const headsDivide: Rule = ({ graph, choice: { tensorParallel } }) => {
  const heads = dividedHeads(graph.blocks);
  if (tensorParallel === 1 || heads % tensorParallel === 0) return undefined;
  return {
    by: ["tensorParallel"],
    rule: `${heads} attention heads are divided in equal parts`,
    legal: [`tensorParallel: ${divisorsOf(heads).join(", ")}`],
  };
};

/** Key/value heads are whole on a chip: their number is divided by tensor parallelism, or divides it. */
export const keyValuesDivide: Rule = ({ graph: { blocks }, choice: { tensorParallel } }) => {
  if (dividesKeyValues(blocks, tensorParallel)) return undefined;
  const legal = divisorsOf(dividedHeads(blocks)).filter((degree) => dividesKeyValues(blocks, degree));
  const parts = Math.max(...blocks.map(({ keyValueParts = 1 }) => keyValueParts));
  return {
    by: ["tensorParallel"],
    rule: `${parts} key and value heads are whole on a chip: it divides them, or is a multiple of them`,
    legal: [`tensorParallel: ${legal.join(", ")}`],
  };
};

/** Images between convolutions are whole on every chip: they have no sequence to divide. */
export const sequenceDivides: Rule = ({ graph, choice: { sequenceParallel, tensorParallel } }) =>
  sequenceParallel && tensorParallel > 1 && hasConvolutions(graph.blocks)
    ? {
        by: ["sequenceParallel", "tensorParallel"],
        rule: "images between convolutions are whole on every chip, and have no sequence to divide",
        legal: ["sequenceParallel: false"],
      }
    : undefined;

/** Phased execution runs one stage. */
export const phasedIsOneStage: Rule = ({ choice }) =>
  isPhased(choice) && choice.pipelineParallel > 1
    ? {
        by: ["weights", "pipelineParallel"],
        rule: "phased execution (weights off chip) runs one stage",
        legal: ["pipelineParallel: 1", "weights: sram"],
      }
    : undefined;
