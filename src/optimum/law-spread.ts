import type { Allocation, ScalingLaw } from "./laws/scaling-law.ts";
import type { OptimumAnswer } from "./find-optimum.ts";

type Range = readonly [low: number, high: number];

/** What laws that speak of the same text and kind of model disagree on: the uncertainty of an allocation by any one of them. */
export interface LawSpread {
  readonly laws: readonly string[];
  readonly parameters: Range;
  readonly tokens: Range;
  readonly loss: Range;
}

/** Laws that answer the same question on the same text, so that their answers compare. */
export const isPeer = (one: ScalingLaw, other: ScalingLaw): boolean =>
  one.dataset === other.dataset && JSON.stringify(one.model) === JSON.stringify(other.model);

/** Range of model size, data and loss over the laws whose losses compare with those of `law`; undefined with none. */
export function lawSpread(
  law: ScalingLaw,
  answers: readonly { readonly law: ScalingLaw; readonly answer: OptimumAnswer }[],
): LawSpread | undefined {
  const found = answers.flatMap(({ law: one, answer }) =>
    isPeer(one, law) && answer.kind === "optimum" ? [{ id: one.id, allocation: answer.allocation }] : [],
  );
  if (found.length === 0) return undefined;
  const range = (key: keyof Allocation): Range => {
    const values = found.map(({ allocation }) => allocation[key]);
    return [Math.min(...values), Math.max(...values)];
  };
  return {
    laws: found.map(({ id }) => id),
    parameters: range("parameters"),
    tokens: range("tokens"),
    loss: range("loss"),
  };
}
