import type { SavedClaim, SavedInput, SavedResults } from "../../../result/saved/result.ts";
import { figure, percent } from "../../parts/figures.ts";
import { STATUS_ORDER } from "../input-summary.ts";
import { machineTables } from "../machine-tables.ts";
import { effortsOf } from "../parity.ts";
import { nameOf, VERDICT } from "../reading.ts";
import { TOPICS } from "../../parts/charts/chart.ts";
import { chartFigure, type Compile } from "../../parts/html/chart-figure.ts";
import { CHARTS } from "../charts/index.ts";
import { fold } from "../../parts/html/fold.ts";
import { anchor, html, NOTHING, type Html } from "../../parts/html/markup.ts";
import { dataTable } from "../../parts/html/parts.ts";

/** What is shared and what fails, where the study asks. */
export function machineSections(results: SavedResults): Html {
  const tables = machineTables(results);
  if (tables.length === 0) return NOTHING;
  return html`<section id="machines">
    ${tables.map(
      ({ title, note, header, rows, texts }) =>
        html`<h2>${title}</h2>
          <p class="note">${note}</p>
          ${dataTable(
            title,
            header,
            rows,
            Array.from({ length: texts }, (_, at) => at),
          )}`,
    )}
  </section> `;
}

/** What was announced beside what the numbers say. */
export function claimsSection(results: SavedResults): Html {
  if (results.claims.length === 0) return NOTHING;
  const rows = results.claims.map((claim) => [
    verdictBadge(claim),
    claimText(claim),
    figure(claim.left, claim.unit),
    figure(claim.right, claim.unit),
    claim.source,
  ]);
  return html`<section id="claims">
    <h2>Claims</h2>
    <p class="note">Each announcement as an assertion over this study's numbers; the verdict is computed.</p>
    ${dataTable("Claims and verdicts", ["Verdict", "Claim", "Computed", "Claimed", "Source"], rows, [1, 4])}
  </section> `;
}

function verdictBadge({ verdict, recorded }: SavedClaim): Html {
  const { mark, word } = VERDICT[verdict];
  const differs = recorded !== undefined && recorded !== verdict;
  return html`<span class="badge ${verdict}">${mark} ${word}</span
    >${differs ? html`<small>recorded as ${recorded}</small>` : NOTHING}`;
}

function claimText({ says, quote, because, that }: SavedClaim): Html {
  const language = quote && /[\u3400-\u9fff]/.test(quote) ? "zh" : "en";
  return html`<div class="claim">
    ${says} ${quote === undefined ? NOTHING : html`<blockquote lang="${language}">${quote}</blockquote>`}
    ${because === undefined ? NOTHING : html`<p>${because}</p>`} <code>${that}</code>
  </div>`;
}

export function expectationsSection(results: SavedResults): Html {
  if (results.expectations.length === 0) return NOTHING;
  const rows = results.expectations.map((e) => [
    html`<span class="badge ${e.holds ? "held" : "refuted"}">${e.holds ? "✓ holds" : "✗ fails"}</span>`,
    html`${e.name}<br /><code>${e.that}</code>`,
    figure(e.left, ""),
    figure(e.right, ""),
  ]);
  return html`<section id="expectations">
    <h2>Expectations</h2>
    ${dataTable("Expectations", ["", "Expectation", "Left", "Right"], rows, [1])}
  </section> `;
}

/** What was done for each side of the comparison. */
export function effortSection(results: SavedResults): Html {
  const rows = effortsOf(results).map(({ systems, software, plans, trust }) => [
    systems.join(", "),
    software,
    plans,
    trust,
  ]);
  if (rows.length === 0) return NOTHING;
  return html`<section id="effort">
    <h2>Parity of effort</h2>
    <p class="note">
      Whose software each machine is priced with, how many plans were looked at, and how far its steps were
      off where they were measured.
    </p>
    ${dataTable("Effort for each machine", ["Machines", "Software", "Plans", "Against measured runs"], rows, [1])}
  </section> `;
}

/** FLOPs of each workload under each named convention, and how far that is from the published count. */
export function conventionsSection(results: SavedResults): Html {
  const counted = results.workloads.filter((w) => w.flops.length > 0);
  if (counted.length === 0) return NOTHING;
  return html`<section id="flops">
    <h2>FLOPs by convention</h2>
    <p class="note">
      One multiply-accumulate is two FLOPs. The same run has different FLOPs under different conventions; MFU
      moves with them.
    </p>
    ${counted.map(({ name, flops }) => {
      const rows = flops.map((f) => [
        f.convention,
        figure(f.flops, "FLOP"),
        percent(f.differenceToPublished, true),
      ]);
      const summary = html`${name} <small>${flops.length} conventions</small>`;
      return fold(
        { summary },
        dataTable(`${name}: FLOPs`, ["Convention", "FLOPs", "Against published"], rows),
      );
    })}
  </section> `;
}

/** Every number that went in, with where it came from; the page filters it by text and by status. */
export function inputsSection(results: Pick<SavedResults, "systems" | "workloads">): Html {
  const owners = [...results.systems, ...results.workloads].filter((owner) => owner.inputs.length > 0);
  const statuses = STATUS_ORDER.filter((s) => owners.some((o) => o.inputs.some((i) => i.status === s)));
  return html`<section id="inputs">
    <h2>Inputs and assumptions</h2>
    <p class="note">
      Every number that the results rest on, as written in its file, with its source. Ranges are carried to
      the low – high figures above.
    </p>
    <form class="filter" id="input-filter" hidden>
      <label>Filter <input type="search" placeholder="clock, HC33, gateway …" autocomplete="off" /></label>
      ${statuses.map((s) => html`<label class="status"><input type="checkbox" value="${s}" checked /> <span class="badge ${s}">${s}</span></label>`)}
      <output aria-live="polite"
        >${owners.reduce((sum, owner) => sum + owner.inputs.length, 0)} inputs</output
      >
    </form>
    ${owners.map((owner) =>
      fold(
        {
          id: anchor("inputs", owner.id),
          class: "inputs",
          summary: html`${owner.name} <small>${owner.inputs.length} inputs</small>`,
        },
        html`<div class="scroll" tabindex="0" role="region" aria-label="Inputs of ${owner.name}">
          <table>
            <thead>
              <tr>
                <th scope="col">Input</th>
                <th scope="col">Value</th>
                <th scope="col">Low – high</th>
                <th scope="col">Status</th>
                <th scope="col">Source</th>
                <th scope="col">File</th>
              </tr>
            </thead>
            <tbody>
              ${owner.inputs.map(inputRow)}
            </tbody>
          </table>
        </div>`,
      ),
    )}
  </section> `;
}

function inputRow(input: SavedInput): Html {
  const range =
    input.low === undefined && input.high === undefined
      ? ""
      : `${figure(input.low, input.unit)} – ${figure(input.high, input.unit)}`;
  const known = (STATUS_ORDER as readonly string[]).includes(input.status) ? input.status : "";
  return html`<tr data-status="${input.status}">
    <th scope="row"><code>${input.path}</code></th>
    <td>${input.written}</td>
    <td>${range}</td>
    <td><span class="badge ${known}">${input.status}</span></td>
    <td>${input.source}</td>
    <td><code>${input.file}:${input.line}</code></td>
  </tr> `;
}

/** Modelling assumptions, warnings and notes, each once with the pairs it concerns; then the files read. */
export function notesSection(results: SavedResults, compile: Compile): Html {
  const assumptions = [...new Set(results.results.flatMap((r) => r.assumptions))];
  const said = new Map<string, { level: string; text: string; where: Set<string> }>();
  for (const { system, workload, diagnostics } of results.results)
    for (const { level, text } of diagnostics) {
      const known = said.get(level + text) ?? { level, text, where: new Set() };
      known.where.add(`${nameOf(results, system)}, ${nameOf(results, workload)}`);
      said.set(level + text, known);
    }
  const diagnostic = ({ level, text, where }: { level: string; text: string; where: Set<string> }): Html =>
    html`<li>
      <span class="badge ${level}">${level}</span> ${text} <small>${[...where].join("; ")}</small>
    </li>`;
  const warnings = [...said.values()].filter(({ level }) => level === "warning");
  const notes = [...said.values()].filter(({ level }) => level !== "warning");
  const checks = CHARTS.filter(({ topic }) => topic === "check").map((c) => chartFigure(c, results, compile));
  return html`<section id="notes">
    <h2>Assumptions and warnings</h2>
    <ul>
      ${warnings.map(diagnostic)}
    </ul>
    ${listFold("Notes", "on plans and on what to expect of a figure", notes.map(diagnostic))}
    ${listFold(
      "Assumptions",
      "of the models, each once",
      assumptions.map((text) => html`<li>${text}</li>`),
    )}
    ${checks.some((figure) => figure !== NOTHING) && fold({ summary: TOPICS.check }, html`${checks}`)}
    ${metricsFold(results.metrics)} ${filesRead(results.inputs)}
  </section> `;
}

/** What each metric is, once. */
export function metricsFold(metrics: SavedResults["metrics"]): Html {
  return fold(
    { summary: html`Metrics <small>units, formulas and FLOPs conventions</small>` },
    dataTable(
      "Metrics",
      ["Metric", "Id", "Unit", "Formula"],
      metrics.map(({ id, label, unit, formula }) => [label, html`<code>${id}</code>`, unit, formula]),
      [1, 2, 3],
    ),
  );
}

/** A list under its name, folded away. */
function listFold(name: string, about: string, items: readonly Html[]): Html {
  const summary = html`${name} <small>${items.length} ${about}</small>`;
  return items.length === 0
    ? NOTHING
    : fold(
        { summary },
        html`<ul>
          ${items}
        </ul>`,
      );
}

/** The files that a result rests on, folded away. */
export function filesRead(inputs: SavedResults["inputs"]): Html {
  return fold(
    { summary: html`Files read <small>with their SHA-256</small>` },
    dataTable(
      "Files read",
      ["File", "SHA-256"],
      inputs.map(({ file, sha256 }) => [html`<code>${file}</code>`, html`<code>${sha256}</code>`]),
      [1],
    ),
  );
}
