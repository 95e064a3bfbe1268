import { ganttSlots } from "./gantt-slots.ts";
import type { SimulatedActivity } from "./simulated-activity.ts";
import { simulateStep, type EventOptions } from "./simulate-step.ts";
import { powerTrace } from "../power/power-trace.ts";
import type { PlanTiming, PricedPlan } from "../priced-plan.ts";
import { standingWatts, wallWatts } from "../pipeline/step-account.ts";
import { systemEnergy } from "../power/system-energy.ts";

/** Segments kept for a Gantt chart: the fill of most pipelines. */
const CHART_SEGMENTS = 30_000;

/**
 * Time a priced plan by replaying it on simulated resources, one event a segment and chip.
 *
 * Without contention the answer is the closed form's. With it, chips of different stages or replicas that use a
 * machine's streaming memory, gateway or host at the same time share its rate, so that no answer is faster than
 * the closed form's.
 */
export function estimateEvent(priced: PricedPlan, options: EventOptions = {}): PlanTiming {
  return simulateEvent(priced, options).timing;
}

/** The same, with what each chip did when. */
export function simulateEvent(
  priced: PricedPlan,
  options: EventOptions = {},
): { readonly timing: PlanTiming; readonly activities: readonly SimulatedActivity[] } {
  const step = simulateStep(priced, { traceSegments: CHART_SEGMENTS, ...options });
  const { arch } = priced.plan;
  const { seconds, time } = step;
  const standing = standingWatts(arch);
  const timing: PlanTiming = {
    fidelity: "event",
    seconds,
    time,
    energy: systemEnergy(priced, seconds),
    bubbleFraction: seconds > 0 ? time.bubble / seconds : 0,
    peakWatts: wallWatts(standing, step.peakWatts),
    powerTrace: powerTrace(
      step.power.map((span) => ({ ...span, watts: span.watts * (1 + standing.lossShare) })),
      seconds,
      wallWatts(standing),
    ),
    gantt: ganttSlots(step.activities, step.windowSeconds),
  };
  return { timing, activities: step.activities };
}
