import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { countedSample } from "./counted-sample.ts";
import { coordinateText, degreesText, metricOf, metricText } from "./sweep-figures.ts";

/** A point that is drawn as a mark of its own. */
export interface DrawnPoint {
  readonly point: SavedPoint;
  readonly onFront: boolean;
}

/** Points of the sample that fit, then the front over them. */
export function drawnPoints(sweep: SavedSweep): readonly DrawnPoint[] {
  const { front } = sweep;
  const best = new Set(front.points.map(({ index }) => index));
  const others = countedSample(sweep).filter(({ feasible, index }) => feasible && !best.has(index));
  return [
    ...others.map((point) => ({ point, onFront: false })),
    ...front.points.map((point) => ({ point, onFront: true })),
  ];
}

/** Columns of a drawn point in a chart: `o0`… its objectives, which a selection in any chart is made of. */
export const objectiveField = (at: number): string => `o${at}`;

export function objectiveValues(
  sweep: SavedSweep,
  point: SavedPoint,
): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    sweep.objectives.map(({ metric }, at) => [objectiveField(at), point.metrics[metric] ?? null]),
  );
}

/**
 * Whether a point is inside of what is selected, as an expression of Vega. The page sets `brushed` in every chart: by
 * objective, the ends of the selection.
 */
export function insideBrush(sweep: SavedSweep): string {
  return sweep.objectives
    .map((_, at) => objectiveField(at))
    .map((field) => `(!isValid(brushed.${field}) || inrange(datum.${field}, brushed.${field}))`)
    .join(" && ");
}

/** The parameter that `insideBrush` reads. */
export const BRUSHED = { name: "brushed", value: {} } as const;

/** What a mark tells of its point: text fields, and what each is called. */
export interface TooltipTexts {
  readonly rows: readonly (readonly [field: string, title: string])[];
  readonly textsOf: (point: SavedPoint) => Readonly<Record<string, string>>;
}

export function tooltipTexts(sweep: SavedSweep): TooltipTexts {
  const { objectives, axes } = sweep;
  const told: readonly (readonly [title: string, text: (point: SavedPoint) => string])[] = [
    ["Point", (point) => String(point.index)],
    ...objectives.map(({ metric }) => {
      const definition = metricOf(sweep, metric);
      return [definition.label, (point: SavedPoint) => metricText(point, definition)] as const;
    }),
    ...axes.map((axis) => [axis.name, (point: SavedPoint) => coordinateText(point, axis)] as const),
    ["Plan", (point) => degreesText(sweep, point)],
  ];
  return {
    rows: told.map(([title], at) => [`t${at}`, title]),
    textsOf: (point) => Object.fromEntries(told.map(([, text], at) => [`t${at}`, text(point)])),
  };
}
