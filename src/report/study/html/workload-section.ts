import { savedIllegalText } from "../illegal-text.ts";
import type { MetricDefinition, SavedResults } from "../../../result/saved/result.ts";
import { trustOf } from "../../../result/saved/trust.ts";
import { CHARTS } from "../charts/index.ts";
import {
  fidelityGap,
  figure,
  metricFigure,
  metricRange,
  NO_FIGURE,
  parameterCount,
  times,
} from "../../parts/figures.ts";
import { choiceText, planSummary } from "../plan-summary.ts";
import {
  advantage,
  BASIS_LABEL,
  durationMetric,
  footingsOf,
  isScaled,
  narrowed,
  outcomesOf,
  shortLabel,
  tableMetrics,
  words,
  type FootingRow,
  type Outcome,
  type SavedWorkload,
} from "../reading.ts";
import { tilesText } from "../tiles-text.ts";
import { TOPICS, type Topic } from "../../parts/charts/chart.ts";
import { chartFigure, type Compile } from "../../parts/html/chart-figure.ts";
import { fold } from "../../parts/html/fold.ts";
import { anchor, html, NOTHING, type Html } from "../../parts/html/markup.ts";
import { trustBadge } from "../../parts/html/trust-badge.ts";
import { dataTable, systemName, withRange, definitions } from "../../parts/html/parts.ts";

/** One workload: outcome table, what does not fit, equal footing, charts, then plans and every metric folded. */
export function workloadSection(results: SavedResults, workload: SavedWorkload, compile: Compile): Html {
  const outcomes = outcomesOf(results, workload);
  const feasible = outcomes.filter((o) => o.shown.feasible);
  const own = narrowed(results, workload.id);
  const shown = CHARTS.filter(({ scope, topic }) => scope === "workload" && SHOWN_TOPICS.includes(topic));
  return html`<section id="${anchor(workload.id)}">
    <h2>${workload.name}</h2>
    <p class="note">
      ${parameterCount(workload.parameters)}. Fits on ${feasible.length} of ${outcomes.length} machines.
    </p>
    ${feasible.length > 0 ? outcomeTable(results, feasible, workload) : NOTHING}
    ${outcomes.filter((o) => !o.shown.feasible).map((o) => misfit(results, o))}
    <div class="charts">${shown.map((chart) => chartFigure(chart, own, compile, workload.id))}</div>
    ${FOLDED_TOPICS.map((topic) => topicFold(own, workload, topic, compile))}
    ${footingTable(results, workload)} ${feasible.map((o) => planDetails(results, o, compile))}
    ${feasible.length > 0 ? allMetrics(results, feasible, workload) : NOTHING}
  </section> `;
}

const SHOWN_TOPICS: readonly Topic[] = ["comparison", "time"];
const FOLDED_TOPICS = ["limits", "memory", "power"] as const satisfies readonly Topic[];

/** What the charts of a folded topic tell. */
const TOLD: Readonly<Record<(typeof FOLDED_TOPICS)[number], string>> = {
  limits: "shares of the step, headroom of each resource, roofline",
  memory: "what each memory holds against its limit",
  power: "over the step, and what the energy goes into",
};

function topicFold(
  own: SavedResults,
  workload: SavedWorkload,
  topic: (typeof FOLDED_TOPICS)[number],
  compile: Compile,
): Html {
  const drawn = CHARTS.filter((chart) => chart.scope === "workload" && chart.topic === topic)
    .map((chart) => chartFigure(chart, own, compile, workload.id))
    .filter((figure) => figure !== NOTHING);
  if (drawn.length === 0) return NOTHING;
  const summary = html`${TOPICS[topic]} <small>${TOLD[topic]}</small>`;
  return fold({ summary }, html`<div class="charts">${drawn}</div>`);
}

const heading = (metric: MetricDefinition): Html =>
  html`<abbr title="${metric.label}: ${metric.formula}">${shortLabel(metric)}</abbr>`;

const EVENT_HEADING = html`<abbr
  title="How much longer the step takes when replayed with contention than in closed form"
  >Event vs analytic</abbr
>`;

function outcomeTable(results: SavedResults, outcomes: readonly Outcome[], workload: SavedWorkload): Html {
  const duration = durationMetric(results, outcomes);
  const metrics = tableMetrics(results, outcomes).filter((m) => m.id !== duration?.id);
  const baseline = outcomes.find((o) => o.system.id === results.study.baseline);
  const cell = (o: Outcome, metric: MetricDefinition): Html =>
    withRange(
      metricFigure(o.shown.metrics[metric.id], metric),
      metricRange(o.shown.ranges?.[metric.id], metric),
    );
  const ratio = (o: Outcome): string =>
    duration
      ? times(advantage(o.shown.metrics[duration.id], baseline?.shown.metrics[duration.id], duration.better))
      : NO_FIGURE;
  const simulated = outcomes.some(({ event, analytic }) => event !== undefined && analytic !== undefined);
  const rows = outcomes.map((o) => [
    html`${systemName(results, o.system.id)}${o === baseline ? html`<small>baseline</small>` : NOTHING}`,
    ...(duration ? [html`<b>${cell(o, duration)}</b> ${trustBadge(trustOf(o.shown))}`, ratio(o)] : []),
    ...metrics.map((metric) => cell(o, metric)),
    ...(simulated ? [fidelityDifference(o)] : []),
  ]);
  const header = [
    "Machine",
    ...(duration ? [heading(duration), "Faster"] : []),
    ...metrics.map(heading),
    ...(simulated ? [EVENT_HEADING] : []),
  ];
  return dataTable(`${workload.name} on each machine`, header, rows);
}

function fidelityDifference({ analytic, event }: Outcome): string {
  const [a, e] = [analytic?.metrics["stepTimeSeconds"], event?.metrics["stepTimeSeconds"]];
  return a && e ? fidelityGap(e / a - 1) : NO_FIGURE;
}

function misfit(results: SavedResults, { system, shown }: Outcome): Html {
  const why = shown.infeasible;
  if (shown.illegal)
    return html`<p class="misfit">
      ${systemName(results, system.id)} <strong>has no such plan.</strong> ${savedIllegalText(shown.illegal)}.
    </p>`;
  const amount = (value: number): string => figure(value, why?.unit ?? "");
  if (!why) return html`<p class="misfit">${systemName(results, system.id)} does not fit.</p>`;
  const parts = Object.entries(why.breakdown).map(([part, value]) => `${words(part)} ${amount(value)}`);
  return html`<div class="misfit">
    <p>
      ${systemName(results, system.id)} <strong>does not fit.</strong> ${why.resource} needs
      ${amount(why.demand)}, has ${amount(why.bound)}: over by
      <strong>${amount(why.gap)}</strong
      >${why.where === undefined ? "" : `, on ${why.where}`}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}.
    </p>
    ${why.levers.length > 0 ? html`<p>Would fit with: ${why.levers.join(", or ")}.</p>` : NOTHING}
  </div> `;
}

/** Machines across: there are fewer of them than of footings and metrics. */
function footingTable(results: SavedResults, workload: SavedWorkload): Html {
  const footings = footingsOf(results, workload.id);
  const compared = results.systems.filter(({ id }) =>
    footings.some((f) => f.rows.find((row) => row.system === id)?.advantage !== undefined),
  );
  if (compared.length < 2) return NOTHING;
  const header = ["Times better", ...compared.map(({ id }) => systemName(results, id))];
  const rows = footings.map((f) => [
    html`${f.metric.label} <small>${BASIS_LABEL[f.basis]}</small>`,
    ...compared.map(({ id }) => footingCell(f.rows.find((row) => row.system === id))),
  ]);
  return fold(
    { summary: html`Against the baseline, at equal footing <small>every metric that is compared</small>` },
    dataTable(`${workload.name} at equal footing`, header, rows),
  );
}

function footingCell(row: FootingRow | undefined): Html | string {
  const ratio = times(row?.advantage);
  return row?.basisNote === undefined
    ? ratio
    : html`<abbr title="${row.basisNote}">${isScaled(row) ? "~" : ""}${ratio}</abbr>`;
}

function planDetails(results: SavedResults, outcome: Outcome, compile: Compile): Html {
  const { system, workload, shown } = outcome;
  const own = narrowed(results, workload.id, system.id);
  const charts = CHARTS.filter((chart) => chart.scope === "pair");
  const choices = Object.entries(shown.plan ?? {});
  const said = tilesText(shown.tiles);
  const summary = html`${systemName(results, system.id)}: plan and one step
    <small>${planSummary(shown.plan)}</small>`;
  const content = html`${definitions(
    "plan",
    choices.map(([id, choice]) => [words(id), choiceText(choice)]),
  )}
  ${said === undefined ? NOTHING : html`<p>In tile SRAM ${said}.</p>`}
  ${charts.map((chart) => chartFigure(chart, own, compile, workload.id, system.id))}`;
  return fold({ summary }, content);
}

function allMetrics(results: SavedResults, outcomes: readonly Outcome[], workload: SavedWorkload): Html {
  const metrics = results.metrics.filter((m) =>
    outcomes.some((o) => typeof o.shown.metrics[m.id] === "number"),
  );
  const rows = metrics.map((metric) => [
    metric.label,
    ...outcomes.map((o) =>
      withRange(
        metricFigure(o.shown.metrics[metric.id], metric),
        metricRange(o.shown.ranges?.[metric.id], metric),
      ),
    ),
  ]);
  const header = [
    "Metric",
    ...outcomes.map((o) => html`${systemName(results, o.system.id)} ${trustBadge(trustOf(o.shown))}`),
  ];
  return fold(
    { summary: html`Every metric <small>with its range; formulas are told at the end</small>` },
    dataTable(`${workload.name}: every metric`, header, rows),
  );
}
