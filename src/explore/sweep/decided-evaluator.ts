import type { Arch } from "../../arch/arch.ts";
import type { PlannerCache } from "../../estimate/matmul-planner.ts";
import { evaluate } from "../../evaluate.ts";
import { measureMetrics } from "../../result/measure.ts";
import { metricContext } from "../../result/metric-context.ts";
import type { BuiltInMetricId } from "../../result/metrics/index.ts";
import { rounded } from "../../result/rounded.ts";
import type { WorkloadSpec } from "../../spec/workload-spec.ts";
import { buildOperatorGraph, phasesOf } from "../../workload/build-graph.ts";
import type { OperatorGraph } from "../../workload/operator-graph.ts";
import { compileEvaluator, type CompiledEvaluator } from "../compiled/compile-evaluator.ts";
import type { PointColumns } from "../compiled/point-columns.ts";
import type { Batch, BatchEvaluator, FullOutcome, OutcomeColumns } from "./batch-evaluator.ts";
import { coordinatesAt, type Coordinates } from "./design.ts";
import { misfit, type PointSource } from "./plan-evaluator.ts";
import { rowKeys } from "./row-keys.ts";
import { soleChoice } from "./sole-choice.ts";

/**
 * Points whose plan is decided, through the compiled evaluator: no search, and a row costs less than a microsecond where
 * its machine, its workload and its plan have each been met. Points that leave a choice open go to `fallback`.
 *
 * A point comes out the same either way, up to the resource that is named first where it does not fit; numbers of rows
 * are those of `evaluate()` to the last bit, described points are rounded as all that is saved.
 */
export function decidedEvaluator(source: PointSource, fallback: BatchEvaluator): BatchEvaluator {
  const planners: PlannerCache = new Map();
  const compiled = compiledFor(planners);
  const questions = new Map<string, Question>();
  return {
    metrics: fallback.metrics,
    async describe(coordinates) {
      const { arch, workload, plan } = await source(coordinates);
      const choice = soleChoice(plan, graphOf(workload));
      if (choice === undefined) return fallback.describe(coordinates);
      const evaluation = evaluate({ arch, workload, choice, fidelity: "analytic", planners });
      if (evaluation.kind === "infeasible") return misfit(evaluation);
      const metrics = measureMetrics(metricContext(evaluation));
      return rounded({ feasible: true, gap: 0, metrics, plan: { ...choice } });
    },
    async evaluate(batch, wanted, into, onPoint) {
      const keys = rowKeys(batch);
      const columns = columnsOf(batch.count, into);
      const ids = wanted.join();
      for (let row = 0; row < batch.count; row++) {
        const key = `${ids}|${keys.question(row)}`;
        const question = questions.get(key) ?? (await ask(row, key));
        const plan = keys.plan(row);
        const choice = question.choices.get(plan) ?? (await decide(row, question, plan));
        if (choice === UNDECIDED)
          write(await fallback.describe(coordinatesOf(batch, row)), { row, wanted, into });
        else {
          question.evaluator.evaluateInto(question.arch, choice, columns, row);
          into.gap[row] = gapAt(columns, row);
        }
        if (onPoint !== undefined && row % POINTS_BETWEEN_PAUSES === 0) await onPoint();
      }

      async function ask(row: number, key: string): Promise<Question> {
        const { arch, workload } = await source(coordinatesOf(batch, row));
        const question = compiled(workload, arch, wanted as readonly BuiltInMetricId[]);
        questions.set(key, question);
        return question;
      }

      async function decide(row: number, question: Question, key: string): Promise<number> {
        const { plan } = await source(coordinatesOf(batch, row));
        const choice = soleChoice(plan, question.graph);
        const index = choice === undefined ? UNDECIDED : question.evaluator.addChoice(choice);
        question.choices.set(key, index);
        return index;
      }
    },
  };
}

/** A caller may let its event loop run this often. */
const POINTS_BETWEEN_PAUSES = 256;
const UNDECIDED = -1;

/** One machine and workload in an evaluator that others share. */
interface Question extends Shared {
  readonly arch: number;
}

/** An evaluator of one workload on machines of one kind, and the plans it knows, by what rows say of them. */
interface Shared {
  readonly graph: OperatorGraph;
  readonly evaluator: CompiledEvaluator;
  readonly choices: Map<string, number>;
}

interface Kind extends Shared {
  readonly indexOf: (arch: Arch) => number;
}

/** One evaluator for each workload and kind of machine: machines with the same parts, whatever their values. */
function compiledFor(
  planners: PlannerCache,
): (workload: WorkloadSpec, arch: Arch, ids: readonly BuiltInMetricId[]) => Question {
  const known = new Map<WorkloadSpec, Map<string, Kind>>();
  return (workload, arch, ids) => {
    const kinds = known.get(workload) ?? new Map<string, Kind>();
    known.set(workload, kinds);
    const kind = `${ids.join()}|${partsOf(arch)}`;
    const made = kinds.get(kind) ?? compileFor(workload, arch, { ids, planners });
    kinds.set(kind, made);
    return { ...made, arch: made.indexOf(arch) };
  };
}

function compileFor(
  workload: WorkloadSpec,
  first: Arch,
  { ids, planners }: { readonly ids: readonly BuiltInMetricId[]; readonly planners: PlannerCache },
): Kind {
  const evaluator = compileEvaluator({ workload, archs: [first], metrics: ids, planners });
  const indexes = new Map([[first, 0]]);
  return {
    graph: graphOf(workload),
    evaluator,
    indexOf: (arch) => {
      const index = indexes.get(arch) ?? evaluator.addArch(arch);
      indexes.set(arch, index);
      return index;
    },
    choices: new Map(),
  };
}

/** The graph that stages are cut from: of the last phase, as in a search. */
function graphOf(workload: WorkloadSpec): OperatorGraph {
  const phase = phasesOf(workload).at(-1);
  if (phase === undefined) throw new Error("a workload without a phase");
  return buildOperatorGraph(workload, phase);
}

const parts = new WeakMap<Arch, string>();

/** The names of all values of a machine, which an evaluator takes in when it is made. */
function partsOf(arch: Arch): string {
  const known = parts.get(arch);
  if (known !== undefined) return known;
  const { inputs: _, ...values } = arch;
  const names = namesIn(values, "");
  parts.set(arch, names);
  return names;
}

function namesIn(value: unknown, path: string): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return path;
  return Object.keys(value)
    .map((key) => namesIn((value as Record<string, unknown>)[key], `${path}.${key}`))
    .join();
}

function columnsOf(count: number, { feasible, metrics }: OutcomeColumns): PointColumns {
  return { feasible, metrics, demand: new Float64Array(count), bound: new Float64Array(count) };
}

function gapAt({ feasible, demand, bound }: PointColumns, row: number): number {
  if (feasible[row] === 1) return 0;
  return bound[row]! > 0 ? demand[row]! / bound[row]! - 1 : 1;
}

const coordinatesOf = ({ axes, coordinates }: Batch, row: number): Coordinates =>
  coordinatesAt(axes, coordinates, row);

/** One described point as a row. */
function write(
  outcome: FullOutcome,
  { row, wanted, into }: { row: number; wanted: readonly string[]; into: OutcomeColumns },
): void {
  into.feasible[row] = Number(outcome.feasible);
  into.gap[row] = outcome.gap;
  for (const [column, id] of wanted.entries()) into.metrics[column]![row] = outcome.metrics[id] ?? Number.NaN;
}
