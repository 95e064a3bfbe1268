import { MEMORY_CONSTANTS, type ModelConstant } from "../plan/memory-constants.ts";

/** Time around the operators of an IPU program, as a factor on their compute, exchange and sync time. */
export const LAYOUT_UPLIFT: ModelConstant = {
  id: "layoutUplift",
  value: 1.2,
  unit: "",
  status: "derived",
  source:
    "rearrangement, transposes, stash copies, small control work: MLPerf v2.0 BERT on Bow needs 1.19 × the sum of its operators (hand-tuned PopART)",
};

/** Vector FLOPs an elementwise operator needs per element, for energy and for roofline chips. */
export const VECTOR_FLOPS_PER_ELEMENT: ModelConstant = {
  id: "vectorFlopsPerElement",
  value: 5,
  unit: "FLOP",
  status: "assumed",
  source: "softmax and norms about 5-10, activation about 5, addition 1 (workloads.md, vector-unit count)",
};

/** Bytes a vector operator moves per byte of its output: two operands in, one result out. */
export const VECTOR_BYTES_PER_OUTPUT_BYTE: ModelConstant = {
  id: "vectorBytesPerOutputByte",
  value: 3,
  unit: "",
  status: "assumed",
  source: "two loads and one store per element",
};

/** Every constant of the models that is not in a spec. */
export const MODEL_CONSTANTS: readonly ModelConstant[] = [
  LAYOUT_UPLIFT,
  VECTOR_FLOPS_PER_ELEMENT,
  VECTOR_BYTES_PER_OUTPUT_BYTE,
  ...MEMORY_CONSTANTS,
];
