import { paretoFront } from "./pareto-front.ts";

/**
 * Volume of what the points beat and the reference point bounds: the larger, the better the front. Points are costs;
 * one that is no better than the reference on some cost adds nothing. Exact.
 *
 * 1-D and 2-D directly, 3-D by a sweep over the third cost that keeps the staircase of the other two (Fonseca,
 * Paquete, López-Ibáñez 2006), more by exclusive volumes (While, Bradstreet, Barone 2012, WFG).
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const inside = points.filter((point) => point.every((cost, at) => cost < reference[at]!));
  return volume(inside, reference);
}

type Points = readonly (readonly number[])[];

function volume(points: Points, reference: readonly number[]): number {
  const [first] = points;
  if (first === undefined) return 0;
  if (points.length === 1) return first.reduce((product, cost, at) => product * (reference[at]! - cost), 1);
  if (reference.length === 1) return reference[0]! - Math.min(...points.map((point) => point[0]!));
  if (reference.length === 2) return area(points, reference);
  if (reference.length === 3) return volume3(points, reference);
  return wfg(points, reference);
}

/** Steps of the staircase from left to right. */
function area(points: Points, [right = 0, top = 0]: readonly number[]): number {
  const ordered = [...points].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  let sum = 0;
  let height = top;
  for (const [x = 0, y = 0] of ordered) {
    if (y >= height) continue;
    sum += (right - x) * (height - y);
    height = y;
  }
  return sum;
}

/** Slabs between neighbouring third costs, each as wide as the staircase of the points below. */
function volume3(points: Points, reference: readonly number[]): number {
  const ordered = [...points].sort((a, b) => a[2]! - b[2]!);
  const steps: (readonly number[])[] = [];
  let [sum, covered, below] = [0, 0, ordered[0]![2]!];
  for (const point of ordered) {
    sum += covered * (point[2]! - below);
    below = point[2]!;
    covered += insertStep(steps, point, reference);
  }
  return sum + covered * (reference[2]! - below);
}

/** Puts a point into a staircase (x ascending, y descending); returns the area it adds. */
function insertStep(
  steps: (readonly number[])[],
  point: readonly number[],
  reference: readonly number[],
): number {
  const [x, y] = [point[0]!, point[1]!];
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]![0]! <= x) low = middle + 1;
    else high = middle;
  }
  let ceiling = low > 0 ? steps[low - 1]![1]! : reference[1]!;
  if (ceiling <= y) return 0;
  const from = low > 0 && steps[low - 1]![0] === x ? low - 1 : low;
  let [left, added, to] = [x, 0, low];
  while (to < steps.length && steps[to]![1]! >= y) {
    added += (steps[to]![0]! - left) * (ceiling - y);
    [left, ceiling] = [steps[to]![0]!, steps[to]![1]!];
    to++;
  }
  const right = to < steps.length ? steps[to]![0]! : reference[0]!;
  steps.splice(from, to - from, point);
  return added + (right - left) * (ceiling - y);
}

/** Each point adds what those after it do not cover: its box less the volume of the others clipped to that box. */
function wfg(points: Points, reference: readonly number[]): number {
  const last = reference.length - 1;
  const ordered = [...points].sort((a, b) => b[last]! - a[last]!);
  let sum = 0;
  for (const [at, point] of ordered.entries()) {
    const box = point.reduce((product, cost, axis) => product * (reference[axis]! - cost), 1);
    const clipped = ordered
      .slice(at + 1)
      .map((other) => other.map((cost, axis) => Math.max(cost, point[axis]!)));
    sum += box - volume(nondominated(clipped), reference);
  }
  return sum;
}

function nondominated(points: Points): Points {
  const [first] = points;
  if (first === undefined) return points;
  const columns = first.map((_, axis) => Float64Array.from(points, (point) => point[axis]!));
  return Array.from(paretoFront(columns), (row) => points[row]!);
}
