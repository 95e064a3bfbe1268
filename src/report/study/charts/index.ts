import type { Chart } from "../../parts/charts/chart.ts";
import { contrast } from "./contrast.ts";
import { cost } from "./cost.ts";
import { energyParts } from "./energy-parts.ts";
import { energy } from "./energy.ts";
import { equalFooting } from "./equal-footing.ts";
import { fidelity } from "./fidelity.ts";
import { floorplan } from "./floorplan.ts";
import { gantt } from "./gantt.ts";
import { headroom } from "./headroom.ts";
import { memorySteps } from "./memory-steps.ts";
import { powerTrace } from "./power-trace.ts";
import { roofline } from "./roofline.ts";
import { sramResidency } from "./sram-residency.ts";
import { otherMemories } from "./other-memories.ts";
import { streamingResidency } from "./streaming-residency.ts";
import { timeAbsolute } from "./time-absolute.ts";
import { timeShare } from "./time-share.ts";
import { timeToTrain } from "./time-to-train.ts";
import { loneTornado, tornado } from "./tornado.ts";
import { utilisation } from "./utilisation.ts";

/**
 * Every chart of a report, in reading order. To add one: a file beside this, and a line here. The first of topic `answer`
 * that has something to draw stands beside the answer.
 */
export const CHARTS: readonly Chart[] = [
  contrast,
  loneTornado,
  timeToTrain,
  utilisation,
  cost,
  energy,
  floorplan,
  fidelity,
  equalFooting,
  timeShare,
  timeAbsolute,
  headroom,
  sramResidency,
  streamingResidency,
  otherMemories,
  powerTrace,
  energyParts,
  roofline,
  tornado,
  gantt,
  memorySteps,
];
