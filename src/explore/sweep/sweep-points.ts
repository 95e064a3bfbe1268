import type { Space } from "../space.ts";
import type { Design } from "./design.ts";
import { gridDesign } from "./grid-design.ts";
import type { Rung, SweepQuestion } from "./question.ts";
import { sampledDesign } from "./sampled-design.ts";
import { isSearch, SEARCH_BUDGETS, searchPoints, type SearchPoints } from "./search-points.ts";

const POINTS_DRAWN = 1000;

export const budgetOf = ({ strategy, limit }: SweepQuestion): number =>
  limit ?? (isSearch(strategy) ? SEARCH_BUDGETS[strategy] : POINTS_DRAWN);

/** Twenty closed forms for one simulation (assumed): about ten times as many designs are screened as are confirmed. */
const DEFAULT_LADDER: readonly Rung[] = [
  { fidelity: "analytic", cost: 1 },
  { fidelity: "event", cost: 20 },
];

export function rungsOf({ strategy, fidelity, ladder }: SweepQuestion): readonly Rung[] {
  if (strategy === "multi-fidelity") return ladder ?? DEFAULT_LADDER;
  return [{ fidelity: ladder?.at(-1)?.fidelity ?? fidelity, cost: 1 }];
}

/** All points known beforehand, or a search that asks for them. */
export type SweepPoints = { readonly kind: "list"; readonly design: Design } | SearchPoints;

/** The points of a question, or in one sentence why there are none. */
export function pointsOf(question: SweepQuestion, space: Space): SweepPoints | string {
  const { strategy, limit, seed, objectives, population } = question;
  if (isSearch(strategy))
    return searchPoints(space, strategy, {
      budget: budgetOf(question),
      seed,
      objectives: objectives.length,
      rungCosts: rungsOf(question).map(({ cost }) => cost),
      ...(population === undefined ? {} : { population }),
    });
  const design =
    strategy === "grid"
      ? gridDesign(space, limit)
      : sampledDesign({ sampler: strategy, space, points: budgetOf(question), seed });
  return typeof design === "string" ? design : { kind: "list", design };
}
