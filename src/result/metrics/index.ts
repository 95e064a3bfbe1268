import type { Metric } from "../metric.ts";
import { averagePowerWatts } from "./average-power-watts.ts";
import { bubbleFraction } from "./bubble-fraction.ts";
import { capexDollars } from "./capex-dollars.ts";
import { chipDollars } from "./chip-dollars.ts";
import { chipsUsed } from "./chips-used.ts";
import { cloudDollars } from "./cloud-dollars.ts";
import { co2Kilograms } from "./co2-kilograms.ts";
import { costDollars } from "./cost-dollars.ts";
import { dieDollars } from "./die-dollars.ts";
import { dieSquareMetres } from "./die-square-metres.ts";
import { dieYieldFraction } from "./die-yield-fraction.ts";
import { dollarsPerMillionTokens } from "./dollars-per-million-tokens.ts";
import { dollarsPerSample } from "./dollars-per-sample.ts";
import { electricityDollars } from "./electricity-dollars.ts";
import { embodiedKilograms } from "./embodied-kilograms.ts";
import { energyJoules } from "./energy-joules.ts";
import { energyJoulesPerSample } from "./energy-joules-per-sample.ts";
import { flopsPerWatt } from "./flops-per-watt.ts";
import { hardwareFlops } from "./hardware-flops.ts";
import { hfu } from "./hfu.ts";
import { latencySeconds } from "./latency-seconds.ts";
import { memoryBytesPerChip } from "./memory-bytes-per-chip.ts";
import { mfu } from "./mfu.ts";
import { modelFlops } from "./model-flops.ts";
import { peakPowerWatts } from "./peak-power-watts.ts";
import { powerWattsPerSquareMetre } from "./power-watts-per-square-metre.ts";
import { samplesPerSecond } from "./samples-per-second.ts";
import { sramBytesPerChip } from "./sram-bytes-per-chip.ts";
import { sramBytesPerTilePeak } from "./sram-bytes-per-tile-peak.ts";
import { stepTimeSeconds } from "./step-time-seconds.ts";
import { streamingBytesPerMachine } from "./streaming-bytes-per-machine.ts";
import { timePerTokenSeconds } from "./time-per-token-seconds.ts";
import { timeToFirstTokenSeconds } from "./time-to-first-token-seconds.ts";
import { timeToTrainSeconds } from "./time-to-train-seconds.ts";
import { tokensPerSecond } from "./tokens-per-second.ts";

/** Every metric, in the order of tables. Reports, CSV columns, objectives and claims pick up a new one from here. */
export const METRICS = {
  stepTimeSeconds,
  samplesPerSecond,
  tokensPerSecond,
  modelFlops,
  hardwareFlops,
  mfu,
  hfu,
  bubbleFraction,
  timeToTrainSeconds,
  latencySeconds,
  timeToFirstTokenSeconds,
  timePerTokenSeconds,
  sramBytesPerTilePeak,
  sramBytesPerChip,
  memoryBytesPerChip,
  streamingBytesPerMachine,
  chipsUsed,
  averagePowerWatts,
  peakPowerWatts,
  energyJoules,
  energyJoulesPerSample,
  flopsPerWatt,
  capexDollars,
  electricityDollars,
  costDollars,
  cloudDollars,
  dollarsPerSample,
  dollarsPerMillionTokens,
  co2Kilograms,
  dieSquareMetres,
  dieYieldFraction,
  dieDollars,
  chipDollars,
  powerWattsPerSquareMetre,
  embodiedKilograms,
} as const satisfies Readonly<Record<string, Metric>>;

export type BuiltInMetricId = keyof typeof METRICS;
