import { percent } from "../../parts/figures.ts";
import { outcomesOf } from "../reading.ts";
import { framed, LABELLED, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { groupedRows, rowKey } from "./grouped-rows.ts";
import { systemColours } from "../../parts/charts/system-colours.ts";

export const utilisation: Chart = {
  id: "utilisation",
  title: "MFU and HFU",
  caption:
    "Share of peak FLOP/s: bars count the FLOPs that the model needs (MFU), ticks (and figures in parentheses) also those of recompute (HFU).",
  scope: "study",
  topic: "comparison",
  spec: (results, theme) => {
    const rows = results.workloads.flatMap((workload) =>
      outcomesOf(results, workload).flatMap(({ system, shown }) => {
        const { mfu, hfu } = shown.metrics;
        if (typeof mfu !== "number") return [];
        const drawn = typeof hfu === "number" ? hfu : mfu;
        const text = {
          label: `${percent(mfu)} (${percent(hfu)})`,
          mfuText: percent(mfu),
          hfuText: percent(hfu),
        };
        return [{ workload: workload.name, system: system.name, mfu, hfu: drawn, ...text }];
      }),
    );
    if (rows.length === 0) return undefined;
    const highest = Math.max(...rows.map((row) => row.hfu));
    const x = (field: string) => ({
      field,
      type: "quantitative",
      title: "Share of peak",
      scale: { domain: [0, Math.min(1, highest)], nice: false },
      axis: { format: ".0%", tickCount: 6 },
    });
    const { y, height } = groupedRows(rows);
    return framed(theme, "Bars of MFU and ticks of HFU of each workload on each machine", {
      data: { values: rows.map((row) => ({ ...row, row: rowKey(row) })) },
      height,
      ...LABELLED,
      encoding: {
        y,
        tooltip: tooltip(
          ["workload", "Workload"],
          ["system", "Machine"],
          ["mfuText", "MFU"],
          ["hfuText", "HFU"],
        ),
      },
      layer: [
        {
          mark: { type: "bar", height: { band: 1 } },
          encoding: { x: x("mfu"), color: systemColours(results, theme, rows) },
        },
        { mark: { type: "tick", color: theme.text, thickness: 2, height: 12 }, encoding: { x: x("hfu") } },
        {
          mark: { type: "text", align: "left", dx: 5, fontSize: 10, color: theme.text },
          encoding: { x: x("hfu"), text: { field: "label" } },
        },
      ],
    });
  },
};
