import { buildArch } from "../arch/build-arch.ts";
import { evaluate } from "../evaluate.ts";
import type { PlannerCache } from "../estimate/matmul-planner.ts";
import { metricContext, type EvaluatedPlan } from "../result/metric-context.ts";
import { measureMetrics, type BuiltInMetrics } from "../result/measure.ts";
import { spread } from "../result/spread.ts";
import type { Answer } from "./answer.ts";
import {
  uncertainInputs,
  withValueAt,
  type SystemSubject,
  type UncertainInput,
  type WorkloadSubject,
} from "./subject.ts";

/**
 * How many uncertain inputs of one system on one workload are taken to their ends, widest first: two evaluations
 * each, so that a study of 25 points stays within seconds.
 */
const MOST_INPUTS = 12;

/** What one uncertain input does to one answer; an end where the plan no longer fits is `undefined`. */
export interface CornerReadings {
  readonly input: UncertainInput;
  readonly low: BuiltInMetrics | undefined;
  readonly high: BuiltInMetrics | undefined;
}

export interface Corners {
  readonly readings: readonly CornerReadings[];
  /** Uncertain inputs beyond MOST_INPUTS. */
  readonly leftOut: number;
}

/** Inputs that change what the timing costs but not the timing. */
const MONEY = /^(system\.economics|(chip|machine|system)\.price$|system\.(host|network)Price$)/;

/**
 * Evaluate an answer at both ends of each of its uncertain inputs, one at a time, at the same plan and in closed form.
 *
 * One at a time at a fixed plan, because "all inputs at their best" is no machine anybody believes in, and because a
 * plan that is chosen anew would hide what the input itself does. Combined by metricRanges. A value that other values
 * follow from by a formula of the spec moves alone.
 */
export function runCorners(
  answer: Answer & { readonly kind: "fits" },
  system: SystemSubject,
  workload: WorkloadSubject,
  planners: PlannerCache,
): Corners {
  const inputs = [
    ...uncertainInputs(system.loaded.provenance),
    ...uncertainInputs(workload.loaded.provenance),
  ];
  const widest = inputs.toSorted((a, b) => relativeWidth(b) - relativeWidth(a) || (a.path < b.path ? -1 : 1));
  const readings = widest.slice(0, MOST_INPUTS).map((input) => {
    const at = (end: number): BuiltInMetrics | undefined => {
      const moved = evaluateAt({ answer, system, workload, planners, input, end });
      return moved === undefined ? undefined : measureMetrics(metricContext(moved));
    };
    return { input, low: at(input.ends.low), high: at(input.ends.high) };
  });
  return { readings, leftOut: Math.max(0, inputs.length - MOST_INPUTS) };
}

function relativeWidth({ value, ends }: UncertainInput): number {
  return (ends.high - ends.low) / (Math.abs(value) || 1);
}

interface CornerInput {
  readonly answer: Answer & { readonly kind: "fits" };
  readonly system: SystemSubject;
  readonly workload: WorkloadSubject;
  readonly planners: PlannerCache;
  readonly input: UncertainInput;
  readonly end: number;
}

function evaluateAt({
  answer,
  system,
  workload,
  planners,
  input,
  end,
}: CornerInput): EvaluatedPlan | undefined {
  const { choice, analytic } = answer;
  if (system.loaded.provenance.some(({ path }) => path === input.path)) {
    const arch = { ...archAt(system, input.path, end), id: system.id };
    if (MONEY.test(input.path)) return { ...analytic, arch };
    const moved = evaluate({ arch, workload: workload.loaded.spec, choice, fidelity: "analytic", planners });
    return moved.kind === "infeasible" ? undefined : moved;
  }
  const spec = withValueAt(workload.loaded.spec, input.path, end);
  const moved = evaluate({ arch: system.arch, workload: spec, choice, fidelity: "analytic", planners });
  return moved.kind === "infeasible" ? undefined : moved;
}

/** The system built with one input at another value. */
export function archAt(system: SystemSubject, path: string, value: number): SystemSubject["arch"] {
  return buildArch({ ...system.loaded, spec: withValueAt(system.loaded.spec, path, value) });
}

type Readings = Readonly<Record<string, number | null>>;

/**
 * Low and high of each metric: its deviations at the corners, combined as independent (see spread). Positive metrics
 * are combined as ratios, so that a range never reaches below zero; others as differences.
 */
export function metricRanges(
  nominal: Readings,
  corners: readonly { readonly low: Readings | undefined; readonly high: Readings | undefined }[],
): Readonly<Record<string, readonly [number, number]>> {
  const ranges: Record<string, readonly [number, number]> = {};
  for (const [id, value] of Object.entries(nominal)) {
    if (value === null) continue;
    const readings = corners.map(({ low, high }) =>
      [low?.[id], high?.[id]].filter((end) => typeof end === "number"),
    );
    const positive = value > 0 && readings.flat().every((end) => end > 0);
    const deviation = (end: number): number => (positive ? Math.log(end / value) : end - value);
    const [down, up] = spread(readings.map((ends) => ends.map(deviation)));
    if (down === 0 && up === 0) continue;
    ranges[id] = positive ? [value * Math.exp(-down), value * Math.exp(up)] : [value - down, value + up];
  }
  return ranges;
}

/** A reading moved in proportion: what the closed form says about an input is taken over to the simulated value. */
export function movedReading(
  nominal: number | null | undefined,
  analytic: number | null | undefined,
  moved: number | null | undefined,
): number {
  if (typeof nominal !== "number" || typeof analytic !== "number" || typeof moved !== "number")
    return Number.NaN;
  return analytic === 0 ? nominal + moved : nominal * (moved / analytic);
}
