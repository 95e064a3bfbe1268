import { figure } from "../../parts/figures.ts";
import { feasibleOutcomes, type Outcome } from "../reading.ts";
import { linearAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { systemColours } from "../../parts/charts/system-colours.ts";

/** Windows of a lane: as many as a lane has room to show apart. */
const MOST_POINTS = 120;
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
  return trace.map(({ seconds, watts }, i) => ({
    system: system.name,
    from: Number((seconds / end).toPrecision(4)),
    to: Number(((trace[i + 1]?.seconds ?? end) / end).toPrecision(4)),
    watts: watts / system.chips,
    at: figure(seconds, "s"),
    said: `${figure(watts / system.chips, "W")}, whole machine ${figure(watts, "W")}`,
  }));
}

/** Pixels a lane. */
const LANE = 52;

export const powerTrace: Chart = {
  id: "power-trace",
  title: "Power over one step",
  caption:
    "Power of the whole machine divided by its chips, over one step from start to end; a lane a machine, all to one scale.",
  scope: "workload",
  topic: "power",
  spec: (results, theme) => {
    const rows = feasibleOutcomes(results).flatMap(traceRows);
    if (rows.length === 0) return undefined;
    const machines = [...new Set(rows.map(({ system }) => system))];
    const { scale } = linearAxis(Math.max(...rows.map((row) => row.watts)), "W", 0.06);
    const top = scale["domain"] as readonly [number, number];
    // A lane is a unit of a band scale: its bars stand on the lane's floor, in shares of the highest power.
    const values = rows.map(({ watts, ...row }) => {
      const floor = machines.indexOf(row.system) + 1;
      return { ...row, floor, height: Number((floor - (0.92 * watts) / top[1]).toFixed(3)) };
    });
    return framed(theme, "Areas: power per chip over one step, one lane a machine", {
      height: LANE * machines.length,
      data: { values },
      encoding: {
        y: {
          field: "floor",
          type: "quantitative",
          title: null,
          scale: { domain: [machines.length, 0], nice: false },
          axis: {
            values: machines.map((_, i) => i + 0.5),
            labelExpr: `${JSON.stringify(machines)}[floor(datum.value)]`,
            grid: false,
          },
        },
        y2: { field: "height" },
        x: {
          field: "from",
          type: "quantitative",
          title: "Progress of the step",
          scale: { domain: [0, 1] },
          axis: { format: ".0%", tickCount: 5 },
        },
        x2: { field: "to" },
        color: systemColours(results, theme, rows, null),
        tooltip: tooltip(["system", "Machine"], ["at", "At"], ["said", "Per chip"]),
      },
      mark: { type: "rect", strokeWidth: 0 },
    });
  },
};
