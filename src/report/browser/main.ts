/// <reference lib="dom" />
import { startBrush } from "./brush.ts";
import { drawCharts } from "./draw-charts.ts";
import { startFolds } from "./folds.ts";
import { startInputFilter } from "./input-filter.ts";
import { startOpenTarget } from "./open-target.ts";
import { startRecordFilter } from "./record-filter.ts";
import { startSectionMarker } from "./section-marker.ts";
import { startSortableTables } from "./sortable-table.ts";
import { startThemeToggle } from "./theme-toggle.ts";
import { tooltipHandler } from "./tooltip.ts";

startThemeToggle();
startInputFilter();
startRecordFilter();
startSectionMarker();
startSortableTables();
const drawing = { tooltip: tooltipHandler(), onView: startBrush() };
startFolds((details) => void drawCharts(details, drawing));
startOpenTarget();
void drawCharts(document, drawing).then(() => {
  document.documentElement.dataset["charts"] = "drawn";
});
