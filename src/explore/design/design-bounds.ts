import type { Arch } from "../../arch/arch.ts";
import { readMetric } from "../../result/metric.ts";
import { METRICS, type BuiltInMetricId } from "../../result/metrics/index.ts";
import { wallWatts } from "../../estimate/pipeline/step-account.ts";
import { emptyTotals, stepDollars, stepTask, type StepTotals } from "../../result/step-totals.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { DEFAULT_CHOICE } from "../../spec/kinds/plan-choices.ts";
import { graphOf, phasesOf } from "../../workload/build-graph.ts";
import { decodePasses } from "../../workload/graph/decode-passes.ts";
import { isKind, type OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { leastProductFlops } from "../plan-search/least-seconds.ts";
import type { Limit } from "./design-question.ts";

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

/** What a step of some designs takes at least. */
export interface LeastStep {
  readonly secondsPerSample: number;
  /** None of them takes longer; absent where nothing is known. In less time the same joules are more power. */
  readonly mostSecondsPerSample?: number;
  /** Dynamic, of a step; where not said, what its matrix products take on any plan. */
  readonly joules?: number;
}

/** The best that a metric can be. Undefined where no bound is known, null where the metric does not apply. */
export type BoundReader = (id: BuiltInMetricId) => number | null | undefined;

export interface MetricBounds {
  readonly read: (least: LeastStep) => BoundReader;
  /** Below which no plan can keep the limits of power: its energy, or that of its products, must flow in that time. */
  readonly secondsWithin: (limits: readonly Limit[], joules?: number) => number;
}

/** Bounds of the metrics of a workload on machines no better than `arch`. */
export function metricBounds(arch: Arch, workload: WorkloadSpec): MetricBounds {
  const phases = phasesOf(workload).map((phase) => graphOf(workload, phase));
  const tokens = phases[0]?.tokensPerSample ?? 0;
  const totals: StepTotals = emptyTotals(stepTask(workload, tokens), arch, DEFAULT_CHOICE.arithmetic);
  const standing = wallWatts(totals.standing);
  // What chips draw passes the power supplies of their machine.
  const atWall = 1 + totals.standing.lossShare;
  const samples = totals.samplesPerStep;
  const products = samples * leastProductJoules(arch, phases);
  return {
    read: ({ secondsPerSample, mostSecondsPerSample = Infinity, joules: dynamic = products }) => {
      const seconds = secondsPerSample * samples;
      const joules = dynamic * atWall;
      fill(totals, { seconds, joules });
      const power = standing + joules / (mostSecondsPerSample * samples);
      return (id) => {
        if (!BOUNDED.has(id) || !(seconds > 0)) return undefined;
        if (id === "averagePowerWatts" || id === "peakPowerWatts") return power;
        return readMetric(METRICS[id], totals);
      };
    },
    secondsWithin: (limits, dynamic = products) => {
      let least = 0;
      for (const { metric, sense, bound } of limits)
        if ((metric === "averagePowerWatts" || metric === "peakPowerWatts") && sense === "<=")
          least = Math.max(
            least,
            bound > standing ? (dynamic * atWall) / (bound - standing) / samples : Infinity,
          );
      return least * (1 - SLACK);
    },
  };
}

/** Limits are kept to rounding. */
const SLACK = 1e-8;

function fill(
  totals: StepTotals,
  { seconds, joules }: { readonly seconds: number; readonly joules: number },
): void {
  const standing = wallWatts(totals.standing);
  totals.seconds = seconds;
  totals.joules = standing * seconds + joules;
  totals.peakWatts = standing;
  totals.chipPeakWatts = totals.arch.chip.power.idleWatts;
  totals.stepDollars = stepDollars(totals);
  const isTraining = totals.kind === "training";
  totals.trainingSeconds = isTraining ? totals.stepsPerRun * seconds : Number.NaN;
  totals.batchSeconds = isTraining ? Number.NaN : seconds;
}

/** Joules of the matrix products of a sample, in the format that takes least. */
function leastProductJoules({ chip }: Arch, graphs: readonly OperatorGraph[]): number {
  const isSparse = graphs.some(({ blocks }) =>
    blocks.some(({ operators }) => operators.some((op) => isKind(op, "matmul") && op.sparsity !== undefined)),
  );
  const prices = Object.values(chip.joulesPerFlop);
  if (chip.architecture === "tiled" && isSparse) prices.push(chip.power.vectorJoulesPerFlop);
  const phases = graphs.map((graph) => ({ graph, passes: decodePasses(graph) }));
  return prices.length === 0 ? 0 : Math.min(...prices) * leastProductFlops(phases, "none");
}
