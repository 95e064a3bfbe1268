import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/evaluate.ts";
import { decidePlan } from "../../../src/explore/plan-search/decide-plan.ts";
import { splitChooser } from "../../../src/explore/plan-search/choose-split.ts";
import { leastSeconds } from "../../../src/explore/plan-search/least-seconds.ts";
import { memoryBound } from "../../../src/explore/plan-search/memory-bound.ts";
import { graphLaws, PRICE_TIERS } from "../../../src/explore/plan-search/plan-laws.ts";
import { splitSeconds } from "../../../src/explore/plan-search/split-seconds.ts";
import { standingBound } from "../../../src/explore/plan-search/standing-bound.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { layerCount } from "../../../src/plan/partition/partition.ts";
import { drawsOf } from "../../helpers/cases.ts";
import {
  everyPlan,
  everySplit,
  oneOf,
  smallQuestions,
  someSplit,
  type SmallQuestion,
} from "./small-questions.ts";

const questions = await smallQuestions();
/** Of more layers there are too many splits to try them all. */
const MOST_LAYERS = 6;

function lawsOf({ arch, graphs, planners }: SmallQuestion) {
  return graphs.map((graph) => graphLaws(arch, graph, { planners, room: 0.6 }));
}

describe.each(questions.map((question) => [question.name, question] as const))("%s", (_name, question) => {
  const { arch, workload, graphs, planners } = question;
  const plans = everyPlan(question);
  const laws = lawsOf(question);
  const choose = splitChooser({ arch, laws, planners });
  const mayFit = memoryBound(arch, graphs);
  const stands = standingBound(arch, graphs);
  const main = graphs.at(-1)!;
  const layers = layerCount(main);

  /** Interleaved stages are of equal length. */
  const isEven = ({ layersPerStage }: PlanChoice): boolean => new Set(layersPerStage).size === 1;

  const secondsOf = (choice: PlanChoice): number | undefined => {
    const result = evaluate({ arch, workload, choice, fidelity: "analytic", planners });
    if (result.kind !== "evaluation") return undefined;
    return result.phases.reduce((sum, { timing }) => sum + timing.seconds, 0);
  };

  test("no split of a plan's layers is faster than a bound of the plan, or fits where the memory bound says no", () =>
    fc.assert(
      fc.property(
        oneOf(plans).chain((plan) =>
          someSplit(layers, plan.pipelineParallel).map((split) => ({ plan, split })),
        ),
        ({ plan, split }) => {
          const decided = decidePlan({ arch, laws, fixed: {}, planners, choose }, plan);
          const bounds = PRICE_TIERS.map((tier) => leastSeconds(laws, plan, tier));
          expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
          for (const choice of [
            { ...plan, layersPerStage: split },
            ...(decided.kind === "decided" ? [decided.choice] : []),
          ]) {
            const seconds = secondsOf(choice);
            if (seconds === undefined) continue;
            expect(stands(plan)).toBe(true);
            if (plan.interleave === 1 || isEven(choice)) expect(mayFit(plan)).toBe(true);
            for (const bound of bounds) expect(bound).toBeLessThanOrEqual(seconds);
          }
        },
      ),
      drawsOf("bounds of small plans"),
    ));

  test("a plan is decided with the shortest longest stage that fits, and timed as evaluate() times it", () =>
    fc.assert(
      fc.property(oneOf(plans), (plan) => {
        const decided = decidePlan({ arch, laws, fixed: {}, planners, choose }, plan);
        if (decided.kind === "decided") {
          expect(secondsOf(decided.choice)).toBe(decided.seconds);
          const split = splitSeconds(laws, choose, plan) ?? 0;
          expect(split).toBeLessThanOrEqual(decided.seconds);
        }
        if (layers > MOST_LAYERS || (plan.interleave ?? 1) > 1) return;
        const longest = everySplit(layers, plan.pipelineParallel)
          .filter((layersPerStage) => secondsOf({ ...plan, layersPerStage }) !== undefined)
          .map((split) => longestStage(plan, split));
        if (decided.kind === "misfit") {
          expect(longest).toEqual([]);
          expect(decided.why().kind).toBe("infeasible");
        } else
          expect(longestStage(plan, decided.choice.layersPerStage)).toBeLessThanOrEqual(
            Math.min(...longest) * (1 + 1e-6),
          );
      }),
      drawsOf("splits of small plans"),
    ));

  /** Seconds of the longest stage, embedding and head where they stand. */
  function longestStage(plan: PlanChoice, split: readonly number[]): number {
    const { seconds } = laws.at(-1)!.price.exact(plan);
    const costs = main.blocks.flatMap((block) =>
      block.kind === "layer" ? new Array<number>(block.count).fill(seconds.get(block)!) : [],
    );
    const apart = (kinds: readonly string[]): number =>
      main.blocks.reduce(
        (sum, block) => sum + (kinds.includes(block.kind) ? block.count * seconds.get(block)! : 0),
        0,
      );
    const headFirst = plan.headPlacement === "first";
    let from = 0;
    const stages = split.map((count) =>
      costs.slice(from, (from += count)).reduce((sum, cost) => sum + cost, 0),
    );
    stages[0]! += apart(headFirst ? ["embedding", "head"] : ["embedding"]);
    if (!headFirst) stages[stages.length - 1]! += apart(["head"]);
    return Math.max(...stages);
  }
});
