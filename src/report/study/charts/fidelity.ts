import { figure, percent } from "../../parts/figures.ts";
import { outcomesOf } from "../reading.ts";
import { framed, LABELLED, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { groupedRows, rowKey } from "./grouped-rows.ts";
import { systemColours } from "../../parts/charts/system-colours.ts";

export const fidelity: Chart = {
  id: "fidelity",
  title: "Event-driven against analytic",
  caption:
    "How much longer a step takes when it is replayed with contention than in closed form. Zero is agreement.",
  scope: "study",
  topic: "check",
  spec: (results, theme) => {
    const rows = results.workloads.flatMap((workload) =>
      outcomesOf(results, workload).flatMap(({ system, analytic, event }) => {
        const [a, e] = [analytic?.metrics["stepTimeSeconds"], event?.metrics["stepTimeSeconds"]];
        if (!a || !e) return [];
        const text = { analytic: figure(a, "s"), event: figure(e, "s"), label: percent(e / a - 1, true) };
        return [{ workload: workload.name, system: system.name, difference: e / a - 1, ...text }];
      }),
    );
    if (rows.length === 0) return undefined;
    const span = Math.max(0.005, ...rows.map((row) => Math.abs(row.difference)));
    const below = rows.some((row) => row.difference < -1e-9);
    const { y, height } = groupedRows(rows);
    return framed(
      theme,
      "Points: difference of the event-driven step time from the analytic one, in per cent",
      {
        data: { values: rows.map((row) => ({ ...row, row: rowKey(row) })) },
        height,
        ...LABELLED,
        encoding: {
          y,
          x: {
            field: "difference",
            type: "quantitative",
            title: "Event ÷ analytic − 1",
            scale: { domain: [below ? -span * 1.2 : -span * 0.04, span * 1.04], nice: false },
            axis: { format: "+.1%", tickCount: 6 },
          },
          tooltip: tooltip(
            ["workload", "Workload"],
            ["system", "Machine"],
            ["analytic", "Analytic step"],
            ["event", "Event step"],
            ["label", "Difference"],
          ),
        },
        layer: [
          {
            mark: { type: "rule", strokeWidth: 1.5 },
            encoding: { x2: { datum: 0 }, color: systemColours(results, theme, rows) },
          },
          {
            mark: { type: "point", filled: true, size: 55, opacity: 1 },
            encoding: { color: systemColours(results, theme, rows) },
          },
          {
            mark: { type: "text", align: "left", dx: 8, fontSize: 10, color: theme.text },
            encoding: { text: { field: "label" } },
          },
        ],
      },
    );
  },
};
