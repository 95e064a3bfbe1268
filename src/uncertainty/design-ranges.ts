import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import { costsOf } from "../explore/design/design-ranking.ts";
import type { DesignQuestion } from "../explore/design/design-question.ts";
import { misses } from "../explore/design/machine-limits.ts";
import type { DesignRanges, SavedCandidate, SavedDesign } from "../explore/design/saved-design.ts";
import { pointSettings } from "../explore/sweep/axis-target.ts";
import { rounded } from "../result/rounded.ts";
import { withDefaults, type PlanChoice } from "../spec/kinds/plan-choices.ts";
import type { Specs } from "../spec/open-specs.ts";
import { valueAt } from "./input-distribution.ts";
import { questionInputs, type MovedQuestion, type Moves, type QuestionInput } from "./moved-evaluation.ts";
import { deciles, reader, type Readings } from "./sample-readings.ts";
import { unitPoint } from "./unit-point.ts";

/** Samples of all inputs together: enough for a tenth to be told from a fifth. */
const SAMPLES = 64;
const SEED = 1;
/** Of the inputs that move the answer most, so many are named. */
const MOVERS = 5;

/** A design of the answer whose inputs can be moved: each workload's readings, undefined where it no longer fits. */
interface MovedDesign {
  readonly inputs: readonly QuestionInput[];
  readonly read: (valueOf: (input: QuestionInput, axis: number) => number) => Promise<Outcome | undefined>;
}

interface Outcome {
  readonly cost: number;
  readonly keepsLimits: boolean;
}

/**
 * How far the answer to a design question of one objective moves within the ranges of its inputs: the designs of the
 * answer, each at its plan, at the same samples of all inputs (scrambled Sobol points, taken as independent); and the
 * best of them with one input at a time at its ends. Undefined where there is no answer, or a front.
 */
export async function designRanges(
  question: DesignQuestion,
  { best }: Pick<SavedDesign, "best">,
  specs: Specs,
  samples = SAMPLES,
): Promise<DesignRanges | undefined> {
  const [first] = best;
  const [objective] = question.objectives;
  if (first === undefined || objective === undefined || question.objectives.length > 1) return undefined;
  const planners: PlannerCache = new Map();
  const designs = await Promise.all(best.map((one) => movedDesign(question, one, { specs, planners })));
  const unit = unitPoint(SEED);
  const values: number[] = [];
  const counts = { keepsLimits: 0, staysBest: 0 };
  for (let sample = 0; sample < samples; sample++) {
    const at = (input: QuestionInput, axis: number): number => valueAt(input, unit(sample, axis));
    const [own, ...others] = await Promise.all(designs.map(({ read }) => read(at)));
    if (own === undefined) continue;
    values.push(own.cost);
    if (!own.keepsLimits) continue;
    counts.keepsLimits += 1;
    if (!others.some((other) => other?.keepsLimits === true && other.cost < own.cost)) counts.staysBest += 1;
  }
  const sign = objective.better === "min" ? 1 : -1;
  const spread = values.length === 0 ? undefined : deciles(values.map((cost) => sign * cost));
  const movers = await moversOf(designs[0]!, sign);
  return rounded({
    samples,
    fitting: values.length,
    ...counts,
    ...(spread && { objective: spread }),
    movers,
  });
}

async function movedDesign(
  question: DesignQuestion,
  candidate: SavedCandidate,
  { specs, planners }: Pick<MovedQuestion, "specs" | "planners">,
): Promise<MovedDesign> {
  const units = new Map(question.axes.map(({ name, unit }) => [name, unit]));
  const base = { unitOf: (name: string) => units.get(name) ?? "", fixed: question.set, plan: question.plan };
  const moved: MovedQuestion[] = [];
  for (const [at, { id }] of question.workloads.entries()) {
    const settings = pointSettings(candidate.coordinates, { ...base, system: question.system, workload: id });
    const choice = withDefaults(candidate.workloads[at]!.plan as Partial<PlanChoice>);
    const system = { id: settings.system, loaded: await specs.arch(settings.system, settings.arch) };
    const workload = await specs.workload(id, settings.task);
    moved.push({ specs, system, workload, overrides: settings.arch, choice, planners });
  }
  const readers = moved.map((one) => ({ inputs: questionInputs(one), read: reader(one) }));
  return {
    inputs: readers[0]!.inputs,
    read: async (valueOf) => {
      const readings: Readings[] = [];
      for (const { inputs, read } of readers) {
        const moves: Moves = inputs
          .map((input, axis) => ({ input, value: valueOf(input, axis) }))
          .filter(({ input, value }) => value !== input.value);
        const reading = await read(moves);
        if (reading === undefined) return undefined;
        readings.push(reading);
      }
      const keepsLimits = question.within.every((limit) =>
        readings.every((reading) => !misses(limit, reading[limit.metric] ?? null)),
      );
      return { cost: costsOf(question, readings)[0]!, keepsLimits };
    },
  };
}

/** The inputs that move the objective most, each alone at its two ends; null: the plan no longer fits there. */
async function moversOf({ inputs, read }: MovedDesign, sign: number): Promise<DesignRanges["movers"]> {
  const nominal = sign * ((await read(({ value }) => value))?.cost ?? Number.NaN);
  const found = [];
  for (const input of inputs) {
    const end = async (value: number): Promise<number | null> => {
      const outcome = await read((one) => (one === input ? value : one.value));
      return outcome === undefined ? null : sign * outcome.cost;
    };
    const [low, high] = [await end(input.ends.low), await end(input.ends.high)];
    const size =
      low === null || high === null ? Infinity : Math.max(low, high, nominal) - Math.min(low, high, nominal);
    if (size > 0) found.push({ path: input.path, low, high, size });
  }
  return found
    .toSorted((a, b) => (a.size === b.size ? 0 : b.size - a.size))
    .slice(0, MOVERS)
    .map(({ path, low, high }) => ({ path, low, high }));
}
