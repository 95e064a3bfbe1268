import type { Arch } from "../arch/arch.ts";
import type { PlannerCache } from "../estimate/matmul-planner.ts";
import { evaluate } from "../evaluate.ts";
import type { Infeasible } from "../plan/plan.ts";
import { measureMetrics, type BuiltInMetrics } from "../result/measure.ts";
import { metricContext, type EvaluatedPlan } from "../result/metric-context.ts";
import { spread } from "../result/spread.ts";
import type { WorkloadSpec } from "../spec/workload-spec.ts";
import type { Answer } from "./answer.ts";
import { isMoney } from "../uncertainty/moved-evaluation.ts";
import type { UncertainInput } from "../uncertainty/uncertain-inputs.ts";
import type { SystemSubject, WorkloadSubject } from "./subject.ts";

/** What one uncertain input does to one answer; an end where the plan no longer fits is `undefined`. */
export interface CornerReadings {
  readonly input: UncertainInput;
  readonly low: BuiltInMetrics | undefined;
  readonly high: BuiltInMetrics | undefined;
}

/**
 * Evaluate an answer at both ends of each of its uncertain inputs, one at a time, at the same plan and in closed form.
 *
 * One at a time at a fixed plan, because "all inputs at their best" is no machine anybody believes in, and because a
 * plan that is chosen anew would hide what the input itself does. Combined by metricRanges.
 */
export function runCorners(
  { choice, analytic }: Answer & { readonly kind: "fits" },
  system: SystemSubject,
  workload: WorkloadSubject,
  planners: PlannerCache,
): readonly CornerReadings[] {
  const spec = workload.loaded.spec;
  const measured = (evaluation: EvaluatedPlan | Infeasible): BuiltInMetrics | undefined =>
    "phases" in evaluation ? measureMetrics(metricContext(evaluation)) : undefined;
  const timed = (arch: Arch, moved: WorkloadSpec): EvaluatedPlan | Infeasible =>
    evaluate({ arch, workload: moved, choice, fidelity: "analytic", planners });
  const machine = system.corners.map(({ input, low, high }) => {
    const at = (arch: Arch) => measured(isMoney(input) ? { ...analytic, arch } : timed(arch, spec));
    return { input, low: at(low), high: at(high) };
  });
  const work = workload.corners.map(({ input, low, high }) => {
    const at = (moved: WorkloadSpec) => measured(timed(system.arch, moved));
    return { input, low: at(low), high: at(high) };
  });
  return [...machine, ...work];
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
