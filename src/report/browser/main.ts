import { startBrush } from "./brush.ts";
import { drawCharts } from "./draw-charts.ts";
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
startOpenTarget();
void drawCharts({ tooltip: tooltipHandler(), onView: startBrush() });
