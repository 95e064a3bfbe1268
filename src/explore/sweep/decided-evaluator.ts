import { savedChoice } from "../../spec/kinds/plan-choices.ts";
import type { Arch } from "../../arch/arch.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { BuiltInMetricId } from "../../result/metrics/index.ts";
import { rounded } from "../../result/rounded.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { buildOperatorGraph, phasesOf } from "../../workload/build-graph.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import {
  compileEvaluator,
  type CompiledEvaluator,
  type EvaluateInto,
} from "../compiled/compile-evaluator.ts";
import type { PointColumns } from "../compiled/point-columns.ts";
import { pointReader } from "../compiled/point-reader.ts";
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
  const compiled = compiledFor(new Map());
  const keysOf = rowKeys();
  const questions: Question[] = [];
  return {
    metrics: fallback.metrics,
    async describe(coordinates) {
      const { arch, workload, plan } = await source(coordinates);
      const question = compiled(workload, arch);
      const choice = soleChoice(plan, question.graph, arch);
      return choice === undefined ? fallback.describe(coordinates) : question.describe(question.arch, choice);
    },
    async evaluate(batch, wanted, into, onPoint) {
      const keys = keysOf(batch);
      const columns = columnsOf(batch.count, into);
      const ids = wanted as readonly BuiltInMetricId[];
      let question: Question | undefined;
      let evaluateInto: EvaluateInto = neverAsked;
      for (let row = 0; row < batch.count; row++) {
        const key = keys.question(row);
        const before = question;
        question = questions[key] ?? (await ask(row, key));
        if (question !== before) evaluateInto = question.reading(ids);
        const plan = keys.plan(row);
        const choice = question.choices[plan] ?? (await decide(row, question, plan));
        if (choice === UNDECIDED)
          write(await fallback.describe(coordinatesOf(batch, row)), { row, wanted, into });
        else {
          evaluateInto(question.arch, choice, columns, row);
          into.gap[row] = gapAt(columns, row);
        }
        if (onPoint !== undefined && row % POINTS_BETWEEN_PAUSES === 0) await onPoint();
      }

      async function ask(row: number, key: number): Promise<Question> {
        const { arch, workload } = await source(coordinatesOf(batch, row));
        return (questions[key] = compiled(workload, arch));
      }

      async function decide(row: number, question: Question, key: number): Promise<number> {
        const { arch, plan } = await source(coordinatesOf(batch, row));
        const choice = soleChoice(plan, question.graph, arch);
        return (question.choices[key] =
          choice === undefined ? UNDECIDED : question.evaluator.addChoice(choice));
      }
    },
  };
}

/** A caller may let its event loop run this often. */
const POINTS_BETWEEN_PAUSES = 256;
const UNDECIDED = -1;

const neverAsked: EvaluateInto = () => {
  throw new Error("a row before its question");
};

/** An evaluator of one workload on machines of one kind, and the plans it knows, by what rows say of them. */
interface Kind {
  readonly graph: OperatorGraph;
  readonly evaluator: CompiledEvaluator;
  readonly indexOf: (arch: Arch) => number;
  readonly reading: (ids: readonly BuiltInMetricId[]) => EvaluateInto;
  readonly describe: (arch: number, choice: PlanChoice) => FullOutcome;
  /** By the number of a row's choices. */
  readonly choices: number[];
}

/** One machine and workload in an evaluator that others share. */
interface Question extends Kind {
  readonly arch: number;
}

/** One evaluator for each workload and kind of machine: machines with the same parts, whatever their values. */
function compiledFor(planners: PlannerCache): (workload: WorkloadSpec, arch: Arch) => Question {
  const known = new Map<WorkloadSpec, Map<string, Kind>>();
  return (workload, arch) => {
    const kinds = known.get(workload) ?? new Map<string, Kind>();
    known.set(workload, kinds);
    const parts = partsOf(arch);
    const kind = kinds.get(parts) ?? compileFor(workload, arch, planners);
    kinds.set(parts, kind);
    return { ...kind, arch: kind.indexOf(arch) };
  };
}

function compileFor(workload: WorkloadSpec, first: Arch, planners: PlannerCache): Kind {
  const evaluator = compileEvaluator({ workload, archs: [withoutInputs(first)], planners });
  const indexes = new WeakMap([[first, 0]]);
  const readings = new Map<string, EvaluateInto>();
  return {
    graph: graphOf(workload),
    evaluator,
    indexOf: (arch) => {
      const index = indexes.get(arch) ?? evaluator.addArch(withoutInputs(arch));
      indexes.set(arch, index);
      return index;
    },
    reading: (ids) => {
      const reading = readings.get(ids.join()) ?? evaluator.readingOf(ids);
      readings.set(ids.join(), reading);
      return reading;
    },
    describe: describing(evaluator),
    choices: [],
  };
}

/** Numbers alone: where they come from takes more room than they do, and there may be many thousand machines. */
const withoutInputs = (arch: Arch): Arch => ({ ...arch, inputs: [] });

/** Points told in full: a row with every metric, and the plan. */
function describing(evaluator: CompiledEvaluator): (arch: number, choice: PlanChoice) => FullOutcome {
  const read = pointReader(evaluator);
  const choices = new Map<string, number>();
  return (arch, choice) => {
    const text = JSON.stringify(choice);
    const index = choices.get(text) ?? evaluator.addChoice(choice);
    choices.set(text, index);
    const found = read(arch, index);
    if ("short" in found) return misfit(found.short);
    return rounded({ feasible: true, gap: 0, metrics: found.metrics, plan: savedChoice(choice) });
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
