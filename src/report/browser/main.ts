import { drawCharts } from "./draw-charts.ts";
import { startInputFilter } from "./input-filter.ts";
import { startRecordFilter } from "./record-filter.ts";
import { startSectionMarker } from "./section-marker.ts";
import { startThemeToggle } from "./theme-toggle.ts";
import { tooltipHandler } from "./tooltip.ts";

startThemeToggle();
startInputFilter();
startRecordFilter();
startSectionMarker();
void drawCharts(tooltipHandler());
