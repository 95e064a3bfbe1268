import type { SavedResults } from "../../result/saved/result.ts";
import { figure, percent } from "../parts/figures.ts";
import { STATUS_ORDER, statusCounts, uncertainInputs } from "./input-summary.ts";
import { machineTables } from "./machine-tables.ts";
import { effortsOf } from "./parity.ts";
import { escaped, markdownTable, titled } from "../parts/markdown-table.ts";
import { nameOf, VERDICT } from "./reading.ts";

/** What is shared and what fails, where the study asks. */
export function machineSections(results: SavedResults): readonly (readonly string[])[] {
  return machineTables(results).map(({ title, note, header, rows, texts }) => [
    `## ${title}`,
    "",
    note,
    "",
    ...markdownTable(header, rows, texts),
  ]);
}

export function claimsSection(results: SavedResults): readonly string[] {
  if (results.claims.length === 0) return [];
  const rows = results.claims.map((c) => [
    `${VERDICT[c.verdict].mark} ${VERDICT[c.verdict].word}`,
    [c.says, c.quote && `“${c.quote}”`, c.because].filter(Boolean).join(" — "),
    c.source,
    figure(c.left, c.unit),
    figure(c.right, c.unit),
  ]);
  return ["## Claims", "", ...markdownTable(["Verdict", "Claim", "Source", "Computed", "Claimed"], rows, 3)];
}

export function expectationsSection(results: SavedResults): readonly string[] {
  if (results.expectations.length === 0) return [];
  const rows = results.expectations.map((e) => [
    e.holds ? "✓ holds" : "✗ fails",
    e.name,
    e.that,
    figure(e.left, ""),
    figure(e.right, ""),
  ]);
  return [
    "## Expectations",
    "",
    ...markdownTable(["", "Expectation", "Assertion", "Left", "Right"], rows, 3),
  ];
}

/** What was done for each side of the comparison. */
export function effortSection(results: SavedResults): readonly string[] {
  const rows = effortsOf(results).map(({ systems, software, plans, trust }) => [
    systems.join(", "),
    software,
    plans,
    trust,
  ]);
  if (rows.length === 0) return [];
  return [
    "## Parity of effort",
    "",
    ...markdownTable(["Machines", "Software", "Plans", "Against measured runs"], rows, 4),
  ];
}

export function flopsSection(results: SavedResults): readonly string[] {
  const rows = results.workloads.flatMap((w) =>
    w.flops.map((f) => [
      w.name,
      f.convention,
      figure(f.flops, "FLOP"),
      percent(f.differenceToPublished, true),
    ]),
  );
  if (rows.length === 0) return [];
  return [
    "## FLOPs by convention",
    "",
    ...markdownTable(["Workload", "Convention", "FLOPs", "Against published"], rows, 2),
  ];
}

export function inputsSection(results: Pick<SavedResults, "systems" | "workloads">): readonly string[] {
  const owners = [...results.systems, ...results.workloads];
  const counts = owners.map((owner) => {
    const byStatus = statusCounts(owner.inputs);
    return [owner.name, ...STATUS_ORDER.map((status) => String(byStatus.get(status) ?? 0))];
  });
  const uncertain = uncertainInputs(owners).map(({ owners: names, input }) => [
    names.join(", "),
    input.path,
    input.written,
    `${figure(input.low, input.unit)} – ${figure(input.high, input.unit)}`,
    input.status,
    input.source,
  ]);
  return [
    "## Inputs",
    "",
    ...markdownTable(["Inputs by status", ...STATUS_ORDER], counts),
    ...titled(
      "Uncertain inputs",
      uncertain.length > 0
        ? markdownTable(["Of", "Input", "Value", "Low – high", "Status", "Source"], uncertain, 6)
        : [],
    ),
  ];
}

export function notesSection(results: SavedResults): readonly string[] {
  const warnings = results.results.flatMap((r) =>
    r.diagnostics.map(
      (d) =>
        `- ${d.level}: ${escaped(`${nameOf(results, r.system)}, ${nameOf(results, r.workload)}: ${d.text}`)}`,
    ),
  );
  const assumptions = results.results.flatMap((r) => r.assumptions).map((text) => `- ${escaped(text)}`);
  const lines = [...new Set([...assumptions, ...warnings])];
  return lines.length > 0 ? ["## Assumptions and warnings", "", ...lines] : [];
}
