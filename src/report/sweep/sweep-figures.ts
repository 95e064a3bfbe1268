import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import type { MetricDefinition } from "../../result/saved/result.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { figure, metricFigure, NO_FIGURE } from "../parts/figures.ts";

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

/** Degrees of parallelism of the point's plan; where workloads are weighed, of the plan of each. */
export function degreesText({ question }: SavedSweep, { plan }: SavedPoint): string {
  if (plan === undefined) return NO_FIGURE;
  const degrees = (of: Readonly<Record<string, unknown>>): string =>
    DEGREES.map((name) => String(of[name])).join(" × ");
  if (question.weights === undefined) return degrees(plan);
  return Object.entries(plan)
    .map(([workload, own]) => `${workload} ${degrees(own as Readonly<Record<string, unknown>>)}`)
    .join(", ");
}

/** "Samples per second (higher is better)". */
export function objectiveText(sweep: SavedSweep, { metric, better }: SweepObjective): string {
  return `${metricOf(sweep, metric).label} (${better === "max" ? "higher" : "lower"} is better)`;
}

/** The name of the study, or which systems on which workloads. */
export function sweepTitle({ question }: SavedSweep): string {
  if (question.study !== undefined) return question.study.name;
  return `${question.systems.join(", ")} on ${question.workloads.join(", ")}`;
}

/** The sharpest knee of the front. */
export const kneeOf = ({ front }: SavedSweep): number | undefined => front.knees[0]?.index;

/** Axes that were varied for their own sake; others follow from them. */
export function ownAxes({ axes, question }: SavedSweep): readonly SweepAxis[] {
  const written = Array.isArray(question["axes"]) ? (question["axes"] as readonly unknown[]) : [];
  const derived = new Set(
    written.flatMap((axis) =>
      typeof axis === "object" && axis !== null && "kind" in axis && "name" in axis && axis.kind === "derived"
        ? [axis.name]
        : [],
    ),
  );
  return axes.filter(({ name }) => !derived.has(name));
}

/** What was asked, in a sentence. */
export function questionText(sweep: SavedSweep): string {
  const axes = ownAxes(sweep)
    .map(({ name }) => name)
    .join(", ");
  const objectives = sweep.objectives.map((objective) => objectiveText(sweep, objective)).join(" and ");
  const { strategy } = sweep.question;
  const how =
    strategy === "grid" ? "every combination of" : `${figure(sweep.points, "")} points by ${strategy} over`;
  return `Which designs are best in ${objectives}${scopeText(sweep)}, among ${how} ${axes}?`;
}

/** Over which work a design is good, where that is more than one. */
function scopeText({ question: { weights }, workloads }: SavedSweep): string {
  if (weights !== undefined) return `, summed over ${weightsText(weights)}`;
  return workloads === undefined ? "" : " on each workload alone";
}

/** "2 × bert-large + 1 × gpt-3-13b". */
export const weightsText = (weights: Readonly<Record<string, number>>): string =>
  Object.entries(weights)
    .map(([workload, weight]) => `${weight} × ${workload}`)
    .join(" + ");

/** How a sweep of several workloads is to be read that an earlier version saved with one front over all of them. */
export const mixedNote = ({ question: { workloads, weights }, ...sweep }: SavedSweep): readonly string[] =>
  workloads.length < 2 || weights !== undefined || sweep.workloads !== undefined
    ? []
    : [
        "An earlier version saved this sweep with one front over all workloads, in which the smaller ones beat the larger.",
      ];

/** What the hypervolume is measured in, so that another sweep can be held against it. */
export function volumeText(sweep: SavedSweep): string {
  const ends = sweep.front.hypervolume;
  if (ends === undefined) return "";
  const spans = sweep.objectives.map(({ metric }, at) => {
    const { label, unit } = metricOf(sweep, metric);
    return `${label} from ${figure(ends.worst[at], unit)} to ${figure(ends.best[at], unit)}`;
  });
  return `Hypervolume: the share of the box from the worst to the best of all points that fit that some point of the front beats; ${spans.join(", ")}.`;
}
