import { figure } from "../../parts/figures.ts";
import { feasibleOutcomes, type Outcome } from "../reading.ts";
import { linearAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { systemColours } from "../../parts/charts/system-colours.ts";

const MOST_POINTS = 400;
type Sample = Outcome["shown"]["powerTrace"][number];

/** A piecewise constant trace in at most `most` windows of equal length, each with its mean: energy is kept. */
export function thinned(trace: readonly Sample[], end: number, most = MOST_POINTS): readonly Sample[] {
  if (trace.length <= most) return trace;
  const window = end / most;
  const energy = new Float64Array(most);
  trace.forEach(({ seconds, watts }, i) => {
    const until = trace[i + 1]?.seconds ?? end;
    for (let from = seconds; from < until;) {
      const w = Math.min(most - 1, Math.floor(from / window + 1e-9));
      const to = w === most - 1 ? until : Math.min(until, (w + 1) * window);
      energy[w] = (energy[w] ?? 0) + watts * (to - from);
      from = to > from ? to : until;
    }
  });
  return Array.from(energy, (joules, i) => ({ seconds: i * window, watts: joules / window }));
}

function traceRows({ system, shown }: Outcome) {
  const end = shown.metrics["stepTimeSeconds"];
  if (!end || shown.powerTrace.length === 0) return [];
  const trace = thinned(shown.powerTrace, end);
  const last = trace.at(-1);
  const closed = last && last.seconds < end ? [...trace, { seconds: end, watts: last.watts }] : trace;
  return closed.map(({ seconds, watts }) => ({
    system: system.name,
    progress: seconds / end,
    watts: watts / system.chips,
    at: figure(seconds, "s"),
    perChip: figure(watts / system.chips, "W"),
    whole: figure(watts, "W"),
  }));
}

export const powerTrace: Chart = {
  id: "power-trace",
  title: "Power over one step",
  caption: "Power of the whole machine divided by its chips, over one step from start to end.",
  scope: "workload",
  spec: (results, theme) => {
    const rows = feasibleOutcomes(results).flatMap(traceRows);
    if (rows.length === 0) return undefined;
    const { scale, axis } = linearAxis(Math.max(...rows.map((row) => row.watts)), "W", 0.06);
    const x = {
      field: "progress",
      type: "quantitative",
      title: "Progress of the step",
      scale: { domain: [0, 1] },
      axis: { format: ".0%", tickCount: 5 },
    };
    const y = {
      field: "watts",
      type: "quantitative",
      title: "Power per chip",
      scale,
      axis: { ...axis, domain: false },
    };
    const info = tooltip(
      ["system", "Machine"],
      ["at", "At"],
      ["perChip", "Per chip"],
      ["whole", "Whole machine"],
    );
    return framed(theme, "Lines: power per chip over one step, one line a machine", {
      height: 220,
      data: { values: rows },
      encoding: { x, y, color: systemColours(results, theme, rows) },
      layer: [
        { mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6 } },
        { mark: { type: "point", filled: true, size: 60, opacity: 0 }, encoding: { tooltip: info } },
      ],
    });
  },
};
