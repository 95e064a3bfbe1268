import type { SavedClaim, SavedResults } from "../../../result/saved/result.ts";
import { figure } from "../../parts/figures.ts";
import { chartFigure, type Compile } from "../../parts/html/chart-figure.ts";
import { html, NOTHING, type Html } from "../../parts/html/markup.ts";
import { trustBadge } from "../../parts/html/trust-badge.ts";
import { answerOf } from "../answer/answer.ts";
import { CHARTS } from "../charts/index.ts";

/** The first screen: what the numbers answer in a few sentences, one chart that shows it, and the claims that fell. */
export function answerSection(results: SavedResults, compile: Compile): Html {
  const figures = CHARTS.filter(({ topic }) => topic === "answer").map((c) =>
    chartFigure(c, results, compile),
  );
  const shown = figures.find((one) => one !== NOTHING) ?? NOTHING;
  return html`<section id="summary" class="answer">
    <h2>Answer</h2>
    ${answerOf(results).map(({ text, trust }) => html`<p>${text} ${trustBadge(trust)}</p>`)}
    <div class="charts">${shown} ${fallen(results.claims)}</div>
  </section> `;
}

/** Beside the chart: what was claimed and does not hold, each with what was computed and what was claimed. */
function fallen(claims: readonly SavedClaim[]): Html {
  const refuted = claims.filter(({ verdict }) => verdict === "refuted");
  if (refuted.length === 0) return NOTHING;
  const figures = ({ left, right, unit }: SavedClaim): Html | false =>
    left !== null &&
    right !== null &&
    html`<small>${figure(left, unit)}, claimed ${figure(right, unit)}</small>`;
  return html`<div class="fallen">
    <h3>What was claimed and does not hold</h3>
    <ul>
      ${refuted.map((claim) => html`<li>${claim.says} ${figures(claim)}</li>`)}
    </ul>
    <p><a href="#claims">All claims, with quotes and reasons</a></p>
  </div>`;
}
