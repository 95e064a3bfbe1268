import type { SavedSweep } from "../../../explore/sweep/saved-sweep.ts";
import { framed, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import { metricFigure } from "../../parts/figures.ts";
import { effectTitle, marginalEffect, type EffectGroup } from "../marginal-effect.ts";
import { metricOf, objectiveText, ownAxes, type SweepAxis } from "../sweep-figures.ts";
import { spanAxis } from "./span-axis.ts";
import type { SweepChart } from "./sweep-chart.ts";

/** Each axis against each objective, everything else varying. */
export const marginalEffects: SweepChart = {
  id: "effect",
  caption:
    "Line: median of the sampled points that fit; band: from the 10th to the 90th percentile; diamonds: the best. The other axes vary along.",
  section: "effects",
  figures: (sweep, theme) =>
    ownAxes(sweep).flatMap((axis, number) =>
      sweep.objectives.flatMap((_, at) => {
        const groups = marginalEffect(sweep, axis, at);
        if (groups.length < 2) return [];
        const spec = effect({ sweep, axis, at, groups, theme });
        return [{ place: `${number}-${at}`, title: effectTitle(sweep, axis, at), spec }];
      }),
    ),
};

interface EffectInput {
  readonly sweep: SavedSweep;
  readonly axis: SweepAxis;
  readonly at: number;
  readonly groups: readonly EffectGroup[];
  readonly theme: ChartTheme;
}

function effect({ sweep, axis, at, groups, theme }: EffectInput): VegaLiteSpec {
  const objective = sweep.objectives[at]!;
  const definition = metricOf(sweep, objective.metric);
  const vertical = spanAxis(
    groups.flatMap(({ low, high, best }) => [low, high, best]),
    definition.unit,
  )!;
  const values = groups.map((group) => ({
    ...group,
    lowText: metricFigure(group.low, definition),
    medianText: metricFigure(group.median, definition),
    highText: metricFigure(group.high, definition),
    bestText: metricFigure(group.best, definition),
    fits: `${group.feasible} of ${group.sampled}`,
  }));
  const y = {
    type: "quantitative",
    scale: vertical.scale,
    axis: vertical.axis,
    title: objectiveText(sweep, objective),
  };
  const isNumbers = axis.levels === undefined;
  const band = isNumbers
    ? { type: "area", opacity: 0.2 }
    : { type: "bar", opacity: 0.2, width: { band: 0.6 } };
  const median = isNumbers
    ? { type: "line", point: { size: 26 }, strokeWidth: 1.8 }
    : { type: "tick", thickness: 2.5 };
  return framed(theme, effectTitle(sweep, axis, at), {
    height: 190,
    data: { values },
    encoding: { x: isNumbers ? numbers(axis, groups) : levels(groups), tooltip: TOOLTIP },
    layer: [
      {
        mark: { ...band, color: theme.system(0) },
        encoding: { y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      { mark: { ...median, color: theme.system(0) }, encoding: { y: { ...y, field: "median" } } },
      {
        mark: {
          type: "point",
          filled: true,
          shape: "diamond",
          size: 46,
          opacity: 0.95,
          color: theme.system(1),
        },
        encoding: { y: { ...y, field: "best" } },
      },
    ],
  });
}

/** Few values are the ticks themselves. */
const MOST_TICKS = 8;

function numbers(axis: SweepAxis, groups: readonly EffectGroup[]): VegaLiteSpec {
  const values = groups.map(({ at }) => at);
  const horizontal = spanAxis(values, axis.unit, values.length <= MOST_TICKS ? values : undefined)!;
  return {
    field: "at",
    type: "quantitative",
    title: axis.name,
    scale: horizontal.scale,
    axis: horizontal.axis,
  };
}

function levels(groups: readonly EffectGroup[]): VegaLiteSpec {
  const axis = { labelAngle: 0, labelOverlap: true, labelLimit: 110 };
  return { field: "label", type: "nominal", title: null, sort: groups.map(({ label }) => label), axis };
}

const TOOLTIP = tooltip(
  ["label", "Value"],
  ["medianText", "Median"],
  ["lowText", "10th percentile"],
  ["highText", "90th percentile"],
  ["bestText", "Best"],
  ["fits", "Fit"],
);
