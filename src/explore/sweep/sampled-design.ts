import type { Space } from "../space.ts";
import { latinHypercube } from "../strategies/latin-hypercube.ts";
import { random } from "../strategies/random.ts";
import { sobol } from "../strategies/sobol.ts";
import type { Outcome, Strategy } from "../strategies/strategy.ts";
import { designAxis, type Design } from "./design.ts";

/** Strategies whose points depend on no outcome: all of them are known before the first is evaluated. */
export const SAMPLERS = { random, "latin-hypercube": latinHypercube, sobol } satisfies Record<
  string,
  Strategy
>;

export type SamplerName = keyof typeof SAMPLERS;

export interface SampleInput {
  readonly sampler: SamplerName;
  readonly space: Space;
  readonly points: number;
  readonly seed: number;
}

/**
 * Points drawn from a space, fewer than asked for where it has no more. They are drawn anew in every thread, which
 * costs less than handing them over, and are the same in all.
 */
export function sampledDesign({ sampler, space, points, seed }: SampleInput): Design | string {
  const search = SAMPLERS[sampler](space, { budget: points, seed, objectives: 1 });
  const drawn: (readonly number[])[] = [];
  for (let step = search.next(); step.done !== true; step = search.next(step.value.map(() => UNKNOWN)))
    for (const { coordinates } of step.value) drawn.push(coordinates);
  if (drawn.length === 0) return "no point that was drawn meets all constraints";
  return {
    points: drawn.length,
    axes: space.axes.map(designAxis),
    fill(first, count, columns) {
      for (let row = 0; row < count; row++)
        for (const [axis, column] of columns.entries())
          column[row] = drawn[first + row]?.[axis] ?? Number.NaN;
    },
  };
}

/** What a sampler is told, which does not listen. */
const UNKNOWN: Outcome = { feasible: false, costs: [], gap: 0 };
