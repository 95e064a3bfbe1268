import { binPair } from "../../../src/explore/store/bins.ts";
import type { WideRow } from "../../../src/explore/store/part-record.ts";
import { frontRows } from "../../../src/explore/sweep/front-rows.ts";
import type { Objective } from "../../../src/explore/sweep/objective.ts";
import { saveSweep } from "../../../src/explore/sweep/save-sweep.ts";
import type { SavedSweep } from "../../../src/explore/sweep/saved-sweep.ts";
import { METRICS } from "../../../src/result/metrics/index.ts";

const PODS = [4, 16, 64];
const CLOCKS = Array.from({ length: 40 }, (_, at) => 1.3e9 + at * 15e6);
const RECOMPUTE = ["none", "layer"];
const EVERY = 3;

/**
 * 240 made-up points: without recompute 20 % faster, which does not fit 4 chips; power grows with the square of the
 * clock. A third of them is sampled.
 */
function allPoints(): readonly WideRow[] {
  const spots = PODS.flatMap((pod) =>
    CLOCKS.flatMap((clock) => RECOMPUTE.map((how) => [pod, clock, how] as const)),
  );
  return spots.map(([pod, clock, recompute], index) => {
    const feasible = pod > 4 || recompute === "layer";
    const samplesPerSecond = (pod * clock * (recompute === "none" ? 1.2 : 1)) / 1e9;
    const averagePowerWatts = pod * (60 + 80 * (clock / 1.85e9) ** 2 + (recompute === "none" ? 20 : 0));
    const costDollars = 400 + averagePowerWatts / samplesPerSecond;
    const known = { samplesPerSecond, averagePowerWatts, costDollars, mfu: 0.2, stepTimeSeconds: 1 / clock };
    const metrics = Object.keys(METRICS).map(
      (id) => [id, feasible ? ((known as never)[id] ?? null) : null] as const,
    );
    const plan = {
      tensorParallel: 1,
      pipelineParallel: 4,
      dataParallel: pod / 4,
      layersPerStage: [6, 6, 6, 6],
    };
    return {
      index,
      coordinates: { pod, "chip.clock": clock, recompute },
      feasible,
      gap: feasible ? 0 : 0.5,
      metrics: Object.fromEntries(metrics),
      ...(feasible ? { plan } : { lacks: "tile SRAM" }),
    };
  });
}

export const TWO: readonly Objective[] = [
  { metric: "samplesPerSecond", better: "max" },
  { metric: "averagePowerWatts", better: "min" },
];
export const THREE: readonly Objective[] = [...TWO, { metric: "costDollars", better: "min" }];

/** What a sweep of these points would have found. */
export function sweepFixture(objectives: readonly Objective[] = TWO, fitting = true): SavedSweep {
  const points = fitting ? allPoints() : allPoints().filter(({ feasible }) => !feasible);
  const columns = objectives.map(({ metric }) =>
    Float64Array.from(points, ({ metrics }) => metrics[metric] ?? Number.NaN),
  );
  const feasible = points.flatMap((point, row) => (point.feasible ? [row] : []));
  const bins = objectives.flatMap((x, at) =>
    objectives.slice(at + 1).map((y, after) => {
      const pair = [columns[at]!, columns[at + 1 + after]!] as const;
      return binPair({ x: x.metric, y: y.metric }, pair, feasible);
    }),
  );
  const sample = points.filter((_, row) => row % EVERY === 0);
  return saveSweep({
    identity: {
      tool: { name: "dse", version: "0.1.0", build: "0123456789abcdef" },
      question: {
        id: "bow-pod-bert-large",
        systems: ["bow-pod"],
        workloads: ["bert-large"],
        set: { "task.globalBatch": 512 },
        plan: { microBatch: 2 },
        strategy: "grid",
        fidelity: "analytic",
      },
      inputs: [{ file: "arch-specs/bow.arch.yaml", sha256: "ab".repeat(32) }],
      seed: 7,
      axes: [
        { name: "pod", unit: "" },
        { name: "chip.clock", unit: "Hz" },
        { name: "recompute", unit: "", levels: RECOMPUTE },
      ],
      objectives,
      columns: ["mfu"],
      points: points.length,
      pointsPerPart: 4,
      sampled: sample.length,
    },
    findings: {
      points: points.length,
      feasible: feasible.length,
      sample,
      peers: [
        {
          points: points.length,
          feasible: feasible.length,
          ...frontOf(frontRows(objectives, columns, feasible).map((row) => points[row]!)),
          bins,
          ranges: objectives.map(({ metric }, at) => rangeOf(metric, columns[at]!, feasible)),
        },
      ],
    },
    metrics: Object.values(METRICS),
  });
}

const frontOf = (front: readonly WideRow[]) => ({ front, frontPoints: front.length });

function rangeOf(metric: string, column: Float64Array, rows: readonly number[]) {
  const values = rows.map((row) => column[row]!);
  return { metric, low: Math.min(...values), high: Math.max(...values) };
}
