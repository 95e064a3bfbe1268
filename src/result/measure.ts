import { savedChoice } from "../spec/kinds/plan-choices.ts";
import { headroom } from "../estimate/headroom.ts";
import type { Illegal, NoPlan } from "../plan/choice/illegal.ts";
import type { Infeasible } from "../plan/plan.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { assumptionsOf } from "./assumptions.ts";
import { breakdownOf } from "./breakdown.ts";
import { metricContext, type EvaluatedPlan, type MetricContext } from "./metric-context.ts";
import { readMetric } from "./metric.ts";
import { METRICS, type BuiltInMetricId } from "./metrics/index.ts";
import { rooflineOf } from "./roofline.ts";
import { rounded } from "./rounded.ts";
import { tilesOf } from "./tile-memory.ts";
import type { SavedIllegal, SavedInfeasible, SavedResult } from "./saved/result.ts";

export type BuiltInMetrics = Readonly<Record<BuiltInMetricId, number | null>>;

/** What a result without an evaluation is filed under. */
export interface ResultName {
  readonly system: string;
  readonly workload: string;
  readonly fidelity: "analytic" | "event";
}

/** Every metric of an evaluation. */
export function measureMetrics(context: MetricContext): BuiltInMetrics {
  const readings = Object.values(METRICS).map((metric) => [metric.id, readMetric(metric, context)]);
  return Object.fromEntries(readings) as BuiltInMetrics;
}

/** An evaluation as it is saved: metrics, breakdowns, and what they rest on. */
export function measureEvaluation(
  evaluation: EvaluatedPlan,
  inputs: readonly Provenance[] = evaluation.arch.inputs,
): SavedResult {
  const context = metricContext(evaluation);
  const [first] = evaluation.phases;
  if (first === undefined) throw new Error("an evaluation has at least one phase");
  const roofline = rooflineOf(context);
  const tiles = tilesOf(context);
  return rounded({
    system: evaluation.arch.id,
    workload: evaluation.workload.id,
    fidelity: first.timing.fidelity,
    feasible: true,
    // Prefill takes the samples of a micro-batch as it has room for them; what was decided is what the last phase does.
    plan: savedChoice((evaluation.phases.at(-1) ?? first).plan.choice),
    metrics: measureMetrics(context),
    breakdown: breakdownOf(context),
    headroom: headroom(evaluation.phases.map(({ priced }) => priced)),
    ...(tiles === undefined ? {} : { tiles }),
    ...(roofline === undefined ? {} : { roofline }),
    ...joinedTraces(context),
    assumptions: assumptionsOf(context, inputs),
    diagnostics: [],
  });
}

/** Power traces and Gantt slots of the phases, one after the other. */
function joinedTraces({ phases }: MetricContext): Pick<SavedResult, "powerTrace" | "gantt"> {
  let start = 0;
  const joined = phases.map(({ plan, timing }) => {
    const from = start;
    start += timing.seconds;
    const phase = phases.length > 1 ? `${plan.graph.phase}: ` : "";
    return {
      powerTrace: timing.powerTrace.map(({ seconds, watts }) => ({ seconds: from + seconds, watts })),
      gantt: timing.gantt.map((slot) => ({
        ...slot,
        label: phase + slot.label,
        start: from + slot.start,
        end: from + slot.end,
      })),
    };
  });
  return {
    powerTrace: joined.flatMap(({ powerTrace }) => powerTrace),
    gantt: joined.flatMap(({ gantt }) => gantt),
  };
}

const NOTHING = { sram: {}, sramLimit: 0, streaming: {}, streamingLimit: 0 };

/** What is short, as saved: by how much, and what would help. */
function savedInfeasible(why: Infeasible): SavedInfeasible {
  const { resource, demand, bound, gap, unit, where, breakdown, levers } = why;
  return {
    ...{ resource, demand, bound, gap, unit },
    ...(where !== undefined && { where }),
    ...{ breakdown, levers },
  };
}

/** The rule that is broken, as saved. */
function savedIllegal({ made, rule, legal }: Illegal): SavedIllegal {
  return { choices: made, rule, legal };
}

/** A design without a plan, as a result: what is short, or which rule its choices break. */
export function measureNoPlan(why: NoPlan, name: ResultName): SavedResult {
  const { choice } = why;
  return rounded({
    ...name,
    feasible: false,
    ...(why.kind === "illegal" ? { illegal: savedIllegal(why) } : { infeasible: savedInfeasible(why) }),
    ...(choice === undefined ? {} : { plan: savedChoice(choice) }),
    metrics: Object.fromEntries(Object.keys(METRICS).map((id) => [id, null])),
    breakdown: { timeSeconds: {}, energyJoules: {}, memoryBytes: NOTHING },
    powerTrace: [],
    gantt: [],
    assumptions: [],
    diagnostics: [],
  });
}
