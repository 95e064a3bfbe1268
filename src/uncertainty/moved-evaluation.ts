import { buildArch } from "../arch/build-arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import { evaluate, type Evaluation } from "../evaluate.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { EvaluatedPlan } from "../result/metric-context.ts";
import type { ArchSpec } from "../spec/kinds/arch-spec.ts";
import type { Specs } from "../spec/open-specs.ts";
import type { Overrides } from "../spec/override.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import { SpecProblems } from "../spec/yaml/spec-error.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import {
  hasFollowers,
  numberAt,
  uncertainInputs,
  withValueAt,
  type UncertainInput,
} from "./uncertain-inputs.ts";

/** Inputs that change what the timing costs but not the timing: prices, yields, margins, carbon. */
const MONEY = new RegExp(
  [
    "^system\\.economics",
    "^(chip|machine|system)\\.price$",
    "^system\\.(host|network)Price$",
    "^process\\..*\\.(wafer|defects|maskSet|design)\\b",
    "^silicon\\..*(Price|Margin|Yield|Carbon|otherShare|bondDefects)$",
  ].join("|"),
);

export const isMoney = ({ path }: Pick<UncertainInput, "path">): boolean => MONEY.test(path);

/** A question whose inputs are to be moved, at a decided plan. */
export interface MovedQuestion {
  readonly specs: Specs;
  readonly system: { readonly id: string; readonly loaded: Loaded<ArchSpec> };
  readonly workload: Loaded<WorkloadSpec>;
  readonly overrides: Overrides;
  readonly choice: PlanChoice;
  readonly planners: PlannerCache;
}

/** An input of the system or of the workload. */
export interface QuestionInput extends UncertainInput {
  readonly of: "system" | "workload";
}

/** Every uncertain input of the system and of the workload. */
export function questionInputs({
  system,
  workload,
}: Pick<MovedQuestion, "system" | "workload">): readonly QuestionInput[] {
  return [
    ...uncertainInputs(system.loaded.provenance).map((one) => ({ ...one, of: "system" as const })),
    ...uncertainInputs(workload.provenance).map((one) => ({ ...one, of: "workload" as const })),
  ];
}

export type Moves = readonly { readonly input: QuestionInput; readonly value: number }[];

/**
 * The question with any of its uncertain inputs moved, all at once: an evaluation, or undefined where the plan no
 * longer fits.
 *
 * Values that follow from a moved one by a formula are worked out anew. Machines are remembered by the inputs that
 * have followers, timings by those that time depends on: moved prices read the timing again.
 */
export function movedEvaluator(
  question: MovedQuestion,
): (moves: Moves) => Promise<EvaluatedPlan | undefined> {
  const { system, workload, choice, planners } = question;
  const machines = new Map<string, Promise<Loaded<ArchSpec>>>();
  const timings = new Map<string, Evaluation | undefined>();
  const followed = (input: QuestionInput): boolean =>
    input.of === "system" && hasFollowers(input.path, system.loaded.provenance);
  return async (moves) => {
    const leading = moves.filter(({ input }) => followed(input));
    const leadingKey = keyOf(leading);
    const base = machines.get(leadingKey) ?? reloaded(question, leading);
    machines.set(leadingKey, base);
    const own = moves.filter(({ input }) => input.of === "system" && !followed(input));
    const arch = { ...buildArch(withShares(await base, own)), id: system.id };
    const timeKey = keyOf(moves.filter(({ input }) => !isMoney(input)));
    if (!timings.has(timeKey)) {
      const moved = withValues(
        workload,
        moves.filter(({ input }) => input.of === "workload"),
      ).spec;
      const result = evaluate({ arch, workload: moved, choice, fidelity: "analytic", planners });
      timings.set(timeKey, result.kind === "evaluation" ? result : undefined);
    }
    const timing = timings.get(timeKey);
    return timing === undefined ? undefined : { ...timing, arch };
  };
}

/** The system with values that others follow; where together they break a rule of the spec, they move alone. */
async function reloaded(
  { specs, system, overrides }: MovedQuestion,
  moves: Moves,
): Promise<Loaded<ArchSpec>> {
  if (moves.length === 0) return system.loaded;
  const set = Object.fromEntries(moves.map(({ input, value }) => [input.path, value]));
  try {
    return await specs.arch(system.id, { ...overrides, ...set });
  } catch (error) {
    if (error instanceof SpecProblems) return withValues(system.loaded, moves);
    throw error;
  }
}

/** What followed an input, and is moved itself, is moved by as much from where it came to be. */
function withShares(loaded: Loaded<ArchSpec>, moves: Moves): Loaded<ArchSpec> {
  return withValues(
    loaded,
    moves.map(({ input, value }) => {
      const followed = numberAt(loaded.spec, input.path);
      const isMoved = followed !== undefined && followed !== input.value && input.value !== 0;
      return { input, value: isMoved ? value * (followed / input.value) : value };
    }),
  );
}

function withValues<T>(loaded: Loaded<T>, moves: Moves): Loaded<T> {
  return {
    ...loaded,
    spec: moves.reduce((spec, { input, value }) => withValueAt(spec, input.path, value), loaded.spec),
  };
}

const keyOf = (moves: Moves): string =>
  moves.map(({ input, value }) => `${input.of}.${input.path}=${value}`).join("|");
