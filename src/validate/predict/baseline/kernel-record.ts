import { rooflineMatmulWork } from "../../../cost/roofline/roofline.ts";
import { sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Prediction, type PredictionContext } from "../mapper.ts";
import { sizeField, type BaselineRecord } from "./baseline-record.ts";
import { formatsOf } from "./record-precision.ts";
import { recordArch } from "./record-system.ts";

/** Single kernels on one chip: a product, a copy in its memory. */
export async function kernelMetric(record: BaselineRecord, context: PredictionContext): Promise<Prediction> {
  const arch = await recordArch(record, 1, context);
  if (typeof arch === "string") return notModelled(arch);
  const { chip } = arch;
  if (chip.architecture !== "roofline") return notModelled("a chip with tiles");
  if (record.metric === "bandwidth") {
    const bytes = sizeField(record.sizeBytes);
    if (bytes === undefined) return notModelled("size unknown");
    const seconds = (2 * bytes) / chip.memoryBytesPerSecond + chip.kernelRampSeconds;
    return { predicted: (2 * bytes) / seconds };
  }
  const [rows, columns, inner] = ["m", "n", "k"].map((name) => sizeOf(record.shape, name));
  const arithmetic = formatsOf(record, chip)?.arithmetic;
  if (record.metric !== "matmul_throughput") return notModelled(`metric ${record.metric} of a kernel`);
  if (!rows || !columns || !inner || !arithmetic) return notModelled("shape or precision unknown");
  if (chip.peakFlopsPerSecond[arithmetic] === undefined) return notModelled(`${arithmetic} on ${chip.id}`);
  const shape = { groups: 1, rows, inner, columns };
  const { seconds } = rooflineMatmulWork(shape, arithmetic, arithmetic === "fp8_16" ? 1 : 2, chip, "alone");
  return { predicted: (2 * rows * columns * inner) / (seconds + chip.kernelRampSeconds) };
}
