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
} from "../../parts/figures.ts";
import { choiceText, planSummary } from "../plan-summary.ts";
import {
  advantage,
  BASIS_LABEL,
  durationMetric,
  footingsOf,
  growthTexts,
  isScaled,
  narrowed,
  outcomesOf,
  shortLabel,
  tableMetrics,
  words,
  type Footing,
  type FootingRow,
  type Outcome,
  type SavedWorkload,
} from "../reading.ts";
import { tilesText } from "../tiles-text.ts";
import { TOPICS, type Topic } from "../../parts/charts/chart.ts";
import { chartFigure, type Compile } from "../../parts/html/chart-figure.ts";
import { fold } from "../../parts/html/fold.ts";
import { anchor, html, NOTHING, raw, type Html } from "../../parts/html/markup.ts";
import { trustBadge } from "../../parts/html/trust-badge.ts";
import {
  cell,
  dataTable,
  definitions,
  sortValue,
  systemName,
  withRange,
  type Cell,
} from "../../parts/html/parts.ts";
import { advantagesFact, printedBaseline, ratioText } from "./ratio.ts";

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
  const ratios = new Map(
    outcomes.map((o) => [
      o.system.id,
      duration &&
        advantage(o.shown.metrics[duration.id], baseline?.shown.metrics[duration.id], duration.better),
    ]),
  );
  const simulated = outcomes.some(({ event, analytic }) => event !== undefined && analytic !== undefined);
  const rows = outcomes.map((o) => [
    cell(html`${systemName(results, o.system.id)}${baselineNote(results, o)}`, { system: o.system.id }),
    ...(duration ? [durationCell(o, duration), cell(ratioText(ratios.get(o.system.id)), { ratio: "" })] : []),
    ...metrics.map((metric) => figureCell(o, metric)),
    ...(simulated ? [fidelityDifference(o)] : []),
  ]);
  const header = [
    "Machine",
    ...(duration ? [cell(heading(duration), { metric: duration.id }), "Faster"] : []),
    ...metrics.map((metric) => cell(heading(metric), { metric: metric.id })),
    ...(simulated ? [EVENT_HEADING] : []),
  ];
  const facts = { workload: workload.id, over: advantagesFact(results, (id) => ratios.get(id)) };
  return dataTable(`${workload.name} on each machine`, header, rows, [], facts);
}

/** Under the name of the baseline; under others for the page's script, where it compares with another. */
function baselineNote(results: SavedResults, { system }: Outcome): Html {
  const hidden = raw(system.id === results.study.baseline ? "" : " hidden");
  return html`<small class="is-baseline" ${hidden}>baseline</small>`;
}

const figureOf = (o: Outcome, metric: MetricDefinition): Html =>
  withRange(
    metricFigure(o.shown.metrics[metric.id], metric),
    metricRange(o.shown.ranges?.[metric.id], metric),
  );

const figureCell = (o: Outcome, metric: MetricDefinition): Cell =>
  cell(figureOf(o, metric), { value: sortValue(o.shown.metrics[metric.id]) });

const durationCell = (o: Outcome, duration: MetricDefinition): Cell =>
  cell(html`<b>${figureOf(o, duration)}</b> ${trustBadge(trustOf(o.shown))}`, {
    value: sortValue(o.shown.metrics[duration.id]),
  });

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
  const header = ["Times better", ...compared.map(({ id }) => cell(systemName(results, id), { system: id }))];
  const rows = footings.map((f) => [
    f.basis === "as-built"
      ? cell(html`${f.metric.label} <small>${BASIS_LABEL[f.basis]}</small>`, {
          over: advantagesFact(results, (id) => f.rows.find((row) => row.system === id)?.advantage),
        })
      : html`${f.metric.label} <small>${BASIS_LABEL[f.basis]}${printedBaseline(results)}</small>`,
    ...compared.map(({ id }) =>
      footingCell(
        f.rows.find((row) => row.system === id),
        f.basis,
      ),
    ),
  ]);
  const growth = growthTexts(results, workload.id).map((text) => html`<p class="note">${text}</p>`);
  return html`${growth}${fold(
    { summary: html`Against the baseline, at equal footing <small>every metric that is compared</small>` },
    dataTable(`${workload.name} at equal footing`, header, rows),
  )}`;
}

function footingCell(row: FootingRow | undefined, basis: Footing["basis"]): Cell {
  const ratio = ratioText(row?.advantage);
  const told =
    row?.basisNote === undefined
      ? ratio
      : html`<abbr title="${row.basisNote}">${isScaled(row) ? "~" : ""}${ratio}</abbr>`;
  return cell(told, basis === "as-built" ? { ratio: "" } : {});
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
    cell(metric.label, { metric: metric.id }),
    ...outcomes.map((o) => figureOf(o, metric)),
  ]);
  const header = [
    "Metric",
    ...outcomes.map((o) =>
      cell(html`${systemName(results, o.system.id)} ${trustBadge(trustOf(o.shown))}`, {
        system: o.system.id,
      }),
    ),
  ];
  return fold(
    { summary: html`Every metric <small>with its range; formulas are told at the end</small>` },
    dataTable(`${workload.name}: every metric`, header, rows, [], { workload: workload.id }),
  );
}
