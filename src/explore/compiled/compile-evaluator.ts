import type { Arch } from "../../arch/arch.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { choiceFor } from "../../evaluate.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { unbuildable } from "../../plan/unbuildable.ts";
import { METRICS, type BuiltInMetricId } from "../../result/metrics/index.ts";
import { addUp, emptyTotals, engagedBy, stepTask, type Engaged } from "../../result/step-totals.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { DEFAULT_CHOICE } from "../../spec/kinds/plan-choices.ts";
import { graphOf, phasesOf } from "../../workload/build-graph.ts";
import { watchOf } from "./dependency-memo.ts";
import { phaseEvaluator, type PhaseEvaluator } from "./phase-evaluator.ts";
import type { Misfit } from "./phase-levels.ts";
import { metricWriter } from "./metric-writer.ts";
import type { PointColumns } from "./point-columns.ts";

export interface CompileInput {
  readonly workload: WorkloadSpec;
  /** Machine variants: built specs, with whatever values overridden. */
  readonly archs: readonly Arch[];
  /** Decided plans; more may be added later. */
  readonly choices?: readonly PlanChoice[];
  /** Metrics to write, in this order. Absent: all. */
  readonly metrics?: readonly BuiltInMetricId[];
  /** Tile plans shared with other evaluations. */
  readonly planners?: PlannerCache;
  /** How metrics are written; absent: by generated code, the fastest. */
  readonly writerOf?: typeof metricWriter;
}

/** Evaluates plans × machine variants of one workload into columns. */
export interface CompiledEvaluator {
  readonly metrics: readonly BuiltInMetricId[];
  readonly archs: readonly Arch[];
  readonly choices: readonly PlanChoice[];
  /** Takes in another machine with the same parts as the first, and returns its index. */
  readonly addArch: (arch: Arch) => number;
  /** Takes in another plan, and returns its index. */
  readonly addChoice: (choice: PlanChoice) => number;
  readonly evaluateInto: EvaluateInto;
  /** The same for other metrics, of whatever is known already. */
  readonly readingOf: (metrics: readonly BuiltInMetricId[]) => EvaluateInto;
}

/**
 * Writes machine variant `arch` with plan `choice` into row `row`: every metric, or NaN and what is short where the
 * plan does not fit, which is returned.
 */
export type EvaluateInto = (
  arch: number,
  choice: number,
  into: PointColumns,
  row: number,
) => Misfit | undefined;

/**
 * The closed form of `evaluate()` at the speed of a table: 1. what is costly (tile plans, prices of blocks, cycles of a
 * replica, updates, residency) is computed by the same functions as in `evaluate()`, once for all points that look the
 * same to them (`dependencyMemo`); 2. each point is put together from those numbers by the same closed form
 * (`closePipeline`, `systemRun`, `withStanding`, `addUp`) and read off by the same metrics; no point is remembered.
 * Equal to `evaluate()` to the last bit at fidelity analytic, feasible or not.
 *
 *   const evaluator = compileEvaluator({ workload, archs, choices });
 *   const columns = pointColumns(archs.length * choices.length, evaluator.metrics.length);
 *   for (const a of archs.keys())
 *     for (const c of choices.keys()) evaluator.evaluateInto(a, c, columns, a * choices.length + c);
 *
 * An evaluator is not pure inside: it remembers, and reuses the records it adds up in. What it answers does not depend
 * on what it was asked before.
 */
export function compileEvaluator(input: CompileInput): CompiledEvaluator {
  const { workload, planners = new Map(), writerOf = metricWriter } = input;
  const archs = [...input.archs];
  const refused: (Misfit | undefined)[] = archs.map((arch) => unbuildable(arch));
  const [first] = archs;
  if (first === undefined) throw new Error("an evaluator has at least one machine");
  const phases = phasesOf(workload);
  const graphs = phases.map((phase) => graphOf(workload, phase));
  const choices: PlanChoice[] = [];
  const engaged: Engaged[] = [];
  const phaseChoices = phases.map((): PlanChoice[] => []);
  const evaluators = graphs.map((graph, at) =>
    phaseEvaluator(graph, watchOf(archs, phaseChoices[at]!, DEFAULT_CHOICE), planners),
  );
  const addChoice = (choice: PlanChoice): number => {
    phases.forEach((phase, at) => phaseChoices[at]!.push(choiceFor(phase, choice, workload, first.chip)));
    engaged.push(engagedBy(choice));
    return choices.push(choice) - 1;
  };
  for (const choice of input.choices ?? []) addChoice(choice);
  const metrics = input.metrics ?? (Object.keys(METRICS) as BuiltInMetricId[]);
  const totals = emptyTotals(
    stepTask(workload, graphs[0]!.tokensPerSample),
    first,
    DEFAULT_CHOICE.arithmetic,
  );
  const figures = evaluators.map((evaluator) => evaluator.figures);
  const readingOf = (ids: readonly BuiltInMetricId[]): EvaluateInto => {
    const write = writerOf(ids.map((id) => METRICS[id]));
    return (arch, choice, into, row) => {
      const short = refused[arch] ?? firstMisfit(evaluators, arch, choice);
      into.feasible[row] = short === undefined ? 1 : 0;
      into.demand[row] = short === undefined ? Number.NaN : short.demand;
      into.bound[row] = short === undefined ? Number.NaN : short.bound;
      if (short === undefined) {
        addUp(totals, archs[arch]!, engaged[choice]!, figures);
        write(totals, into.metrics, row);
      } else for (const column of into.metrics) column[row] = Number.NaN;
      return short;
    };
  };
  return {
    metrics,
    archs,
    choices,
    addArch: (arch) => {
      refused.push(unbuildable(arch));
      return archs.push(arch) - 1;
    },
    addChoice,
    evaluateInto: readingOf(metrics),
    readingOf,
  };
}

function firstMisfit(
  evaluators: readonly PhaseEvaluator[],
  arch: number,
  choice: number,
): Misfit | undefined {
  for (let at = 0; at < evaluators.length; at++) {
    const short = evaluators[at]!.evaluate(arch, choice);
    if (short !== undefined) return short;
  }
  return undefined;
}
