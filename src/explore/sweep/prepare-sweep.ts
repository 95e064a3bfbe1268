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
import { buildSpace } from "../space.ts";
import { gridDesign } from "./grid-design.ts";
import { sampledDesign } from "./sampled-design.ts";
import { planEvaluator } from "./plan-evaluator.ts";
import type { Rung, SweepQuestion } from "./question.ts";
import { isSearch, SEARCH_BUDGETS, searchPoints, type SearchPoints } from "./search-points.ts";

const POINTS_KEPT_IN_FULL = 1000;

export interface PreparedSweep {
  readonly identity: SweepIdentity;
  readonly plan: SweepPlan;
  readonly points: SweepPoints;
}

/** All points known beforehand, or a search that asks for them. */
export type SweepPoints = { readonly kind: "list"; readonly design: Design } | SearchPoints;

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
  const points = pointsOf(question, axes);
  if (typeof points === "string") throw new SpecProblems([{ file: "--set", path: "", message: points }]);
  const rungs = rungsOf(question);
  const evaluators = rungs.map(({ fidelity }) => planEvaluator({ ...question, axes, fidelity }, specs));
  checkMetrics(question, evaluators[0]!);
  const inputs = await readInputs({ ...question, axes }, specs);
  const columns = [...new Set([...question.objectives.map(({ metric }) => metric), ...question.columns])];
  const isList = points.kind === "list";
  const count = isList ? points.design.points : budgetOf(question);
  const sampled = Math.min(POINTS_KEPT_IN_FULL, count);
  const identity = identityOf({
    schema: SWEEP_SCHEMA,
    tool,
    question: { ...question, axes: question.axes.map(describedAxis) },
    inputs,
    seed: question.seed,
    axes: isList ? points.design.axes : points.axes,
    objectives: question.objectives,
    columns,
    points: count,
    pointsPerPart: isList ? pointsPerPart(count) : null,
    sampled,
  });
  const plan: SweepPlan = {
    evaluators,
    objectives: question.objectives,
    columns,
    sampleOf: isList ? drawnSample(count, sampled, question.seed) : regularSample(count),
    ...(rungs.length > 1 ? { fidelities: rungs.map(({ fidelity }) => fidelity) } : {}),
  };
  return { identity, plan, points };
}

type SampleOf = SweepPlan["sampleOf"];

function drawnSample(points: number, wanted: number, seed: number): SampleOf {
  const sample = sampleIndexes(points, wanted, seed);
  return (first, count) => sample.filter((index) => index >= first && index < first + count);
}

/** Every n-th point of a search, which may ask for fewer points or, at cheap fidelities, for more than its budget. */
function regularSample(budget: number): SampleOf {
  const step = Math.ceil(budget / POINTS_KEPT_IN_FULL);
  return (first, count) =>
    Array.from({ length: count }, (_, row) => first + row).filter((index) => index % step === 0);
}

const POINTS_DRAWN = 1000;

const budgetOf = ({ strategy, limit }: SweepQuestion): number =>
  limit ?? (isSearch(strategy) ? SEARCH_BUDGETS[strategy] : POINTS_DRAWN);

/** Twenty closed forms for one simulation (assumed): about ten times as many designs are screened as are confirmed. */
const DEFAULT_LADDER: readonly Rung[] = [
  { fidelity: "analytic", cost: 1 },
  { fidelity: "event", cost: 20 },
];

function rungsOf({ strategy, fidelity, ladder }: SweepQuestion): readonly Rung[] {
  if (strategy === "multi-fidelity") return ladder ?? DEFAULT_LADDER;
  return [{ fidelity: ladder?.at(-1)?.fidelity ?? fidelity, cost: 1 }];
}

function pointsOf(question: SweepQuestion, axes: readonly Axis[]): SweepPoints | string {
  const { strategy, limit, seed, objectives, population } = question;
  if (isSearch(strategy)) {
    const space = buildSpace({ axes });
    if ("problems" in space) return space.problems.join("; ");
    return searchPoints(space, strategy, {
      budget: budgetOf(question),
      seed,
      objectives: objectives.length,
      rungCosts: rungsOf(question).map(({ cost }) => cost),
      ...(population === undefined ? {} : { population }),
    });
  }
  const design =
    strategy === "grid"
      ? gridDesign(axes, limit)
      : sampledDesign({ sampler: strategy, axes, points: budgetOf(question), seed });
  return typeof design === "string" ? design : { kind: "list", design };
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
