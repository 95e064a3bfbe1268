import type { SavedResults } from "../../../result/saved/result.ts";
import { figure, percent, significant } from "../../parts/figures.ts";
import { feasibleOutcomes } from "../reading.ts";
import { logAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { systemColours } from "../../parts/charts/system-colours.ts";

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

/** Per chip; machines without a roofline are left out. */
function ceilingsOf(results: SavedResults): readonly Ceiling[] {
  return feasibleOutcomes(results).flatMap(({ system, shown }) => {
    const r = shown.roofline;
    if (!r || r.flopsPerByte <= 0 || r.bytesPerSecond <= 0 || r.flopsPerSecond <= 0) return [];
    return [
      {
        system: system.name,
        peak: r.peakFlopsPerSecond / system.chips,
        bytesPerSecond: r.bytesPerSecond / system.chips,
        intensity: r.flopsPerByte,
        achieved: r.flopsPerSecond / system.chips,
      },
    ];
  });
}

export const roofline: Chart = {
  id: "roofline",
  title: "Roofline",
  caption:
    "Lines: what a chip allows at each arithmetic intensity, by peak FLOP/s and memory bandwidth. Points: what it reaches.",
  scope: "workload",
  topic: "limits",
  spec: (results, theme) => {
    const ceilings = ceilingsOf(results);
    if (ceilings.length === 0) return undefined;
    const knees = ceilings.flatMap((c) => [c.intensity, c.peak / c.bytesPerSecond]);
    const [left, right] = [Math.min(...knees) / 4, Math.max(...knees) * 4];
    const at = (c: Ceiling, x: number, y: number) => ({ system: c.system, x, y, ...texts(c) });
    const lines = ceilings.flatMap((c) =>
      [left, c.peak / c.bytesPerSecond, right].map((x) => at(c, x, attainable(c, x))),
    );
    const points = ceilings.map((c) => at(c, c.intensity, c.achieved));
    const heights = [...lines, ...points].map((point) => point.y);
    const horizontal = logAxis(left, right, "");
    const vertical = logAxis(Math.min(...heights) / 1.6, Math.max(...heights) * 1.6, "FLOP/s");
    return framed(
      theme,
      "Roofline: FLOP/s per chip that each machine allows and reaches over FLOPs per byte",
      {
        height: 260,
        encoding: {
          x: {
            field: "x",
            type: "quantitative",
            title: ["Arithmetic intensity,", "FLOP per byte"],
            ...horizontal,
          },
          y: { field: "y", type: "quantitative", title: "FLOP/s per chip", ...vertical },
          color: systemColours(results, theme, points),
          tooltip: TOOLTIP,
        },
        layer: [
          { data: { values: lines }, mark: { type: "line", strokeWidth: 1.6 } },
          {
            data: { values: points },
            mark: { type: "point", filled: true, size: 110, opacity: 1, stroke: theme.surface },
          },
        ],
      },
    );
  },
};

const TOOLTIP = tooltip(
  ["system", "Machine"],
  ["intensityText", "Intensity"],
  ["achievedText", "Reached per chip"],
  ["ofCeiling", "Of the ceiling"],
  ["peakText", "Peak per chip"],
  ["bandwidth", "Bandwidth per chip"],
);
