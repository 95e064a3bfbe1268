import type { SavedResults } from "../../../result/saved/result.ts";
import { trustOf } from "../../../result/saved/trust.ts";
import { CHARTS } from "../charts/index.ts";
import { metricFigure } from "../../parts/figures.ts";
import { findingsOf, type Leader, type WorkloadFindings } from "../findings.ts";
import { statusCounts, STATUS_ORDER } from "../input-summary.ts";
import {
  durationMetric,
  equalFootingsOf,
  feasibleOutcomes,
  nameOf,
  outcomesOf,
  presentMetrics,
  VERDICT,
  type Outcome,
} from "../reading.ts";
import { chartFigure, type Compile } from "../../parts/html/chart-figure.ts";
import { anchor, html, NOTHING, raw, type Html } from "../../parts/html/markup.ts";
import { trustBadge } from "../../parts/html/trust-badge.ts";
import { cell, dataTable, systemName, type Cell } from "../../parts/html/parts.ts";
import { advantagesFact, printedBaseline, ratioText } from "./ratio.ts";

/** Who leads where, what the claims and inputs are worth, and the charts over all workloads. */
export function overviewSection(results: SavedResults, compile: Compile): Html {
  const { study } = results;
  const compared = [
    ...new Set(
      results.workloads.flatMap(({ id }) =>
        equalFootingsOf(results, id).map(({ metric }) => metric.label.toLowerCase()),
      ),
    ),
  ].join(" or ");
  const notes = study.notes?.trim().split(/\n\s*\n/) ?? [];
  const multiples =
    results.systems.length === 1 || !results.comparisons.some(({ rows }) => rows.length > 1)
      ? NOTHING
      : html`<p class="note">
          Multiples refer to <span class="baseline-name">${nameOf(results, study.baseline)}</span>, the
          baseline; above 1× is better. ≈ marks a lead within the uncertainty of the inputs: the ranges of the
          first two overlap.${compared !== "" && ` At equal chips, power and money, ${compared} is compared.`}
        </p>`;
  const isLone = feasibleOutcomes(results).length < 2;
  const charts = CHARTS.filter(({ scope, topic }) => scope === "study" && topic === "comparison");
  return html`<section id="overview">
    <h2>All workloads</h2>
    ${multiples !== NOTHING && baselineChoice(results)} ${leadersTable(results)} ${multiples}
    ${counts(results)} ${notes.map((paragraph) => html`<p>${paragraph}</p>`)}
    ${isLone ? NOTHING : html`<div class="charts">${charts.map((chart) => chartFigure(chart, results, compile))}</div>`}
  </section> `;
}

/** Which machine multiples refer to; the page's script divides them anew. */
function baselineChoice({ systems, study }: SavedResults): Html {
  return html`<form class="filter" id="baseline" hidden>
    <label
      >Compare with
      <select>
        ${systems.map(
          ({ id, name }) =>
            html`<option value="${id}" ${raw(id === study.baseline ? "selected" : "")}>${name}</option>`,
        )}
      </select></label
    >
    <output aria-live="polite"></output>
  </form>`;
}

function leadersTable(results: SavedResults): Html {
  const findings = findingsOf(results);
  const respects = [...new Set(findings.flatMap((f) => f.leaders.map((leader) => leader.respect)))];
  const rows = findings.map((finding) => [
    html`<a href="#${anchor(finding.workload.id)}">${finding.workload.name}</a>${fitsNote(finding)}`,
    ...respects.map((respect) => {
      const leader = finding.leaders.find((l) => l.respect === respect);
      return leader ? leaderCell(results, leader) : "–";
    }),
  ]);
  if (respects.length === 0) return aloneList(results);
  const header = ["Workload", ...respects.map((r) => r.charAt(0).toUpperCase() + r.slice(1))];
  const text = header.map((_, i) => i);
  return dataTable("Which machine leads each workload", header, rows, text);
}

/** Where no two machines can be compared: what the one that fits comes to. */
function aloneList(results: SavedResults): Html {
  const said = results.workloads.map((workload) => {
    const outcomes = outcomesOf(results, workload);
    const fitting = outcomes.filter(({ shown }) => shown.feasible);
    const figuresOf = (outcome: Outcome): string =>
      [
        durationMetric(results, [outcome]),
        ...presentMetrics(results, [outcome], ["costDollars", "energyJoules"]),
      ]
        .filter((metric) => metric !== undefined)
        .map((metric) => metricFigure(outcome.shown.metrics[metric.id], metric))
        .join(" · ");
    return html`<li>
      <a href="#${anchor(workload.id)}">${workload.name}</a>${
        fitting.length === 0
          ? outcomes.length === 1
            ? " does not fit."
            : ` fits on none of ${outcomes.length} machines.`
          : fitting.map(
              (one) =>
                html`: ${systemName(results, one.system.id)} ${figuresOf(one)}
                ${trustBadge(trustOf(one.shown))}`,
            )
      }
    </li>`;
  });
  return html`<ul>
    ${said}
  </ul>`;
}

const fitsNote = ({ fits, evaluated }: WorkloadFindings): Html =>
  fits === evaluated ? NOTHING : html`<small>fits on ${fits} of ${evaluated}</small>`;

function leaderCell(results: SavedResults, leader: Leader): Cell {
  const isBaseline = leader.system.id === results.study.baseline;
  const ratio =
    leader.overBaseline === undefined
      ? undefined
      : isBaseline
        ? html`<span class="ratio">baseline</span>`
        : html`${ratioText(leader.overBaseline)}${leader.advantages === undefined && printedBaseline(results)}`;
  const doubt = leader.certain ? NOTHING : html`<abbr title="The ranges of the first two overlap">≈</abbr> `;
  const between = leader.figure !== undefined && ratio !== undefined ? " · " : "";
  const said = html`${systemName(results, leader.system.id)}<small
      >${doubt}${leader.figure}${between}${ratio} ${trustBadge(leader.trust)}</small
    >`;
  const { advantages } = leader;
  if (ratio === undefined || advantages === undefined) return cell(said, {});
  const over = advantagesFact(results, (id) => advantages.get(id));
  return cell(said, { ratio: "leader", system: leader.system.id, over });
}

function counts(results: SavedResults): Html {
  const pairs = new Map(results.results.map((r) => [`${r.system} ${r.workload}`, r.feasible]));
  const fits = [...pairs.values()].filter(Boolean).length;
  const byStatus = statusCounts([...results.systems, ...results.workloads].flatMap((owner) => owner.inputs));
  const statuses = STATUS_ORDER.filter((status) => byStatus.has(status)).map(
    (s) => `${byStatus.get(s)} ${s}`,
  );
  const verdicts = (["held", "refuted", "undecided"] as const)
    .map((verdict) => ({ verdict, count: results.claims.filter((c) => c.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${VERDICT[verdict].word}`);
  const failed = results.expectations.filter((e) => !e.holds).length;
  return html`<dl class="counts">
    <div>
      <dt>Machine × workload</dt>
      <dd>${fits} of ${pairs.size} fit</dd>
    </div>
    ${
      verdicts.length > 0
        ? html`<div>
            <dt><a href="#claims">Claims</a></dt>
            <dd>${verdicts.join(", ")}</dd>
          </div>`
        : NOTHING
    }
    ${
      results.expectations.length > 0
        ? html`<div>
            <dt><a href="#expectations">Expectations</a></dt>
            <dd>${failed === 0 ? "all hold" : `${failed} of ${results.expectations.length} fail`}</dd>
          </div>`
        : NOTHING
    }
    <div>
      <dt><a href="#inputs">Inputs</a></dt>
      <dd>${statuses.join(", ")}</dd>
    </div>
  </dl>`;
}
