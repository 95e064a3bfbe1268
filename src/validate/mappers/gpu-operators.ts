import type { Arch } from "../../arch/arch.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { allReduce } from "../../cost/collective.ts";
import { rooflineMatmul } from "../../cost/roofline.ts";
import { notModelled, type Mapper, type Prediction, type PredictionContext } from "../mapper.ts";
import type { VisibleFields } from "../measurement.ts";

/** Half inputs, float partial sums: what the matrix units of these chips do with fp16. */
const ARITHMETIC = "fp16_32";

/** Systems of the chips whose operators were measured. */
const SYSTEM_OF_CHIP: Readonly<Record<string, string>> = { "A100-SXM-80GB": "a100-gpus" };

async function systemOf({ chip }: VisibleFields, context: PredictionContext): Promise<Arch | undefined> {
  const id = chip === undefined ? undefined : SYSTEM_OF_CHIP[chip];
  return id === undefined ? undefined : context.arch(id);
}

/** Single kernels on one GPU: seconds of a matmul. */
export const gpuOperator: Mapper = async (record, context) => {
  const arch = await systemOf(record, context);
  if (arch?.chip.architecture !== "roofline") return notModelled(`no spec of ${record.chip}`);
  if (record.model !== "GEMM M,N,K" || record.metric !== "latency" || record.precision !== "fp16")
    return notModelled("small kernels measure the framework's launches, which are not modelled");
  const [rows, columns, inner] = Array.isArray(record.shape) ? record.shape.map(Number) : [];
  if (rows === undefined || columns === undefined || inner === undefined) return notModelled("size unknown");
  const shape = { groups: 1, rows, inner, columns };
  const { seconds, memoryBytes } = rooflineMatmul(shape, ARITHMETIC, INPUT_BYTES[ARITHMETIC], arch.chip);
  return { predicted: seconds, breakdown: { memorySeconds: memoryBytes / arch.chip.memoryBytesPerSecond } };
};

/** All-reduce inside one node: a ring over all links of each chip. */
export const gpuAllReduce: Mapper = async (record, context): Promise<Prediction> => {
  const arch = await systemOf(record, context);
  if (arch === undefined) return notModelled(`no spec of ${record.chip}`);
  const { devices, size_bytes: bytes, metric } = record;
  if (devices === undefined || bytes === undefined || metric !== "latency")
    return notModelled("size unknown");
  const { count, bytesPerSecondEach, latencySeconds } = arch.chip.links;
  const ring = { bytesPerSecond: count * bytesPerSecondEach, latencySeconds, bidirectional: false };
  const { seconds, bytesSent } = allReduce(bytes, devices, ring);
  return { predicted: seconds, breakdown: { linkSeconds: bytesSent / ring.bytesPerSecond } };
};
