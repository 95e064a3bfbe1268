import { beforeAll, describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { buildArch } from "../../../src/arch/build-arch.ts";
import type { PlannerCache } from "../../../src/estimate/matmul-planner.ts";
import { evaluate } from "../../../src/evaluate.ts";
import { compileEvaluator } from "../../../src/explore/compiled/compile-evaluator.ts";
import { pointColumns } from "../../../src/explore/compiled/point-columns.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { measureMetrics } from "../../../src/result/measure.ts";
import { metricContext } from "../../../src/result/metric-context.ts";
import { METRICS, type BuiltInMetricId } from "../../../src/result/metrics/index.ts";
import { createRandom, type Random } from "../../../src/sim/random.ts";
import type { WorkloadSpec } from "../../../src/spec/workload-spec.ts";
import { buildOperatorGraph, phasesOf } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";
import { randomChoice, tileChoice, variant } from "./random-points.ts";

/** Every number of a point: its metrics, or what is short. */
type Answer = Readonly<Record<string, number | string | null>>;

const METRIC_IDS = Object.keys(METRICS) as BuiltInMetricId[];
const planners: PlannerCache = new Map();
const archs: Arch[] = [];
const workloads: WorkloadSpec[] = [];

beforeAll(async () => {
  const specs = await openShippedSpecs();
  const smallest = new Map<string, WorkloadSpec>();
  for (const { kind, id } of specs.list()) {
    if (kind === "system") archs.push(buildArch(await specs.arch(id)));
    if (kind !== "workload") continue;
    const { spec } = await specs.workload(id);
    const sort = `${spec.family} ${spec.task.kind}`;
    const known = smallest.get(sort);
    if (known === undefined || parameters(spec) < parameters(known)) smallest.set(sort, spec);
  }
  workloads.push(...smallest.values());
}, 60_000);

/** The smallest of a family stands for it: more plans of it fit. */
const parameters = (workload: WorkloadSpec): number =>
  buildOperatorGraph(workload, phasesOf(workload)[0]!).parameters;

function evaluated(arch: Arch, workload: WorkloadSpec, choice: PlanChoice): Answer {
  const result = evaluate({ arch, workload, choice, fidelity: "analytic", planners, withLevers: false });
  if (result.kind === "infeasible") {
    const { resource, demand, bound } = result;
    return { resource, demand, bound };
  }
  return measureMetrics(metricContext(result));
}

/** Answers of all machines × choices, by the compiled evaluator, in the order of `order`. */
function compiled(
  { workload, archs, choices }: Case,
  order: (points: number[]) => readonly number[] = (points) => points,
): readonly Answer[] {
  const evaluator = compileEvaluator({ workload, archs, choices, planners });
  const count = archs.length * choices.length;
  const columns = pointColumns(count, METRIC_IDS.length);
  const resources: (string | undefined)[] = [];
  for (const row of order(Array.from({ length: count }, (_, at) => at))) {
    const arch = Math.floor(row / choices.length);
    resources[row] = evaluator.evaluateInto(arch, row % choices.length, columns, row)?.resource;
  }
  return Array.from({ length: count }, (_, row): Answer => {
    const { demand, bound, metrics, feasible } = columns;
    if (feasible[row] === 0) return { resource: resources[row]!, demand: demand[row]!, bound: bound[row]! };
    return Object.fromEntries(
      METRIC_IDS.map((id, at) => [id, Number.isNaN(metrics[at]![row]) ? null : metrics[at]![row]!]),
    );
  });
}

interface Case {
  readonly workload: WorkloadSpec;
  readonly archs: readonly Arch[];
  readonly choices: readonly PlanChoice[];
}

function randomCase(workload: WorkloadSpec, arch: Arch, random: Random, choices: number): Case {
  const tiles = tileChoice(random);
  const [first] = phasesOf(workload);
  const graph = buildOperatorGraph(workload, first!);
  return {
    workload,
    archs: [arch, variant(arch, random, false), variant(arch, random, false), variant(arch, random, true)],
    choices: Array.from({ length: choices }, () => randomChoice(graph, random, tiles)),
  };
}

describe("the compiled evaluator", () => {
  test("equals evaluate() to the last bit, on all machines and families, where plans fit and where not", () => {
    const random = createRandom(1);
    const wrong: string[] = [];
    const counts = { feasible: 0, infeasible: 0 };
    const perPair = Math.ceil(10_000 / (4 * archs.length * workloads.length));
    for (const workload of workloads)
      for (const arch of archs) {
        const points = randomCase(workload, arch, random, perPair);
        const answers = compiled(points);
        points.archs.forEach((machine, a) =>
          points.choices.forEach((choice, c) => {
            const expected = evaluated(machine, workload, choice);
            const answer = answers[a * points.choices.length + c]!;
            counts["resource" in expected ? "infeasible" : "feasible"] += 1;
            for (const [name, value] of Object.entries(expected))
              if (!Object.is(answer[name], value))
                wrong.push(`${machine.id} ${workload.id} ${name}: ${answer[name]} for ${value}`);
          }),
        );
      }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(counts.feasible + counts.infeasible).toBeGreaterThanOrEqual(10_000);
    expect(Math.min(counts.feasible, counts.infeasible)).toBeGreaterThan(1_000);
  }, 120_000);

  test("answers the same whatever was asked before", () => {
    const points = randomCase(workloads[0]!, archs[0]!, createRandom(2), 20);
    expect(compiled(points, (rows) => rows.reverse())).toEqual(compiled(points));
  });

  test("tells machines apart that differ in one number by the least there is", () => {
    const random = createRandom(3);
    const { workload, choices, archs: machines } = randomCase(workloads[0]!, archs[0]!, random, 40);
    const [arch] = machines;
    const dearer = { ...arch!, economics: { ...arch!.economics, pue: nextUp(arch!.economics.pue) } };
    const busier = { ...arch!, hostWatts: nextUp(arch!.hostWatts) };
    const answers = compiled({ workload, archs: [arch!, dearer, busier], choices });
    const at = answers.findIndex((answer) => !("resource" in answer));
    expect(at).toBeGreaterThanOrEqual(0);
    const [plain, priced, powered] = [0, 1, 2].map((a) => answers[a * choices.length + at]!);
    expect(priced!["electricityDollars"]).not.toBe(plain!["electricityDollars"]);
    expect(priced!["energyJoules"]).toBe(plain!["energyJoules"]);
    expect(powered!["stepTimeSeconds"]).toBe(plain!["stepTimeSeconds"]);
  });
});

/** A number a little above, by a few units in the last place. */
const nextUp = (value: number): number => value * (1 + 4 * Number.EPSILON);
