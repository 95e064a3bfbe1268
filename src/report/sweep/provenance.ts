import type { SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { frontFidelity } from "./counted-sample.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { filesRead, metricsFold } from "../study/html/evidence.ts";
import { html, type Html } from "../parts/html/markup.ts";
import { dataTable } from "../parts/html/parts.ts";
import { weightsText } from "./sweep-figures.ts";

/** What was asked, with which code, of which files; and what the metrics mean. */
export function provenanceSection(sweep: SavedSweep): Html {
  const { inputs, metrics } = sweep;
  return html`<section id="provenance">
    <h2>Question and inputs</h2>
    ${dataTable(
      "The question",
      ["", "Asked"],
      questionRows(sweep).map(([term, value]) => [term, html`<code>${value}</code>`]),
      [1],
    )}
    ${metricsFold(metrics)} ${filesRead(inputs)}
  </section> `;
}

export const FLOPS_CONVENTION = "One multiply-accumulate is two FLOPs.";

/** The question line by line. */
export function questionRows(sweep: SavedSweep): readonly (readonly [term: string, value: string])[] {
  const { question, axes, objectives, seed, sample, tool } = sweep;
  const pairs = (of: Readonly<Record<string, unknown>>): string =>
    Object.entries(of)
      .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
      .join(", ") || "nothing";
  return [
    ["Systems", question.systems.join(", ")],
    ["Workloads", question.workloads.join(", ")],
    ...(question.weights === undefined ? [] : [["Weights", weightsText(question.weights)] as const]),
    ["Axes", axes.map((axis) => `${axis.path} ${valuesText(sweep, axis)}`).join("; ")],
    ["Set at every point", pairs(question.set)],
    [
      "Choices of the plan",
      Object.keys(question.plan).length > 0 ? pairs(question.plan) : "all by the search",
    ],
    ["Strategy", question.strategy],
    ["Objectives", objectives.map(({ metric, better }) => `${metric}:${better}`).join(", ")],
    ["Fidelity", fidelityText(sweep)],
    ["Seed", String(seed)],
    ["Points sampled", String(sample.length)],
    ["Computed by", `${tool.name} ${tool.version}, build ${tool.build}`],
  ];
}

/** Of several, which one counts. */
function fidelityText(sweep: SavedSweep): string {
  const counts = frontFidelity(sweep);
  if (counts === undefined) return sweep.question.fidelity;
  const screens = new Set(sweep.sample.flatMap(({ fidelity }) => fidelity ?? []));
  screens.delete(counts);
  return `${counts}${screens.size > 0 ? `, screened by ${[...screens].join(", ")}` : ""}`;
}

/** Levels, or the span that the sampled points cover. */
function valuesText({ sample }: SavedSweep, { name, unit, levels }: SavedSweep["axes"][number]): string {
  if (levels !== undefined) return levels.join(", ");
  const values = sample.flatMap(({ coordinates }) => {
    const value = coordinates[name];
    return typeof value === "number" ? [value] : [];
  });
  if (values.length === 0) return "";
  const text = (value: number): string => formatQuantity(value, unit, 4);
  return `${text(Math.min(...values))} – ${text(Math.max(...values))}`;
}
