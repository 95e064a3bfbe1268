import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { countedSample } from "./counted-sample.ts";
import { coordinateText, metricOf, type SweepAxis } from "./sweep-figures.ts";
import { formatQuantity } from "../../units/format-quantity.ts";

/** What the sampled points of one value of an axis, or of a stretch of it, come to in one objective. */
export interface EffectGroup {
  /** Middle of the stretch on a number axis; the place in the list of levels otherwise. */
  readonly at: number;
  readonly label: string;
  /** Sampled points there, and how many of them fit. */
  readonly sampled: number;
  readonly feasible: number;
  /** Over those that fit. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly best: number;
}

/** So many values stand for themselves; more are joined into stretches with as many points in each. */
const MOST_VALUES = 24;
const STRETCHES = 16;
const [LOW, MEDIAN, HIGH] = [0.1, 0.5, 0.9];

/** An objective over an axis, everything else varying: groups without a point that fits are left out. */
export function marginalEffect(sweep: SavedSweep, axis: SweepAxis, at: number): readonly EffectGroup[] {
  const { metric, better } = sweep.objectives[at]!;
  return stretchesOf(countedSample(sweep), axis).flatMap(({ at: place, label, points }) => {
    const values = points
      .filter(({ feasible }) => feasible)
      .flatMap(({ metrics }) => metrics[metric] ?? [])
      .sort((a, b) => a - b);
    if (values.length === 0) return [];
    return [
      {
        at: place,
        label,
        sampled: points.length,
        feasible: values.length,
        low: quantile(values, LOW),
        median: quantile(values, MEDIAN),
        high: quantile(values, HIGH),
        best: better === "max" ? values.at(-1)! : values[0]!,
      },
    ];
  });
}

interface Stretch {
  readonly at: number;
  readonly label: string;
  readonly points: readonly SavedPoint[];
}

function stretchesOf(sample: readonly SavedPoint[], axis: SweepAxis): readonly Stretch[] {
  const here = sample.filter(({ coordinates }) => coordinates[axis.name] !== undefined);
  if (axis.levels !== undefined)
    return axis.levels.map((level, at) => ({
      at,
      label: String(level),
      points: here.filter(({ coordinates }) => coordinates[axis.name] === level),
    }));
  const valueOf = ({ coordinates }: SavedPoint): number => Number(coordinates[axis.name]);
  const ordered = [...here].sort((a, b) => valueOf(a) - valueOf(b));
  const values = [...new Set(ordered.map(valueOf))];
  if (values.length <= MOST_VALUES)
    return values.map((value) => {
      const points = ordered.filter((point) => valueOf(point) === value);
      return { at: value, label: coordinateText(points[0]!, axis), points };
    });
  return Array.from({ length: STRETCHES }, (_, stretch) => {
    const [from, to] = [stretch, stretch + 1].map((edge) => Math.round((edge * ordered.length) / STRETCHES));
    const points = ordered.slice(from, to);
    const ends = [points[0]!, points.at(-1)!].map(valueOf) as [number, number];
    const label = ends.map((end) => formatQuantity(end, axis.unit, 4)).join(" – ");
    return { at: (ends[0] + ends[1]) / 2, label, points };
  });
}

/** Between neighbours in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const value = sorted[below]!;
  return value + (place - below) * ((sorted[below + 1] ?? value) - value);
}

export const effectTitle = (sweep: SavedSweep, axis: SweepAxis, at: number): string =>
  `${metricOf(sweep, sweep.objectives[at]!.metric).label} over ${axis.name}`;
