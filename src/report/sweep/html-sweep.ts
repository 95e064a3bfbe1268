import type { SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { pageTheme } from "../parts/charts/theme.ts";
import { figure, percent } from "../parts/figures.ts";
import { plotFigure, vegaLiteCompiler, type Compile } from "../parts/html/chart-figure.ts";
import { html, NOTHING, type Html } from "../parts/html/markup.ts";
import { navigationBar, navigationLink, NO_SCRIPT_NOTE, selfContainedPage } from "../parts/html/page.ts";
import { dataTable, definitions } from "../parts/html/parts.ts";
import { SWEEP_CHARTS } from "./charts/index.ts";
import type { SweepChart } from "./charts/sweep-chart.ts";
import { frontTable } from "./front-table.ts";
import { pointDetails } from "./point-details.ts";
import { provenanceSection } from "./provenance.ts";
import { questionText, sweepTitle, volumeText } from "./sweep-figures.ts";

/** A sweep as one file that asks nothing of the network. `runtime` is dist/report-runtime.js. */
export async function htmlSweep(
  sweep: SavedSweep,
  { runtime }: { readonly runtime: string },
): Promise<string> {
  const compile = await vegaLiteCompiler();
  const title = sweepTitle(sweep);
  return selfContainedPage({
    title,
    tool: sweep.tool,
    skip: { to: "summary", says: "Skip to the findings" },
    navigation: navigation(title, sweep),
    runtime,
    main: html`<header>
        <h1>${title}</h1>
        <p class="question">${sweep.question.study?.question ?? questionText(sweep)}</p>
      </header>
      ${NO_SCRIPT_NOTE} ${summarySection(sweep)} ${frontSection(sweep, compile)}
      ${effectsSection(sweep, compile)} ${pointDetails(sweep)} ${provenanceSection(sweep)}
      <footer>Made by ${sweep.tool.name} ${sweep.tool.version}.</footer>`,
  });
}

function navigation(title: string, { front }: SavedSweep): Html {
  return navigationBar(title, [
    navigationLink("summary", "Key findings"),
    front.size > 0 && navigationLink("front", "Front"),
    front.size > 0 && navigationLink("effects", "What each axis does"),
    front.size > 0 && navigationLink("points", "Points in full"),
    navigationLink("provenance", "Question and inputs"),
  ]);
}

function summarySection(sweep: SavedSweep): Html {
  const { points, feasible, front } = sweep;
  const volume = front.hypervolume;
  const { study } = sweep.question;
  const counts: readonly (readonly [string, string])[] = [
    ["Points", figure(points, "")],
    ["Fit", `${figure(feasible, "")} (${percent(feasible / points)})`],
    ["Do not fit", figure(points - feasible, "")],
    ["On the front", figure(front.size, "")],
    ...(volume === undefined ? [] : [["Hypervolume of the front", percent(volume.share)] as const]),
  ];
  return html`<section id="summary">
    <h2>Key findings</h2>
    ${study === undefined ? NOTHING : html`<p class="note">${questionText(sweep)}</p>`}
    ${definitions("counts", counts)}
    ${volume === undefined ? NOTHING : html`<p class="note">${volumeText(sweep)}</p>`} ${bestTable(sweep)}
    ${study?.notes === undefined ? NOTHING : html`<p>${study.notes.trim()}</p>`} ${lacksTable(sweep)}
  </section> `;
}

/** Ends of the front and its knee: a design for each objective alone, and a compromise. */
function bestTable(sweep: SavedSweep): Html {
  if (sweep.front.size === 0) return html`<p class="misfit">Nothing that was asked fits.</p>`;
  return frontTable(sweep, { kind: "notable" });
}

function lacksTable({ lacks, sample }: SavedSweep): Html {
  if (lacks.length === 0) return NOTHING;
  const rows = lacks.map(({ resource, count }) => [
    resource,
    figure(count, ""),
    percent(count / sample.length),
  ]);
  return html`<h3>What lacked</h3>
    <p class="note">
      Of the ${figure(sample.length, "")} points sampled; of a point that does not fit, the resource that its
      nearest plan lacks.
    </p>
    ${dataTable("What lacked", ["Resource", "Points", "Of the sample"], rows)}`;
}

function frontSection(sweep: SavedSweep, compile: Compile): Html {
  if (sweep.front.size === 0) return NOTHING;
  return html`<section id="front">
    <h2>Front</h2>
    <p class="note">Points that no other beats in every objective.${thinnedNote(sweep)}</p>
    ${charts(sweep, "front", compile)} ${frontTable(sweep, { kind: "all" })}
  </section> `;
}

function thinnedNote({ front }: SavedSweep): string {
  if (front.points.length === front.size) return "";
  return ` Of ${figure(front.size, "")}, ${front.points.length} spread evenly over it are shown; all are in front.parquet.`;
}

function effectsSection(sweep: SavedSweep, compile: Compile): Html {
  const drawn = charts(sweep, "effects", compile);
  if (drawn.length === 0) return NOTHING;
  return html`<section id="effects">
    <h2>What each axis does</h2>
    ${drawn}
  </section> `;
}

/** Each chart of a section: how to read it, then its figures. */
function charts(sweep: SavedSweep, section: SweepChart["section"], compile: Compile): readonly Html[] {
  return SWEEP_CHARTS.filter((chart) => chart.section === section).flatMap(({ id, caption, figures }) => {
    const drawn = figures(sweep, pageTheme).map(({ place, title, spec }) =>
      plotFigure({ id: place === "" ? id : `${id}-${place}`, kind: id, title, spec: compile(spec) }),
    );
    if (drawn.length === 0) return [];
    return [
      html`<p class="note">${caption}</p>
        <div class="charts">${drawn}</div> `,
    ];
  });
}
