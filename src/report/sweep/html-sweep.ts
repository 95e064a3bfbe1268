import type { SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { workloadViews } from "../../explore/sweep/workload-views.ts";
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
import { mixedNote, questionText, sweepTitle, volumeText } from "./sweep-figures.ts";

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
    navigation: navigationBar(title, links(sweep)),
    runtime,
    main: html`<header>
        <h1>${title}</h1>
        <p class="question">${sweep.question.study?.question ?? questionText(sweep)}</p>
      </header>
      ${NO_SCRIPT_NOTE} ${summarySection(sweep)} ${panels(sweep).map((panel) => frontPanel(panel, compile))}
      ${provenanceSection(sweep)}
      <footer>Made by ${sweep.tool.name} ${sweep.tool.version}.</footer>`,
  });
}

/** Points that are held against one another, in sections of their own. */
interface Panel {
  readonly view: SavedSweep;
  /** Put behind the ids of its sections and figures, so that those of several panels are told apart. */
  readonly suffix: string;
  /** The workload, where there are several. */
  readonly name?: string;
}

function panels(sweep: SavedSweep): readonly Panel[] {
  if (sweep.workloads === undefined) return [{ view: sweep, suffix: "" }];
  return workloadViews(sweep).map((view, at) => ({
    view,
    suffix: `-w${at}`,
    name: view.question.workloads[0]!,
  }));
}

const titled = (title: string, { name }: Panel): string => (name === undefined ? title : `${name}: ${title}`);

function links(sweep: SavedSweep): readonly (Html | false)[] {
  return [
    navigationLink("summary", "Key findings"),
    ...panels(sweep)
      .filter(({ view }) => view.front.size > 0)
      .flatMap((panel) => [
        navigationLink(`front${panel.suffix}`, titled("Front", panel)),
        ...(panel.name === undefined
          ? [navigationLink("effects", "What each axis does"), navigationLink("points", "Points in full")]
          : []),
      ]),
    navigationLink("provenance", "Question and inputs"),
  ];
}

/** A selection in one of its charts is shown in all of them and in its table, not in those of another workload. */
function frontPanel(panel: Panel, compile: Compile): Html {
  const { view, suffix } = panel;
  return html`<div class="panel">
    ${frontSection(panel, compile)} ${effectsSection(panel, compile)}
    ${pointDetails(view, { id: `points${suffix}`, title: titled("Points in full", panel) })}
  </div>`;
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
    ${volume === undefined ? NOTHING : html`<p class="note">${volumeText(sweep)}</p>`}
    ${mixedNote(sweep).map((note) => html`<p class="note">${note}</p>`)} ${panels(sweep).map(bestTable)}
    ${study?.notes === undefined ? NOTHING : html`<p>${study.notes.trim()}</p>`} ${lacksTable(sweep)}
  </section> `;
}

/** Ends of the front and its knee: a design for each objective alone, and a compromise. */
function bestTable({ view, name }: Panel): Html {
  const { points, feasible, front } = view;
  const counts = `${figure(points, "")} points, ${figure(feasible, "")} fit, ${figure(front.size, "")} on the front`;
  const own =
    name === undefined
      ? NOTHING
      : html`<h3>${name}</h3>
          <p class="note">${counts}. ${volumeText(view)}</p> `;
  if (front.size === 0)
    return html`${own}
      <p class="misfit">Nothing that was asked fits.</p>`;
  return html`${own}${frontTable(view, { kind: "notable" })}`;
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

function frontSection(panel: Panel, compile: Compile): Html {
  const { view, suffix } = panel;
  if (view.front.size === 0) return NOTHING;
  return html`<section id="${`front${suffix}`}">
    <h2>${titled("Front", panel)}</h2>
    <p class="note">Points that no other beats in every objective.${thinnedNote(view)}</p>
    ${charts(panel, "front", compile)} ${frontTable(view, { kind: "all" })}
  </section> `;
}

function thinnedNote({ front }: SavedSweep): string {
  if (front.points.length === front.size) return "";
  return ` Of ${figure(front.size, "")}, ${front.points.length} spread evenly over it are shown; all are in front.parquet.`;
}

function effectsSection(panel: Panel, compile: Compile): Html {
  const drawn = charts(panel, "effects", compile);
  if (drawn.length === 0) return NOTHING;
  return html`<section id="${`effects${panel.suffix}`}">
    <h2>${titled("What each axis does", panel)}</h2>
    ${drawn}
  </section> `;
}

/** Each chart of a section: how to read it, then its figures. */
function charts({ view, suffix }: Panel, section: SweepChart["section"], compile: Compile): readonly Html[] {
  return SWEEP_CHARTS.filter((chart) => chart.section === section).flatMap(({ id, caption, figures }) => {
    const drawn = figures(view, pageTheme).map(({ place, title, spec }) =>
      plotFigure({ id: `${place === "" ? id : `${id}-${place}`}${suffix}`, kind: id, title, spec }, compile),
    );
    if (drawn.length === 0) return [];
    return [
      html`<p class="note">${caption}</p>
        <div class="charts">${drawn}</div> `,
    ];
  });
}
