import { baselineMapper, isBaseline } from "./baseline/index.ts";
import { GPU_MAPPERS } from "./gpu/index.ts";
import { notModelled, type Mapper, type Prediction, type PredictionContext } from "./mapper.ts";
import { KERNEL_MAPPERS } from "./mappers/index.ts";
import type { VisibleFields } from "../measurement.ts";
import { RUN_MAPPERS } from "./runs/index.ts";

/** Mappers of groups with conventions of their own; all others go by their fields alone. */
export const MAPPERS: Readonly<Record<string, Mapper>> = {
  ...KERNEL_MAPPERS,
  ...RUN_MAPPERS,
  ...GPU_MAPPERS,
};

/** Predict a record from its configuration. Whatever a mapper cannot take is said, never thrown. */
export async function predictRecord(record: VisibleFields, context: PredictionContext): Promise<Prediction> {
  const own = Object.hasOwn(MAPPERS, record.group) ? MAPPERS[record.group] : undefined;
  if (own === undefined && !isBaseline(record)) return notModelled(`no model for group ${record.group}`);
  const mapper = own ?? baselineMapper;
  try {
    const prediction = await mapper(record, context);
    if ("predicted" in prediction && !(prediction.predicted > 0 && Number.isFinite(prediction.predicted)))
      return notModelled(`no finite prediction: ${prediction.predicted}`);
    return prediction;
  } catch (error) {
    return notModelled(`failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
