import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import type { MetricDefinition } from "../../result/result.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { metricFigure, NO_FIGURE } from "../figures.ts";

export type SweepAxis = SavedSweep["axes"][number];
export type SweepObjective = SavedSweep["objectives"][number];

/** The metric as it is defined in the findings; one that is not is known by its id alone. */
export function metricOf({ metrics }: SavedSweep, id: string): MetricDefinition {
  const known = metrics.find((metric) => metric.id === id);
  return known ?? { id, label: id, unit: "", better: "neither", formula: "" };
}

/** Where a point lies on an axis, for a person. */
export function coordinateText({ coordinates }: SavedPoint, { name, unit }: SweepAxis): string {
  const value = coordinates[name];
  return typeof value === "number" ? formatQuantity(value, unit, 4) : String(value ?? NO_FIGURE);
}

export function metricText({ metrics }: SavedPoint, metric: MetricDefinition): string {
  return metricFigure(metrics[metric.id], metric);
}

const DEGREES = ["tensorParallel", "pipelineParallel", "dataParallel"];
export const DEGREES_LABEL = "Plan (tensor × pipeline × data)";

/** Degrees of parallelism of the point's plan. */
export function degreesText({ plan }: SavedPoint): string {
  return plan === undefined ? NO_FIGURE : DEGREES.map((name) => String(plan[name])).join(" × ");
}

/** "Samples per second (higher is better)". */
export function objectiveText(sweep: SavedSweep, { metric, better }: SweepObjective): string {
  return `${metricOf(sweep, metric).label} (${better === "max" ? "higher" : "lower"} is better)`;
}

/** Which systems on which workloads. */
export function sweepTitle({ question }: SavedSweep): string {
  return `${question.systems.join(", ")} on ${question.workloads.join(", ")}`;
}

/** The sharpest knee of the front. */
export const kneeOf = ({ front }: SavedSweep): number | undefined => front.knees[0]?.index;
