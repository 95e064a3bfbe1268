import type { Mapper } from "../../mapper.ts";
import { cardInference } from "./card-inference.ts";
import { visionRun } from "./vision-run.ts";

/** Mappers of vision models, by group. */
export const VISION_MAPPERS: Readonly<Record<string, Mapper>> = {
  "mlperf-resnet": visionRun,
  "thirdparty-resnet": visionRun,
  "vendor-vision": visionRun,
  "c600-inference": cardInference,
};
