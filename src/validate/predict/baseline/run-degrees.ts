import type { BaselineRecord } from "./baseline-record.ts";
import { sizeField } from "./baseline-record.ts";

/** Degrees of parallelism of a run. */
export interface RunDegrees {
  readonly devices: number;
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly dataParallel: number;
  readonly contextParallel: number;
  readonly expertParallel: number;
}

/**
 * Degrees as a record has them. One of inference that names none divides every layer over its devices; what the named
 * degrees leave of the devices are replicas. With attention in data parallel (DEP) experts alone are divided.
 */
export function degreesOf(record: BaselineRecord): RunDegrees | string {
  const { task } = record;
  const named = ["tensorParallel", "pipelineParallel", "dataParallel", "contextParallel"] as const;
  const [tensor, pipeline = 1, data, contextParallel = 1] = named.map((name) => sizeField(record[name]));
  const devices = sizeField(record.devices) ?? (tensor === undefined ? undefined : tensor * pipeline);
  if (devices === undefined) return "devices unknown";
  const spread = record.attentionDataParallel === true;
  const left = devices / (pipeline * contextParallel * (data ?? 1));
  const tensorParallel = spread ? 1 : (tensor ?? (task === "inference" ? left : 1));
  const dataParallel = devices / (tensorParallel * pipeline * contextParallel);
  if (!Number.isInteger(dataParallel) || !Number.isInteger(tensorParallel))
    return `degrees that do not divide ${devices} devices`;
  const expertParallel = spread ? dataParallel : (sizeField(record.expertParallel) ?? 1);
  const degrees = { devices, tensorParallel, pipelineParallel: pipeline, dataParallel, contextParallel };
  return { ...degrees, expertParallel };
}

/** The largest part of the replicas over which experts can be divided, up to what a record says. */
export function expertDegree(asked: number, experts: number, dataParallel: number): number {
  for (let degree = Math.min(asked, experts, dataParallel); degree > 1; degree--)
    if (experts % degree === 0 && dataParallel % degree === 0) return degree;
  return 1;
}
