import type { Arch } from "../../arch/arch.ts";
import { readMetric } from "../../result/metric.ts";
import { METRICS, type BuiltInMetricId } from "../../result/metrics/index.ts";
import { emptyTotals, stepDollars, stepTask, type StepTotals } from "../../result/step-totals.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { DEFAULT_CHOICE } from "../../spec/kinds/plan-choices.ts";
import { buildOperatorGraph, phasesOf } from "../../workload/build-graph.ts";

/** Metrics that only get worse with more time, power, money, area and carbon: of the least of each they are at their best. */
const BOUNDED = new Set<BuiltInMetricId>([
  "stepTimeSeconds",
  "samplesPerSecond",
  "tokensPerSecond",
  "timeToTrainSeconds",
  "latencySeconds",
  "averagePowerWatts",
  "peakPowerWatts",
  "energyJoules",
  "energyJoulesPerSample",
  "capexDollars",
  "electricityDollars",
  "costDollars",
  "dollarsPerSample",
  "dollarsPerMillionTokens",
  "co2Kilograms",
  "dieSquareMetres",
  "dieYieldFraction",
  "dieDollars",
  "chipDollars",
  "embodiedKilograms",
]);

/**
 * The best that a metric can be on machines no better than `arch`, whose fastest plan takes at least so long a sample:
 * nothing but what flows and costs anyway is counted beside that time. Undefined where no bound is known, null where the
 * metric does not apply.
 */
export function metricBounds(
  arch: Arch,
  workload: WorkloadSpec,
): (secondsPerSample: number) => (id: BuiltInMetricId) => number | null | undefined {
  const [phase] = phasesOf(workload);
  const tokens = phase === undefined ? 0 : buildOperatorGraph(workload, phase).tokensPerSample;
  const totals: StepTotals = emptyTotals(stepTask(workload, tokens), arch, DEFAULT_CHOICE.arithmetic);
  const { idle, machine } = totals.standing;
  return (secondsPerSample) => {
    const seconds = secondsPerSample * totals.samplesPerStep;
    totals.seconds = seconds;
    totals.joules = (idle + machine) * seconds;
    totals.peakWatts = idle + machine;
    totals.chipPeakWatts = arch.chip.power.idleWatts;
    totals.stepDollars = stepDollars(totals);
    const isTraining = totals.kind === "training";
    totals.trainingSeconds = isTraining ? totals.stepsPerRun * seconds : Number.NaN;
    totals.batchSeconds = isTraining ? Number.NaN : seconds;
    return (id) => (BOUNDED.has(id) && seconds > 0 ? readMetric(METRICS[id], totals) : undefined);
  };
}
