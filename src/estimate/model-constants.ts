import { MEMORY_CONSTANTS, type ModelConstant } from "../plan/memory/memory-constants.ts";

/** Time around the operators of a hand-tuned IPU program, as a factor on their compute, exchange and sync time. */
export const LAYOUT_UPLIFT_TUNED: ModelConstant = {
  id: "layoutUpliftTuned",
  value: 1.06,
  unit: "",
  status: "calibrated",
  source: "npm run calibrate: rearrangement, transposes, stash copies, small control work",
};

/** The same for programs as frameworks (PyTorch, TensorFlow) lower them. */
export const LAYOUT_UPLIFT_FRAMEWORK: ModelConstant = {
  id: "layoutUpliftFramework",
  value: 1.13,
  unit: "",
  status: "calibrated",
  source: "npm run calibrate: as layoutUpliftTuned, runs with framework PyTorch or TensorFlow",
};

/**
 * Cycles of a LAMB update for each parameter tensor beside its arithmetic and bytes: norms, trust ratio, small
 * collectives and their syncs, one tensor after the other over all chips of a replica.
 */
export const UPDATE_CYCLES_PER_TENSOR: ModelConstant = {
  id: "updateCyclesPerTensor",
  value: 685_000,
  unit: "cycles",
  status: "calibrated",
  source: "npm run calibrate: what a BERT step takes beyond its pipeline cycles, whatever the pod",
};

/** An evaluation beside its forward passes: change of program, statistics to the host. */
export const EVALUATION_FIXED_SECONDS: ModelConstant = {
  id: "evaluationFixedSeconds",
  value: 0.0878,
  unit: "s",
  status: "calibrated",
  source: "npm run calibrate: evaluations of MLPerf BERT beyond their forward pipeline",
};

/** A transfer to or from streaming memory beside its bytes: tensor-parallel ranks and gateway wait for each other. */
export const STREAMING_LATENCY_SECONDS: ModelConstant = {
  id: "streamingLatencySeconds",
  value: 0.000155,
  unit: "s",
  status: "calibrated",
  source: "npm run calibrate: steps of GPT-J and Flan-T5 in phased execution",
};

/** Vector FLOPs an elementwise operator needs per element on roofline chips. */
export const VECTOR_FLOPS_PER_ELEMENT: ModelConstant = {
  id: "vectorFlopsPerElement",
  value: 5,
  unit: "FLOP",
  status: "assumed",
  source: "softmax and norms about 5-10, activation about 5, addition 1 (workloads.md, vector-unit count)",
};

/** Every constant of the models that is not in a spec. */
export const MODEL_CONSTANTS: readonly ModelConstant[] = [
  LAYOUT_UPLIFT_TUNED,
  LAYOUT_UPLIFT_FRAMEWORK,
  UPDATE_CYCLES_PER_TENSOR,
  EVALUATION_FIXED_SECONDS,
  STREAMING_LATENCY_SECONDS,
  VECTOR_FLOPS_PER_ELEMENT,
  ...MEMORY_CONSTANTS,
];
