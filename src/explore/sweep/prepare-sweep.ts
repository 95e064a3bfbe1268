import { discreteAxis, type Axis, type AxisValue } from "../axes/axis.ts";
import { SpecProblems } from "../../spec/spec-error.ts";
import type { Specs } from "../../spec/open-specs.ts";
import { nearestName } from "../../units/nearest-name.ts";
import { pointsPerPart } from "../store/part-layout.ts";
import { sampleIndexes } from "../store/sample.ts";
import { identityOf, SWEEP_SCHEMA, type SweepIdentity } from "../store/manifest.ts";
import { checkPlanChoice, fullPath, pointSettings } from "./axis-target.ts";
import type { BatchEvaluator } from "./batch-evaluator.ts";
import type { Coordinates, Design } from "./design.ts";
import type { SweepPlan } from "./sweep-plan.ts";
import { gridDesign } from "./grid-design.ts";
import { sampledDesign } from "./sampled-design.ts";
import { planEvaluator } from "./plan-evaluator.ts";
import type { SweepQuestion } from "./question.ts";

const POINTS_KEPT_IN_FULL = 1000;

export interface PreparedSweep {
  readonly identity: SweepIdentity;
  readonly plan: SweepPlan & { readonly design: Design };
}

export interface PrepareInput {
  readonly question: SweepQuestion;
  readonly specs: Specs;
  readonly tool: SweepIdentity["tool"];
}

/**
 * A question made ready: axes, points, parts and an evaluator. Everything the user may have got wrong is thrown here
 * as SpecProblems, before the first point.
 */
export async function prepareSweep({ question, specs, tool }: PrepareInput): Promise<PreparedSweep> {
  const axes = allAxes(question);
  const design = designOf(question, axes);
  if (typeof design === "string") throw new SpecProblems([{ file: "--set", path: "", message: design }]);
  const evaluator = planEvaluator({ ...question, axes }, specs);
  checkMetrics(question, evaluator);
  const inputs = await readInputs({ ...question, axes }, specs);
  const columns = [...new Set([...question.objectives.map(({ metric }) => metric), ...question.columns])];
  const sampled = Math.min(POINTS_KEPT_IN_FULL, design.points);
  const identity = identityOf({
    schema: SWEEP_SCHEMA,
    tool,
    question: { ...question, axes: question.axes.map(describedAxis) },
    inputs,
    seed: question.seed,
    axes: design.axes,
    objectives: question.objectives,
    columns,
    points: design.points,
    pointsPerPart: pointsPerPart(design.points),
    sampled,
  });
  const sample = sampleIndexes(design.points, sampled, question.seed);
  const sampleOf = (first: number, count: number): readonly number[] =>
    sample.filter((index) => index >= first && index < first + count);
  const { objectives } = question;
  return { identity, plan: { design, evaluators: [evaluator], objectives, columns, sampleOf } };
}

const POINTS_DRAWN = 1000;

function designOf({ strategy, limit, seed }: SweepQuestion, axes: readonly Axis[]): Design | string {
  if (strategy === "grid") return gridDesign(axes, limit);
  return sampledDesign({ sampler: strategy, axes, points: limit ?? POINTS_DRAWN, seed });
}

/** Long axes are told by their ends and sum, so that a manifest stays readable. */
function describedAxis(axis: Axis): unknown {
  if (axis.kind !== "discrete" || axis.values.length <= 100) return axis;
  const { values, ...head } = axis;
  const sum = values.reduce<number>((total, value) => total + (typeof value === "number" ? value : 0), 0);
  return { ...head, values: values.length, from: values[0], to: values.at(-1), sum };
}

/** Systems and workloads are axes where there are several. */
function allAxes({ systems, workloads, axes }: SweepQuestion): readonly Axis[] {
  const several = (name: string, values: readonly string[]): readonly Axis[] =>
    values.length > 1 ? [discreteAxis({ name }, values)] : [];
  return [...several("system", systems), ...several("workload", workloads), ...axes];
}

function checkMetrics({ objectives, columns }: SweepQuestion, { metrics }: BatchEvaluator): void {
  const known = metrics.map(({ id }) => id);
  for (const id of [...objectives.map(({ metric }) => metric), ...columns]) {
    if (known.includes(id)) continue;
    const suggestion = nearestName(id, known);
    const message = `"${id}" is no metric`;
    throw new SpecProblems([
      { file: "--objectives", path: id, message, ...(suggestion === undefined ? {} : { suggestion }) },
    ]);
  }
}

/**
 * Reads every spec that the sweep needs, with each axis at both ends (a category at each level): wrong paths, units
 * and bounds show at once. Returns the files that were read.
 */
async function readInputs(question: SweepQuestion, specs: Specs): Promise<SweepIdentity["inputs"]> {
  const units = new Map(question.axes.map(({ name, unit }) => [name, unit]));
  const files = new Map<string, { readonly file: string; readonly sha256: string }>();
  for (const coordinates of trials(question)) {
    for (const [name, value] of Object.entries(coordinates))
      if (fullPath(name).startsWith("plan.")) checkPlanChoice(name, value);
    const settings = pointSettings(coordinates, {
      unitOf: (name) => units.get(name) ?? "",
      fixed: question.set,
      plan: question.plan,
      system: question.systems[0] ?? "",
      workload: question.workloads[0] ?? "",
    });
    const read = [
      await specs.arch(settings.system, settings.arch),
      await specs.workload(settings.workload, settings.task),
    ];
    for (const input of read.flatMap(({ inputs }) => inputs)) files.set(input.file, input);
  }
  return [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** The first point, and from there each axis moved alone. */
function trials({ axes }: SweepQuestion): readonly Coordinates[] {
  const start = Object.fromEntries(
    axes.flatMap((axis) =>
      endsOf(axis)
        .slice(0, 1)
        .map((value) => [axis.name, value]),
    ),
  );
  const moved = axes.flatMap((axis) =>
    endsOf(axis)
      .slice(1)
      .map((value) => ({ ...start, [axis.name]: value })),
  );
  return [start, ...moved];
}

/** Lowest and highest number, or every name. */
function endsOf(axis: Axis): readonly AxisValue[] {
  if (axis.kind === "continuous") return [axis.from, axis.to];
  if (axis.kind === "derived") return [];
  const { values, isOrdered } = axis;
  return isOrdered && values.length > 2 ? [values[0]!, values.at(-1)!] : values;
}
