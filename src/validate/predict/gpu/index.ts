import type { Mapper } from "../mapper.ts";
import { gpuAllReduce, gpuOperator } from "./gpu-operators.ts";
import { gpuTraining } from "./gpu-training.ts";

/** Mappers of measurements on GPUs, by group. */
export const GPU_MAPPERS: Readonly<Record<string, Mapper>> = {
  "megatron-korthikanti-table5": gpuTraining,
  "megatron-korthikanti-text": gpuTraining,
  "megatron-narayanan-table1": gpuTraining,
  "megatron-narayanan-table2": gpuTraining,
  "mt-nlg": gpuTraining,
  "vtrain-multi-node": gpuTraining,
  "vtrain-single-node": gpuTraining,
  "llmcompass-operators": gpuOperator,
  "llmcompass-allreduce": gpuAllReduce,
};
