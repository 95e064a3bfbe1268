import type { CarriedStudy } from "../../../result/saved/carried-study.ts";
import type { MetricDefinition, SavedResults } from "../../../result/saved/result.ts";
import { dataBlock, html, NOTHING, packedText, type Html } from "../../parts/html/markup.ts";
import { outcomesOf, tableMetrics } from "../reading.ts";

/** What is printed of the pairs that a page can be asked about. */
export interface AskablePage {
  readonly systems: readonly { readonly id: string; readonly name: string }[];
  readonly workloads: readonly { readonly id: string; readonly name: string }[];
  readonly metrics: readonly MetricDefinition[];
  /** By `workload system`, of those that fit: closed form. */
  readonly pairs: Readonly<Record<string, AskablePair>>;
}

export interface AskablePair {
  readonly metrics: Readonly<Record<string, number | null>>;
  /** The metrics to tell, the duration first. */
  readonly shown: readonly string[];
}

/** What makes a page able to answer: dist/report-live.js, and the study as plain data. */
export interface LivePart {
  readonly script: string;
  readonly study: CarriedStudy;
}

/** Told of every pair beside what its table tells. */
const MORE = ["stepTimeSeconds", "averagePowerWatts", "mfu"];

/**
 * The part of the page that answers questions, folded away: the evaluator and the specs it needs are packed beside it,
 * and unpacked when it is first opened. Without scripts there is nothing to ask.
 */
export function askSection(results: SavedResults, live: LivePart | undefined): Html {
  if (live === undefined) return NOTHING;
  const page = askablePage(results, live.study);
  if (Object.keys(page.pairs).length === 0) return NOTHING;
  return html`<section id="ask-section">
    <h2>Ask this page</h2>
    <p class="note">
      Clock, memory, links, batch, prices, size: the plan that is printed is priced again by the laws of the
      tool, and searched again where it has to be another. Closed form; how far to trust a figure is said of
      the printed ones.
    </p>
    <details id="ask">
      <summary>Open the knobs <small>nothing is sent anywhere</small></summary>
      <div id="ask-room"></div>
    </details>
    ${dataBlock({ page, study: live.study }, "live-data")} ${packedText(live.script, "live-script")}
  </section> `;
}

function askablePage(results: SavedResults, { plans }: CarriedStudy): AskablePage {
  const pairs = results.workloads.flatMap((workload) =>
    outcomesOf(results, workload).flatMap(({ system, analytic }) => {
      if (analytic?.feasible !== true || !Object.hasOwn(plans, `${workload.id} ${system.id}`)) return [];
      const outcome = { system, workload, shown: analytic, analytic, event: undefined };
      const table = tableMetrics(results, [outcome]).map(({ id }) => id);
      const shown = [...new Set([...table, ...MORE])].filter(
        (id) => typeof analytic.metrics[id] === "number",
      );
      const metrics = Object.fromEntries(shown.map((id) => [id, analytic.metrics[id] ?? null]));
      return [[`${workload.id} ${system.id}`, { metrics, shown }] as const];
    }),
  );
  const told = new Set(pairs.flatMap(([, { shown }]) => shown));
  return {
    systems: results.systems.map(({ id, name }) => ({ id, name })),
    workloads: results.workloads.map(({ id, name }) => ({ id, name })),
    metrics: results.metrics.filter(({ id }) => told.has(id)),
    pairs: Object.fromEntries(pairs),
  };
}
