import { savedChoice } from "../../spec/kinds/plan-choices.ts";
import type { Arch } from "../../arch/arch.ts";
import { buildArch } from "../../arch/build-arch.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { retimed } from "../../evaluate.ts";
import type { Misfit } from "../compiled/phase-levels.ts";
import { illegalText, type NoPlan } from "../../plan/choice/illegal.ts";
import { measureMetrics } from "../../result/measure.ts";
import { metricContext } from "../../result/metric-context.ts";
import { METRICS } from "../../result/metrics/index.ts";
import { rounded } from "../../result/rounded.ts";
import type { Specs } from "../../spec/open-specs.ts";
import type { Overrides } from "../../spec/override.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { findPlan } from "../find-plan.ts";
import { pointSettings } from "./axis-target.ts";
import type { Batch, BatchEvaluator, FullOutcome, OutcomeColumns } from "./batch-evaluator.ts";
import { coordinatesAt, type Coordinates } from "./design.ts";
import type { SweepQuestion } from "./question.ts";

/** What a point asks: its machine and workload, built once for all points that share them, and its choices. */
export type PointSource = (
  coordinates: Coordinates,
) => Promise<{ readonly arch: Arch; readonly workload: WorkloadSpec; readonly plan: SweepQuestion["plan"] }>;

export function pointSource(question: SweepQuestion, specs: Specs): PointSource {
  const settle = settingsOf(question);
  const archOf = remembered((id, set) => specs.arch(id, set).then(buildArch));
  const workloadOf = remembered((id, set) => specs.workload(id, set).then(({ spec }) => spec));
  return async (coordinates) => {
    const { system, workload, arch, task, plan } = settle(coordinates);
    return { arch: await archOf(system, arch), workload: await workloadOf(workload, task), plan };
  };
}

/**
 * Points evaluated one by one: specs with their overrides, the best plan, every metric. Tile plans are
 * shared by all.
 */
export function planEvaluator(question: SweepQuestion, source: PointSource): BatchEvaluator {
  const planners: PlannerCache = new Map();
  const recent = new Map<string, FullOutcome>();
  const describe = async (coordinates: Coordinates): Promise<FullOutcome> => {
    const key = JSON.stringify(coordinates);
    const known = recent.get(key);
    if (known !== undefined) return known;
    const outcome = outcomeOf({ ...(await source(coordinates)), planners, fidelity: question.fidelity });
    recent.set(key, outcome);
    return outcome;
  };
  return {
    metrics: Object.values(METRICS).map(({ id, unit, better }) => ({ id, unit, better })),
    remembers: true,
    describe,
    async evaluate(batch, wanted, into, onPoint = () => undefined) {
      recent.clear();
      for (let row = 0; row < batch.count; row++) {
        write(await describe(coordinatesOf(batch, row)), { row, wanted, into });
        await onPoint();
      }
    },
  };
}

const coordinatesOf = ({ axes, coordinates }: Batch, row: number): Coordinates =>
  coordinatesAt(axes, coordinates, row);

function settingsOf(question: SweepQuestion): (coordinates: Coordinates) => ReturnType<typeof pointSettings> {
  const units = new Map(question.axes.map(({ name, unit }) => [name, unit]));
  const base = {
    unitOf: (name: string) => units.get(name) ?? "",
    fixed: question.set,
    plan: question.plan,
    system: question.systems[0] ?? "",
    workload: question.workloads[0] ?? "",
  };
  return (coordinates) => pointSettings(coordinates, base);
}

function write(
  outcome: FullOutcome,
  { row, wanted, into }: { row: number; wanted: readonly string[]; into: OutcomeColumns },
): void {
  into.feasible[row] = Number(outcome.feasible);
  into.gap[row] = outcome.gap;
  for (const [column, id] of wanted.entries()) into.metrics[column]![row] = outcome.metrics[id] ?? Number.NaN;
}

interface PointInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly plan: SweepQuestion["plan"];
  readonly planners: PlannerCache;
  readonly fidelity: SweepQuestion["fidelity"];
}

function outcomeOf({ arch, workload, plan, planners, fidelity }: PointInput): FullOutcome {
  // Of many points, the usual plans: a point that makes its choices has one of those, and is not searched.
  const { best, noPlan } = findPlan({ arch, workload, fixed: plan, planners, breadth: "usual" });
  if (best === undefined) return misfit(asMisfit(noPlan));
  const { choice } = best;
  const evaluation = fidelity === "analytic" ? best.evaluation : retimed(best.evaluation, fidelity);
  return rounded({
    feasible: true,
    gap: 0,
    metrics: measureMetrics(metricContext(evaluation)),
    plan: savedChoice(choice),
  });
}

function asMisfit(why: NoPlan | undefined): Misfit | undefined {
  if (why?.kind !== "illegal") return why;
  return { resource: illegalText(why), demand: Number.NaN, bound: Number.NaN };
}

/** Choices that leave nothing to try lack a legal plan; a broken rule says nothing of how far off a plan is. */
export function misfit(why: Misfit | undefined): FullOutcome {
  const metrics = Object.fromEntries(Object.keys(METRICS).map((id) => [id, null]));
  const none = { feasible: false, metrics };
  if (why === undefined) return { ...none, gap: 1, lacks: "a legal plan" };
  const gap = why.bound > 0 ? why.demand / why.bound - 1 : 1;
  return rounded({ ...none, gap, lacks: why.resource });
}

/** A machine with the sources of all its numbers takes some 100 KB: there may be more of them than there is room for. */
const MOST_REMEMBERED = 512;

/** Remembers what was asked for last; neighbouring points ask for the same. */
function remembered<T>(
  load: (id: string, set: Overrides) => Promise<T>,
): (id: string, set: Overrides) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (id, set) => {
    const key = JSON.stringify([id, set]);
    const value = known.get(key) ?? load(id, set);
    known.delete(key);
    known.set(key, value);
    if (known.size > MOST_REMEMBERED) known.delete(known.keys().next().value!);
    return value;
  };
}
