import type { Arch, RooflineChip } from "../../../arch/arch.ts";
import { protocolAllReduce } from "../../../cost/roofline/roofline-collective.ts";
import { rooflineMatmulWork, rooflineVector } from "../../../cost/roofline/roofline.ts";
import { machineProtocols } from "../../../estimate/price/roofline-all-reduce.ts";
import { KERNEL_TRAFFIC } from "../../../estimate/price/roofline-kernels.ts";
import { notModelled, type Mapper, type Prediction, type PredictionContext } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";
import { gpuSystem } from "./gpu-system.ts";

/** Half inputs, float partial sums: what the matrix units do with fp16. */
const ARITHMETIC = "fp16_32";

/**
 * Seconds of one call of a framework's operator that is waited for, beyond the kernel's work: dispatch, launch and the
 * way back. Fitted to the smallest sizes of LLMCompass' operators (status: calibrated); a stream of kernels hides it.
 */
export const CALL_SECONDS = { matmul: 28e-6, softmax: 13e-6, layernorm: 52e-6, gelu: 48e-6 } as const;

/** Single operators on one GPU, called alone and waited for. */
export const gpuOperator: Mapper = async (record, context) => {
  const { chip } = (await gpuSystem(record, context)) ?? {};
  if (chip?.architecture !== "roofline") return notModelled(`no spec of ${record.chip}`);
  const sizes = Array.isArray(record.shape) ? record.shape.map(Number) : [];
  const name = Object.keys(CALL_SECONDS).find((known) => operatorName(record) === known);
  if (name === undefined || sizes.length === 0) return notModelled("operator or size unknown");
  return name === "matmul"
    ? aloneMatmul(sizes, chip)
    : aloneVector(name as Exclude<keyof typeof CALL_SECONDS, "matmul">, sizes, record, chip);
};

function operatorName({ model = "" }: VisibleFields): string {
  const [first = ""] = model.toLowerCase().split(/[\s,]/);
  return first === "gemm" ? "matmul" : first;
}

function aloneMatmul([rows, columns, inner]: readonly number[], chip: RooflineChip): Prediction {
  if (rows === undefined || columns === undefined || inner === undefined) return notModelled("size unknown");
  const shape = { groups: 1, rows, inner, columns };
  const { seconds } = rooflineMatmulWork(shape, ARITHMETIC, 2, chip, "alone");
  return {
    predicted: CALL_SECONDS.matmul + seconds,
    breakdown: { callSeconds: CALL_SECONDS.matmul, workSeconds: seconds },
  };
}

/**
 * Widest row that a framework's kernel keeps on the chip between its passes, in elements; wider ones are read again.
 * Softmax: PyTorch's persistent kernel, up to 1,024. Layer norm: what fits a thread block's registers and L1.
 */
const WIDEST_KEPT_ROW: Readonly<Record<string, number>> = { softmax: 1024, layernorm: 8192, gelu: Infinity };

/** A pass more over the input, in 2-byte elements. */
const REREAD_BYTES = 2;

function aloneVector(
  name: Exclude<keyof typeof CALL_SECONDS, "matmul">,
  sizes: readonly number[],
  { metric }: VisibleFields,
  chip: RooflineChip,
): Prediction {
  const elements = sizes.reduce((product, size) => product * size, 1);
  const again = (sizes.at(-1) ?? 0) > (WIDEST_KEPT_ROW[name] ?? Infinity) ? REREAD_BYTES : 0;
  const bytes = elements * (KERNEL_TRAFFIC[name].forward.bytes + again);
  const { seconds: workSeconds } = rooflineVector(0, bytes, chip, 0);
  const callSeconds = CALL_SECONDS[name];
  const seconds = callSeconds + workSeconds;
  const breakdown = { callSeconds, workSeconds };
  if (metric === "latency") return { predicted: seconds, breakdown };
  return metric === "throughput"
    ? { predicted: elements / seconds, breakdown }
    : notModelled(`metric ${metric} unknown`);
}

/** All-reduce inside one machine. */
export const gpuAllReduce: Mapper = async (record, context: PredictionContext): Promise<Prediction> => {
  const arch: Arch | undefined = await gpuSystem(record, context);
  const { devices, size_bytes: bytes, metric } = record;
  if (arch === undefined) return notModelled(`no spec of ${record.chip}`);
  if (devices === undefined || devices > arch.machine.chips || bytes === undefined || metric !== "latency")
    return notModelled("size unknown");
  const { seconds } = protocolAllReduce(bytes, devices, machineProtocols(arch));
  return { predicted: seconds, breakdown: { linkSeconds: seconds } };
};
