/// <reference lib="dom" />
import type { PageFacts } from "../study/html/page-facts.ts";
import { startAsk } from "./ask.ts";
import { startBaseline, type Baseline } from "./baseline.ts";
import { startBrush } from "./brush.ts";
import { drawCharts, redraw, type Drawing } from "./draw-charts.ts";
import { startFigureOrigins } from "./figure-origin.ts";
import { startFolds } from "./folds.ts";
import { startInputFilter } from "./input-filter.ts";
import { reachMarksByKeys } from "./mark-keys.ts";
import { startOpenTarget } from "./open-target.ts";
import { startRecordFilter } from "./record-filter.ts";
import { offerToSave } from "./save-chart.ts";
import { startSectionMarker } from "./section-marker.ts";
import { startSeriesToggle, withoutHiddenSeries } from "./series-toggle.ts";
import { startSortableTables } from "./sortable-table.ts";
import { startThemeToggle } from "./theme-toggle.ts";
import { startTooltip } from "./tooltip.ts";
import { dataOf } from "./unpacked.ts";

startThemeToggle();
startInputFilter();
startRecordFilter();
startSectionMarker();
startSortableTables(document);

const tooltip = startTooltip();
const brush = startBrush();
let baseline: Baseline | undefined;
const drawing: Drawing = {
  tooltip: tooltip.handler,
  edits: [(spec, figure) => baseline?.edit(spec, figure) ?? spec, withoutHiddenSeries],
  onView: (view, figure) => {
    brush(view);
    reachMarksByKeys(figure, tooltip);
    startSeriesToggle(figure, (one) => redraw(one, drawing));
    offerToSave(figure, drawing.edits);
  },
};

/** What the page of a study knows of its figures beside what it shows; other pages have none. */
const facts = dataOf("facts") as Promise<PageFacts | undefined>;
facts.then((known) => {
  if (known === undefined) return;
  baseline = startBaseline(known, (charts) => charts.forEach((figure) => void redraw(figure, drawing)));
  startFigureOrigins(document, known);
}, reportError);

startFolds((details) => {
  startSortableTables(details);
  baseline?.apply(details);
  void facts.then((known) => known && startFigureOrigins(details, known));
  void drawCharts(details, drawing);
});
startOpenTarget();
startAsk();
void drawCharts(document, drawing).then(() => {
  document.documentElement.dataset["charts"] = "drawn";
});
