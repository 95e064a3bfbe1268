import type { Measurement } from "../measurement.ts";
import { fitConstants, type ContextWith, type Fit, type FitQuestion } from "./fit-constants.ts";

/** A constant of a chip's spec, or of a software profile's, that records on it decide. */
export interface BaselineConstant {
  /** Id of the spec that it stands in. */
  readonly spec: string;
  readonly kind: "chip" | "software";
  /** Path of it there. */
  readonly path: string;
  readonly most: number;
  /** Chips, or software, that take it over. */
  readonly inheritedBy?: readonly string[];
}

/** Constants of one chip family or software profile, with the records that they are fitted to. */
export interface BaselineQuestion {
  readonly id: string;
  readonly constants: readonly BaselineConstant[];
  readonly groups: readonly string[];
  /** By what a record calls its chip. */
  readonly chips: RegExp;
}

/**
 * What is fitted on records of baselines. A constant is one number for all models, sizes and degrees of a chip family
 * or software profile; what nobody measured on its own stays as its spec has it.
 */
export const BASELINE_QUESTIONS: readonly BaselineQuestion[] = [
  {
    id: "MI300X with vLLM",
    constants: [
      { spec: "mi300x", kind: "chip", path: "arithmetic.fp8_16.efficiency", most: 1 },
      { spec: "mi300x", kind: "chip", path: "matmulHalfSize", most: 512 },
      { spec: "vllm", kind: "software", path: "directSums", most: 1 },
    ],
    groups: ["rocm-vllm-mi300x", "mlperf-inference-offline"],
    chips: /mi300x/i,
  },
  {
    id: "Blackwell in training",
    constants: [{ spec: "b200", kind: "chip", path: "matmulHalfSize", most: 1024, inheritedBy: ["gb200"] }],
    groups: ["nemo-dgxc", "nemo-megatron-bridge"],
    chips: /b200/i,
  },
  {
    id: "TPU v6e in training",
    constants: [{ spec: "tpu-v6e", kind: "chip", path: "sustainedMatmul", most: 1 }],
    groups: ["tpu-recipes-training", "mlperf-training-gpt3"],
    chips: /v6e|trillium/i,
  },
  {
    id: "TensorRT-LLM in decode",
    constants: [
      {
        spec: "tensorrt-llm",
        kind: "software",
        path: "headRate",
        most: 1e12,
        inheritedBy: ["tensorrt-llm-0"],
      },
      {
        spec: "tensorrt-llm",
        kind: "software",
        path: "directSums",
        most: 1,
        inheritedBy: ["tensorrt-llm-0"],
      },
    ],
    groups: ["trtllm-sweep-decode"],
    chips: /[ah][12]00/i,
  },
  {
    id: "TensorRT-LLM 0.x, heads that read keys for themselves",
    constants: [{ spec: "tensorrt-llm-0", kind: "software", path: "headReads.rate", most: 1e13 }],
    groups: ["trtllm-sweep-decode"],
    chips: /[ah][12]00/i,
  },
  {
    id: "FasterTransformer",
    constants: [{ spec: "faster-transformer", kind: "software", path: "pass", most: 0.1 }],
    groups: ["ft-latency"],
    chips: /a100/i,
  },
];

export interface BaselineCalibration extends Fit {
  readonly id: string;
}

/** A constant's name among those that are fitted together. */
export const nameOf = ({ spec, path }: BaselineConstant): string => `${spec}.${path}`;

/** Fit one question, or keep its values and find their ranges; a fold holds out whole families of runs, by the key that records are kept aside by. */
export async function fitBaselines(
  records: readonly Measurement[],
  contextWith: ContextWith,
  start: readonly number[],
  { id, constants, groups, chips }: BaselineQuestion,
  keep = false,
): Promise<BaselineCalibration> {
  const question: FitQuestion = {
    constants: constants.map((constant) => ({ path: nameOf(constant), most: constant.most })),
    groups,
    keep,
    foldKey: ({ splitKey, id: own }) => splitKey ?? own,
    takes: ({ chip = "", trust, precision = "" }) =>
      chips.test(chip) && trust !== "C" && !/fp4/i.test(precision),
  };
  return { id, ...(await fitConstants(records, contextWith, start, question)) };
}
