import { figure, percent, significant } from "../figures.ts";
import { feasibleOutcomes } from "../reading.ts";
import { logAxis } from "./axis.ts";
import { framed, tooltip, type Chart } from "./chart.ts";
import { systemColours } from "./system-colours.ts";

interface Ceiling {
  readonly system: string;
  readonly peak: number;
  readonly bytesPerSecond: number;
  readonly intensity: number;
  readonly achieved: number;
}

/** What the machine allows at `flopsPerByte`: min(peak, intensity × bandwidth). */
const attainable = (c: Ceiling, flopsPerByte: number): number =>
  Math.min(c.peak, flopsPerByte * c.bytesPerSecond);

function texts(c: Ceiling) {
  return {
    peakText: figure(c.peak, "FLOP/s"),
    bandwidth: figure(c.bytesPerSecond, "B/s"),
    intensityText: `${significant(c.intensity)} FLOP/B`,
    achievedText: figure(c.achieved, "FLOP/s"),
    ofCeiling: percent(c.achieved / attainable(c, c.intensity)),
  };
}

export const roofline: Chart = {
  id: "roofline",
  title: "Roofline",
  caption:
    "Lines: what a chip allows at each arithmetic intensity, by peak FLOP/s and memory bandwidth. Points: what it reaches.",
  scope: "workload",
  spec: (results, theme) => {
    const ceilings = feasibleOutcomes(results).flatMap(({ system, shown }): readonly Ceiling[] => {
      const r = shown.roofline;
      if (!r || r.flopsPerByte <= 0 || r.bytesPerSecond <= 0 || r.flopsPerSecond <= 0) return [];
      const [peak, bytesPerSecond, achieved] = [r.peakFlopsPerSecond, r.bytesPerSecond, r.flopsPerSecond].map(
        (v) => v / system.chips,
      );
      return [
        {
          system: system.name,
          peak: peak ?? 0,
          bytesPerSecond: bytesPerSecond ?? 0,
          intensity: r.flopsPerByte,
          achieved: achieved ?? 0,
        },
      ];
    });
    if (ceilings.length === 0) return undefined;
    const knees = ceilings.flatMap((c) => [c.intensity, c.peak / c.bytesPerSecond]);
    const [left, right] = [Math.min(...knees) / 4, Math.max(...knees) * 4];
    const lines = ceilings.flatMap((c) =>
      [left, c.peak / c.bytesPerSecond, right].map((x) => ({
        system: c.system,
        x,
        y: attainable(c, x),
        ...texts(c),
      })),
    );
    const points = ceilings.map((c) => ({ system: c.system, x: c.intensity, y: c.achieved, ...texts(c) }));
    const bottom = Math.min(...points.map((p) => p.y), ...lines.map((p) => p.y)) / 1.6;
    const top = Math.max(...ceilings.map((c) => c.peak)) * 1.6;
    const info = tooltip(
      ["system", "Machine"],
      ["intensityText", "Intensity"],
      ["achievedText", "Reached per chip"],
      ["ofCeiling", "Of the ceiling"],
      ["peakText", "Peak per chip"],
      ["bandwidth", "Bandwidth per chip"],
    );
    const horizontal = logAxis(left, right, "");
    return framed(
      theme,
      "Roofline: attainable FLOP/s per chip over FLOPs per byte, with the point each machine reaches",
      {
        height: 260,
        encoding: {
          x: {
            field: "x",
            type: "quantitative",
            title: "Arithmetic intensity, FLOP per byte",
            ...horizontal,
          },
          y: {
            field: "y",
            type: "quantitative",
            title: "FLOP/s per chip",
            ...logAxis(bottom, top, "FLOP/s"),
          },
          color: systemColours(results, theme, points),
          tooltip: info,
        },
        layer: [
          { data: { values: lines }, mark: { type: "line", strokeWidth: 1.6 } },
          {
            data: { values: points },
            mark: {
              type: "point",
              filled: true,
              size: 110,
              opacity: 1,
              stroke: theme.surface,
              strokeWidth: 1.2,
            },
          },
        ],
      },
    );
  },
};
