import { scaledCosts } from "./scaled-costs.ts";

/**
 * Knees of a front: the points where giving up a little of one cost would save little of the others. Indexes of the
 * points, the sharpest first, with how far each bulges from the plane through the ends of the front.
 *
 * Costs are scaled to 0..1 over the front; the ends of a front then lie on or above Σ cost = 1, and a point bulges by
 * (1 − Σ cost) / √objectives. A knee bulges, and more than its neighbours, the 2 × (objectives − 1) points nearest.
 * Source: Das 1999, "On characterizing the knee of the Pareto curve", on ideal and nadir of the front.
 */
export function kneePoints(front: readonly (readonly number[])[]): readonly Knee[] {
  const scaled = scaledPoints(front);
  const bulges = scaled.map((costs) => (1 - sumOf(costs)) / Math.sqrt(costs.length));
  return bulges
    .map((bulge, index): Knee => ({ index, bulge }))
    .filter(
      ({ index, bulge }) =>
        bulge > LEAST_BULGE && neighbours(scaled, index).every((by) => isAhead(bulges, index, by)),
    )
    .sort((a, b) => b.bulge - a.bulge || a.index - b.index);
}

export interface Knee {
  readonly index: number;
  /** Distance from the plane through the ends, in units of the scaled front. */
  readonly bulge: number;
}

/** Less than this is rounding on a straight front. */
const LEAST_BULGE = 1e-9;

/** Of two that bulge alike the first is the knee. */
function isAhead(bulges: readonly number[], index: number, by: number): boolean {
  return bulges[index]! > bulges[by]! || (bulges[index] === bulges[by] && index < by);
}

function scaledPoints(front: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const columns = (front[0] ?? []).map((_, at) => Float64Array.from(front, (point) => point[at]!));
  const scaled = scaledCosts(columns, [...front.keys()]);
  return front.map((_, row) => scaled.map((column) => column[row]!));
}

function neighbours(points: readonly (readonly number[])[], index: number): readonly number[] {
  const own = points[index]!;
  const distance = (other: readonly number[]): number =>
    sumOf(other.map((cost, at) => (cost - own[at]!) ** 2));
  return points
    .map((point, other) => ({ other, far: distance(point) }))
    .filter(({ other }) => other !== index)
    .sort((a, b) => a.far - b.far)
    .slice(0, 2 * (own.length - 1))
    .map(({ other }) => other);
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
