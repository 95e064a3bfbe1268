import type { Mapper } from "../mapper.ts";
import { phasedRun } from "./phased-run.ts";
import { conformerRun } from "./conformer-run.ts";
import { trainingRun } from "./training-run.ts";
import { VISION_MAPPERS } from "./vision/index.ts";

/** Mappers of whole runs, by group. */
export const RUN_MAPPERS: Readonly<Record<string, Mapper>> = {
  "mlperf-bert": trainingRun,
  "vendor-bert": trainingRun,
  "thirdparty-bert": trainingRun,
  "gpt2-training": trainingRun,
  "hf-training": trainingRun,
  "llm-finetune": phasedRun,
  "llm-inference": phasedRun,
  "wenet-conformer": conformerRun,
  ...VISION_MAPPERS,
};
