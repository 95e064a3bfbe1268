import type { Arch } from "../arch/arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import { noteComputed } from "../estimate/price/tally.ts";
import { evaluate } from "../evaluate.ts";
import { compileEvaluator } from "../explore/compiled/compile-evaluator.ts";
import { pointReader } from "../explore/compiled/point-reader.ts";
import type { PlanChoice } from "../plan/plan.ts";
import { measureMetrics, type BuiltInMetrics } from "../result/measure.ts";
import { metricContext, type EvaluatedPlan } from "../result/metric-context.ts";
import { spread } from "../result/spread.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import { answer, type Answer } from "./answer.ts";
import { isMoney } from "../uncertainty/moved-evaluation.ts";
import type { UncertainInput } from "../uncertainty/uncertain-inputs.ts";
import type { SystemSubject, WorkloadSubject } from "./subject.ts";

/** What one uncertain input does to one answer; an end where no plan fits is `undefined`. */
export interface CornerReadings {
  readonly input: UncertainInput;
  readonly low: BuiltInMetrics | undefined;
  readonly high: BuiltInMetrics | undefined;
  /** Ends where the answer's plan does not fit, and another one was chosen. */
  readonly replanned: readonly ("low" | "high")[];
}

/**
 * Evaluate an answer at both ends of each of its uncertain inputs, one at a time, in closed form: at the same plan, or,
 * where that no longer fits, at the fastest that does.
 *
 * One at a time, because "all inputs at their best" is no machine anybody believes in; at a fixed plan, because one that
 * is chosen anew would hide what the input itself does. Where the plan does not fit, a machine with that input would be
 * run with another, and a range that left it out would be too narrow. Combined by metricRanges.
 */
export function runCorners(
  found: Answer & { readonly kind: "fits" },
  system: SystemSubject,
  workload: WorkloadSubject,
  { plan, planners }: { readonly plan: "auto" | PlanSpec; readonly planners: PlannerCache },
): readonly CornerReadings[] {
  const spec = workload.loaded.spec;
  const anew = (arch: Arch, moved: WorkloadSpec): End => {
    const other = answer({ arch, workload: moved, plan, event: false, planners });
    if (other.kind === "misfit") return { metrics: undefined, replanned: false };
    return { metrics: measured(other.analytic), replanned: true };
  };
  const onMachine = machineReader(spec, found.choice, { base: system.arch, planners });
  const priced = (arch: Arch): End => ({ metrics: measured({ ...found.analytic, arch }), replanned: false });
  const nominal: End = { metrics: measured(found.analytic), replanned: false };
  const known = new Map([[system.arch, nominal]]);
  const timed = (arch: Arch): End => {
    const before = known.get(arch);
    if (before !== undefined) return before;
    const metrics = onMachine(arch);
    const end = metrics === undefined ? anew(arch, spec) : { metrics, replanned: false };
    known.set(arch, end);
    return end;
  };
  const machine = system.corners.map(({ input, low, high }) => {
    const end = isMoney(input) ? priced : timed;
    return corner(input, end(low), end(high));
  });
  const worked = (moved: WorkloadSpec): End => {
    const { arch } = system;
    const kept = evaluate({ arch, workload: moved, choice: found.choice, fidelity: "analytic", planners });
    if (kept.kind !== "evaluation") return anew(arch, moved);
    return { metrics: measured(kept), replanned: false };
  };
  const work = workload.corners.map(({ input, low, high }) => corner(input, worked(low), worked(high)));
  return [...machine, ...work];
}

interface End {
  readonly metrics: BuiltInMetrics | undefined;
  readonly replanned: boolean;
}

function corner(input: UncertainInput, low: End, high: End): CornerReadings {
  const replanned = [
    ...(low.replanned ? ["low" as const] : []),
    ...(high.replanned ? ["high" as const] : []),
  ];
  return { input, low: low.metrics, high: high.metrics, replanned };
}

function measured(evaluation: EvaluatedPlan): BuiltInMetrics {
  return measureMetrics(metricContext(evaluation));
}

interface MachineInput {
  readonly base: Arch;
  readonly planners: PlannerCache;
}

/** Every metric of a plan on variants of one machine, of which only what a variant changes is priced anew. */
function machineReader(
  workload: WorkloadSpec,
  choice: PlanChoice,
  { base, planners }: MachineInput,
): (arch: Arch) => BuiltInMetrics | undefined {
  const evaluator = compileEvaluator({ workload, archs: [base], choices: [choice], planners });
  const read = pointReader(evaluator);
  const { tally } = planners;
  return (arch) => {
    if (tally !== undefined) {
      tally.plansPriced += 1;
      noteComputed(tally, "price", arch, workload, choice);
    }
    const found = read(evaluator.addArch(arch), 0);
    return "short" in found ? undefined : found.metrics;
  };
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
