import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { metricFigure } from "../parts/figures.ts";
import { metricOf, type SweepAxis } from "./sweep-figures.ts";

/** An upright axis from 0 to 1: of a coordinate or an objective. */
export interface ScaledAxis {
  readonly title: string;
  /** Undefined where the point has no such coordinate. */
  readonly shareOf: (point: SavedPoint) => number | undefined;
  /** Ends, or every value of few. */
  readonly labels: readonly { readonly share: number; readonly text: string }[];
}

/** From this ratio on, equal ratios are equally far apart. */
const LEAST_LOG_RATIO = 20;
const MOST_LABELS = 6;

export function axisOfCoordinate(axis: SweepAxis, points: readonly SavedPoint[]): ScaledAxis {
  const { name, unit, levels } = axis;
  const valueOf = ({ coordinates }: SavedPoint) => coordinates[name];
  if (levels !== undefined) return axisOfLevels(name, levels, valueOf);
  const numberOf = (point: SavedPoint): number | undefined => {
    const value = valueOf(point);
    return typeof value === "number" ? value : undefined;
  };
  return axisOfNumbers(name, numberOf, points, (value) => formatQuantity(value, unit, 4));
}

/** An objective with its better end up. */
export function axisOfObjective(sweep: SavedSweep, at: number, points: readonly SavedPoint[]): ScaledAxis {
  const { metric, better } = sweep.objectives[at]!;
  const definition = metricOf(sweep, metric);
  const numberOf = ({ metrics }: SavedPoint): number | undefined => metrics[metric] ?? undefined;
  const upward = axisOfNumbers(
    definition.label,
    numberOf,
    points,
    (value) => metricFigure(value, definition),
    2,
  );
  if (better === "max") return upward;
  return {
    ...upward,
    shareOf(point) {
      const share = upward.shareOf(point);
      return share === undefined ? undefined : 1 - share;
    },
    labels: upward.labels.map(({ share, text }) => ({ share: 1 - share, text })),
  };
}

function axisOfLevels(
  title: string,
  levels: NonNullable<SweepAxis["levels"]>,
  valueOf: (point: SavedPoint) => unknown,
): ScaledAxis {
  const share = (level: number): number => (levels.length === 1 ? 0.5 : level / (levels.length - 1));
  return {
    title,
    shareOf(point) {
      const level = levels.findIndex((one) => one === valueOf(point));
      return level < 0 ? undefined : share(level);
    },
    labels: levels.map((level, at) => ({ share: share(at), text: String(level) })),
  };
}

function axisOfNumbers(
  title: string,
  numberOf: (point: SavedPoint) => number | undefined,
  points: readonly SavedPoint[],
  text: (value: number) => string,
  mostLabels = MOST_LABELS,
): ScaledAxis {
  const values = [...new Set(points.map(numberOf).filter((value) => value !== undefined))].sort(
    (a, b) => a - b,
  );
  const [low = 0, high = 0] = [values[0], values.at(-1)];
  const to = low > 0 && high / low >= LEAST_LOG_RATIO ? Math.log : (value: number): number => value;
  const share = (value: number): number => (high > low ? (to(value) - to(low)) / (to(high) - to(low)) : 0.5);
  const told = values.length <= mostLabels ? values : [low, high];
  return {
    title,
    shareOf(point) {
      const value = numberOf(point);
      return value === undefined ? undefined : share(value);
    },
    labels: apart(told.map((value) => ({ share: share(value), text: text(value) }))),
  };
}

/** Labels that stand too near to the one below are left out; the ends stay. */
function apart(labels: ScaledAxis["labels"]): ScaledAxis["labels"] {
  const kept: { share: number; text: string }[] = [];
  for (const [at, label] of labels.entries()) {
    const isLast = at === labels.length - 1;
    if (isLast) while (kept.length > 1 && label.share - kept.at(-1)!.share < 0.08) kept.pop();
    if (isLast || kept.length === 0 || label.share - kept.at(-1)!.share >= 0.08) kept.push(label);
  }
  return kept;
}
