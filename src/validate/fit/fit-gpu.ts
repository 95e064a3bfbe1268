import type { Measurement } from "../measurement.ts";
import { fitConstants, type ContextWith, type Fit } from "./fit-constants.ts";

/** Constants of a GPU's spec and of its software profile that measurements on it decide, as override paths. */
export const GPU_CONSTANTS = [
  { path: "chip.matmulEfficiency", most: 1 },
  { path: "chip.matmulHalfSize", most: 512 },
  { path: "chip.sustainedMatmul", most: 1 },
  { path: "chip.memory.efficiency", most: 0.95 },
  { path: "software.training.launch", most: 1e-3 },
  { path: "software.training.gap", most: 1e-4 },
  { path: "chip.links.efficiency", most: 0.95 },
  { path: "chip.links.latency", most: 1e-3 },
  { path: "chip.smallMessages.bandwidth", most: 1e12 },
  { path: "chip.smallMessages.latency", most: 1e-4 },
] as const;

/** Groups that the constants are fitted to; each counts the same. */
export const FITTED_GROUPS = [
  "megatron-korthikanti-table5",
  "megatron-narayanan-table1",
  "vtrain-multi-node",
  "vtrain-single-node",
  "llmcompass-operators",
  "llmcompass-allreduce",
] as const;

export interface GpuCalibration extends Fit {
  readonly schema: "dse.gpu-calibration/v1";
}

/** Fit an A100's constants, or keep them and find their ranges; a fold holds out whole models, or sizes of operators. */
export async function fitGpu(
  records: readonly Measurement[],
  contextWith: ContextWith,
  start: readonly number[],
  keep = false,
): Promise<GpuCalibration> {
  const question = { constants: GPU_CONSTANTS, groups: FITTED_GROUPS, foldKey, keep };
  return {
    schema: "dse.gpu-calibration/v1",
    ...(await fitConstants(records, contextWith, start, question)),
  };
}

/** Runs of one model, or calls of one size, are held out together. */
function foldKey({ group, modelConfig, shape, size_bytes: bytes }: Measurement): string {
  if (modelConfig === undefined) return `${group} ${JSON.stringify(shape ?? bytes)}`;
  const { layers, hidden } = modelConfig;
  return `model ${String(layers)} × ${String(hidden)}`;
}
