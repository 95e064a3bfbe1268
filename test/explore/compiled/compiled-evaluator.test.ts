import { illegalText } from "../../../src/plan/choice/illegal.ts";
import { beforeAll, describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { buildArch } from "../../../src/arch/build-arch.ts";
import type { PlannerCache } from "../../../src/estimate/price/matmul-planner.ts";
import { evaluate } from "../../../src/evaluate.ts";
import { compileEvaluator } from "../../../src/explore/compiled/compile-evaluator.ts";
import { pointColumns } from "../../../src/explore/compiled/point-columns.ts";
import { toldShortage } from "../../../src/plan/memory/explain-shortage.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { measureMetrics } from "../../../src/result/measure.ts";
import { metricContext } from "../../../src/result/metric-context.ts";
import { METRICS, type BuiltInMetricId } from "../../../src/result/metrics/index.ts";
import { createRandom, type Random } from "../../../src/sim/random.ts";
import type { WorkloadSpec } from "../../../src/spec/kinds/workload-spec.ts";
import { buildOperatorGraph, phasesOf } from "../../../src/workload/build-graph.ts";
import { casesOf, drawsOf } from "../../helpers/cases.ts";
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
    const sort = sortOf(spec);
    const known = smallest.get(sort);
    if (known === undefined || parameters(spec) < parameters(known)) smallest.set(sort, spec);
  }
  workloads.push(...smallest.values());
}, 300_000);

/** What laws tell workloads apart by: the family, the task, experts, pruned weights, what is trained beside frozen ones. */
function sortOf({ family, model, task }: WorkloadSpec): string {
  const { experts, sparsity } = model;
  const { lora, adapters } = ("trainable" in task && task.trainable) || {};
  const special = Object.entries({ experts, sparsity, lora, adapters }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  return [family, task.kind, ...special].join(" ");
}

/** The smallest of a sort stands for it: more plans of it fit. */
const parameters = (workload: WorkloadSpec): number =>
  buildOperatorGraph(workload, phasesOf(workload)[0]!).parameters;

function evaluated(arch: Arch, workload: WorkloadSpec, choice: PlanChoice): Answer {
  const result = evaluate({ arch, workload, choice, fidelity: "analytic", planners });
  if (result.kind !== "evaluation") {
    if (result.kind === "illegal")
      return { resource: illegalText(result), demand: Number.NaN, bound: Number.NaN };
    const { resource, demand, bound } = result.kind === "unfit" ? toldShortage(result) : result;
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

/** Machines take turns in having other tiles. */
const TURNS = 8;

interface Case {
  readonly workload: WorkloadSpec;
  readonly archs: readonly Arch[];
  readonly choices: readonly PlanChoice[];
}

/** Graphs of a thousand operators take as long at one point as others at ten: they get fewer. */
function shareOf(workload: WorkloadSpec): number {
  const { blocks } = buildOperatorGraph(workload, phasesOf(workload)[0]!);
  return blocks.reduce((sum, { operators }) => sum + operators.length, 0) > 500 ? 0.25 : 1;
}

/** What random cases share: plans of matmuls cost more than all else, and follow from few of the choices and machines. */
interface Draw {
  readonly random: Random;
  readonly choices: number;
  readonly tiles: ReturnType<typeof tileChoice>;
  /** Whether a machine has a variant with other tiles, whose matmuls are planned anew. */
  readonly otherTiles: boolean;
}

function randomCase(workload: WorkloadSpec, arch: Arch, { random, choices, tiles, otherTiles }: Draw): Case {
  const [first] = phasesOf(workload);
  const graph = buildOperatorGraph(workload, first!);
  return {
    workload,
    archs: [
      arch,
      variant(arch, random, false),
      variant(arch, random, false),
      variant(arch, random, otherTiles),
    ],
    choices: Array.from({ length: choices }, () => randomChoice(graph, random, tiles)),
  };
}

function firstCase(seed: number, choices: number): Case {
  const random = createRandom(seed);
  return randomCase(workloads[0]!, archs[0]!, {
    ...{ random, choices },
    ...{ tiles: tileChoice(random), otherTiles: true },
  });
}

describe("the compiled evaluator", () => {
  test("equals evaluate() to the last bit, on all machines and families, where plans fit and where not", () => {
    const { numRuns, seed } = drawsOf("compiled evaluator");
    const random = createRandom(seed);
    const wrong: string[] = [];
    const counts = { feasible: 0, infeasible: 0 };
    const shares = workloads.map(shareOf);
    const all = shares.reduce((sum, share) => sum + share, 0);
    // Each workload meets every so many machines, each machine every so many workloads.
    const step = Math.round(1 / casesOf("machines of the compiled evaluator"));
    const points = numRuns / (4 * (archs.length / step));
    for (const [w, workload] of workloads.entries()) {
      const tiles = tileChoice(random);
      for (const [at, arch] of archs.entries()) {
        if ((at + w) % step !== 0) continue;
        const otherTiles = arch.chip.architecture === "roofline" || at % TURNS === w % TURNS;
        const drawn = randomCase(workload, arch, {
          random,
          choices: Math.ceil((points * shares[w]!) / all),
          tiles,
          otherTiles,
        });
        const answers = compiled(drawn);
        drawn.archs.forEach((machine, a) => {
          // A copy, of which nothing is remembered: what a machine is told does not come from another.
          const own = structuredClone(workload);
          drawn.choices.forEach((choice, c) => {
            const expected = evaluated(machine, own, choice);
            const answer = answers[a * drawn.choices.length + c]!;
            counts["resource" in expected ? "infeasible" : "feasible"] += 1;
            for (const [name, value] of Object.entries(expected))
              if (!Object.is(answer[name], value))
                wrong.push(`${machine.id} ${workload.id} ${name}: ${answer[name]} for ${value}`);
          });
        });
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(counts.feasible + counts.infeasible).toBeGreaterThanOrEqual(numRuns);
    expect(Math.min(counts.feasible, counts.infeasible)).toBeGreaterThan(numRuns / 10);
  }, 300_000);

  test("answers the same whatever was asked before", () => {
    const points = firstCase(2, 20);
    expect(compiled(points, (rows) => rows.reverse())).toEqual(compiled(points));
  });

  test("tells machines apart that differ in one number by the least there is", () => {
    const { workload, choices, archs: machines } = firstCase(3, 40);
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
