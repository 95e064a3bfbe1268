import { isOffChip, isPhased } from "../memory/off-chip.ts";
import { samplesPerStep } from "../../workload/graph/samples-per-step.ts";
import type { Rule } from "./rule.ts";

/** Weights are compressed where they are read and never written: streamed, in inference. */
export const streamedWeightsCompress: Rule = ({ graph, choice }) =>
  choice.weightBits > 0 && (!isPhased(choice) || graph.phase === "training")
    ? {
        by: ["weightBits", "weights"],
        rule: "weights are kept in fewer bits where they are streamed and not trained",
        legal: ["weightBits: 0", "weights: streaming, in inference"],
      }
    : undefined;

/** A group is of compressed weights. */
export const groupsCompress: Rule = ({ choice: { weightBits, weightGroup } }) =>
  weightBits === 0 && weightGroup !== 64
    ? {
        by: ["weightGroup", "weightBits"],
        rule: "a group shares scale and offset of compressed weights, and none are compressed",
        legal: ["weightGroup: 64", "weightBits above 0"],
      }
    : undefined;

/** Training in phases brings the weights in as often as asked; elsewhere they stay, or come once a pass. */
export const loadsAreOfPhases: Rule = ({ graph, choice }) =>
  choice.weightLoads > 1 && (!isPhased(choice) || graph.phase !== "training")
    ? {
        by: ["weightLoads", "weights"],
        rule: "a step brings the weights in more than once in phased training alone",
        legal: ["weightLoads: 1", "weights: streaming, in training"],
      }
    : undefined;

/** Only a backward pass runs forward again. */
export const backwardRecomputes: Rule = ({ graph, choice: { recompute } }) =>
  graph.phase !== "training" && recompute !== "none"
    ? {
        by: ["recompute"],
        rule: "a backward pass runs forward again, and inference has none",
        legal: ["recompute: none"],
      }
    : undefined;

/** Inference has no optimizer, whose state could live anywhere; a phased plan names the memory of its weights. */
export const optimizerTrains: Rule = ({ graph, choice: { optimizerState, weights } }) =>
  graph.phase !== "training" && optimizerState !== "sram" && optimizerState !== weights
    ? {
        by: ["optimizerState"],
        rule: "inference has no optimizer state",
        legal: ["leave optimizerState open"],
      }
    : undefined;

/** Keys and values are kept for the tokens that follow, somewhere. */
export const keysAreKept: Rule = ({ graph: { blocks, phase }, choice: { kvCache } }) => {
  const keeps =
    phase !== "training" &&
    blocks.some(({ kvElementsPerToken, stateElements = 0 }) => kvElementsPerToken + stateElements > 0);
  if (keeps ? kvCache !== "none" : kvCache === "none" || (phase !== "training" && !isOffChip(kvCache)))
    return undefined;
  return {
    by: ["kvCache"],
    rule: keeps
      ? "the keys and values of a generation live somewhere"
      : "nothing generates tokens, for which keys and values would be kept",
    legal: ["leave kvCache open"],
  };
};

/** A step computes all samples of its batch: replicas, micro-batches of each, samples of each of those. */
export const batchIsComputed: Rule = ({ graph, choice: { dataParallel, microBatch, microBatches } }) => {
  const batch = Math.floor(samplesPerStep(graph.workload.task));
  const computed = dataParallel * microBatch * microBatches;
  if (computed >= batch) return undefined;
  return {
    by: ["dataParallel", "microBatch", "microBatches"],
    rule: `a step is of ${batch} samples, and these are ${computed}`,
    legal: [`microBatches: ${Math.ceil(batch / (dataParallel * microBatch))}`, "leave microBatches open"],
  };
};
