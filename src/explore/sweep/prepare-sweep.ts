import { compileAxes } from "../axes/compile-axes.ts";
import { discreteAxis, type Axis } from "../axes/axis.ts";
import type { Specs } from "../../spec/open-specs.ts";
import type { FormulaReader } from "../../spec/formula/placed-formula.ts";
import { SpecProblems } from "../../spec/yaml/spec-error.ts";
import { nearestMetric } from "../../result/metric-tables.ts";
import { loadParser } from "../../spec/formula/formula-parser.ts";
import { nearestName } from "../../units/nearest-name.ts";
import { buildSpace, type Space } from "../space.ts";
import { identityOf, SWEEP_SCHEMA, type SweepIdentity } from "../store/manifest.ts";
import { pointsPerPart } from "../store/part-layout.ts";
import { sampleIndexes } from "../store/sample.ts";
import { fullPath } from "./axis-target.ts";
import type { BatchEvaluator } from "./batch-evaluator.ts";
import { withFormulas } from "./metric-formulas.ts";
import { decidedEvaluator } from "./decided-evaluator.ts";
import { planEvaluator, pointSource } from "./plan-evaluator.ts";
import type { SweepQuestion } from "./question.ts";
import { readInputs } from "./read-inputs.ts";
import { budgetOf, pointsOf, rungsOf, type SweepPoints } from "./sweep-points.ts";
import { checkWeights, weightedEvaluator } from "./weighted-evaluator.ts";
import type { SweepPlan } from "./sweep-plan.ts";

const POINTS_KEPT_IN_FULL = 1000;

export interface PreparedSweep {
  readonly identity: SweepIdentity;
  readonly plan: SweepPlan;
  readonly points: SweepPoints;
}

export interface PrepareInput {
  readonly question: SweepQuestion;
  readonly specs: Specs;
  readonly tool: SweepIdentity["tool"];
  /** Where the formulas of the question are written, for messages. */
  readonly source?: QuestionSource;
}

export type QuestionSource = Pick<FormulaReader, "file" | "placeOf">;

/**
 * A question made ready: axes, points, parts and an evaluator. Everything the user may have got wrong is thrown here
 * as SpecProblems, before the first point.
 */
export async function prepareSweep({ question, specs, tool, source }: PrepareInput): Promise<PreparedSweep> {
  checkWeights(question);
  const reader = await readerOf(question, source);
  const space = spaceFor(question, reader);
  const points = pointsOf(question, space);
  if (typeof points === "string") throw problemOf(points);
  const rungs = rungsOf(question);
  const evaluators = rungs.map(({ fidelity }) => {
    const asked = { ...question, axes: space.axes, fidelity };
    const one = (workloads: readonly string[]): BatchEvaluator =>
      withFormulas(evaluatorOf({ ...asked, workloads }, specs), question.formulas ?? NO_FORMULAS, reader);
    return question.weights === undefined ? one(question.workloads) : weighted(question.weights, one);
  });
  checkMetrics(question, evaluators[0]!);
  const inputs = await readInputs({ ...question, axes: space.axes }, space, specs);
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

/** The workloads as one, each with its evaluator and its weight. */
const weighted = (
  weights: Readonly<Record<string, number>>,
  one: (workloads: readonly string[]) => BatchEvaluator,
): BatchEvaluator =>
  weightedEvaluator(
    Object.entries(weights).map(([workload, weight]) => ({ workload, weight, evaluator: one([workload]) })),
  );

/** In closed form a point whose plan is decided needs no search, and comes at the speed of a table. */
function evaluatorOf(question: SweepQuestion, specs: Specs): BatchEvaluator {
  const source = pointSource(question, specs);
  const searching = planEvaluator(question, source);
  return question.fidelity === "analytic" ? decidedEvaluator(source, searching) : searching;
}

const NO_FORMULAS = { metrics: {}, constraints: [] };

const problemOf = (message: string): SpecProblems => new SpecProblems([{ file: "--set", path: "", message }]);

/** The parser is loaded where there is something to parse. */
async function readerOf(
  { axes, constraints = [], formulas = NO_FORMULAS }: SweepQuestion,
  { file, placeOf }: QuestionSource = { file: "--set", placeOf: () => undefined },
): Promise<FormulaReader> {
  const isNeeded =
    axes.some(({ kind }) => kind === "derived") ||
    constraints.length + formulas.constraints.length + Object.keys(formulas.metrics).length > 0;
  const parse = isNeeded ? await loadParser() : refuseToParse;
  return { file, placeOf, parse, functions: [] };
}

const refuseToParse = (text: string): never => {
  throw new Error(`nobody expected the formula ${text}`);
};

function spaceFor(question: SweepQuestion, reader: FormulaReader): Space {
  const { constraints = [], set, plan } = question;
  const fixedPlan = Object.entries(plan).map(([name, value]): [string, unknown] => [`plan.${name}`, value]);
  const fixed = { ...set, ...Object.fromEntries(fixedPlan) };
  const space = buildSpace(compileAxes({ axes: allAxes(question), constraints, fixed, fullPath, reader }));
  if ("problems" in space) throw problemOf(space.problems.join("; "));
  return space;
}

/** Long axes are told by their ends and sum, so that a manifest stays readable. */
function describedAxis(axis: Axis): unknown {
  if (axis.kind !== "discrete" || axis.values.length <= 100) return axis;
  const { values, ...head } = axis;
  const sum = values.reduce<number>((total, value) => total + (typeof value === "number" ? value : 0), 0);
  return { ...head, values: values.length, from: values[0], to: values.at(-1), sum };
}

/** Systems and workloads are axes where there are several; workloads that are weighed are all at every point. */
function allAxes({ systems, workloads, weights, axes }: SweepQuestion): readonly Axis[] {
  const several = (name: string, values: readonly string[]): readonly Axis[] =>
    values.length > 1 ? [discreteAxis({ name }, values)] : [];
  return [
    ...several("system", systems),
    ...several("workload", weights === undefined ? workloads : []),
    ...axes,
  ];
}

function checkMetrics({ objectives, columns }: SweepQuestion, { metrics }: BatchEvaluator): void {
  const known = metrics.map(({ id }) => id);
  for (const id of [...objectives.map(({ metric }) => metric), ...columns]) {
    if (known.includes(id)) continue;
    const suggestion = nearestName(id, known) ?? nearestMetric(id);
    const message = `"${id}" is no metric (dse list metrics names all)`;
    throw new SpecProblems([
      { file: "--objectives", path: id, message, ...(suggestion === undefined ? {} : { suggestion }) },
    ]);
  }
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
