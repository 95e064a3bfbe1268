import type { SavedResults } from "../../result/saved/result.ts";
import type { Colours } from "../parts/colours.ts";
import { figure } from "../parts/figures.ts";
import { effortsOf } from "./parity.ts";
import { nameOf, VERDICT } from "./reading.ts";
import { displayWidth, indent, table, wrap, type Cell, type Column } from "../parts/table.ts";

export function claimsBlock(results: SavedResults, width: number, colour: Colours): readonly string[] {
  if (results.claims.length === 0) return [];
  const paint = { held: colour.green, refuted: colour.red, undecided: colour.yellow };
  const figures = results.claims.map((c) => [figure(c.left, c.unit), figure(c.right, c.unit)] as const);
  const room = Math.max(24, width - 9 - 2 * Math.max(8, ...figures.flat().map(displayWidth)));
  const rows = results.claims.flatMap((claim, i) => {
    const [first = "", ...rest] = wrap(claim.says, room);
    const [left = "", right = ""] = figures[i] ?? [];
    const because = wrap(claim.because ?? "", room).map((text): Cell => ({ text, paint: colour.dim }));
    return [
      [
        { text: VERDICT[claim.verdict].mark, paint: paint[claim.verdict] },
        { text: first },
        { text: left },
        { text: right },
      ],
      ...rest.map((text) => [{ text: "" }, { text }]),
      ...because.map((cell) => [{ text: "" }, cell]),
    ];
  });
  const columns: readonly Column[] = [
    { header: "", align: "left" },
    { header: "claim", align: "left" },
    { header: "computed", align: "right" },
    { header: "claimed", align: "right" },
  ];
  return [colour.bold("Claims"), ...indent(table(columns, rows, colour.dim))];
}

export function expectationsBlock(results: SavedResults, width: number, colour: Colours): readonly string[] {
  if (results.expectations.length === 0) return [];
  const failed = results.expectations.filter((e) => !e.holds);
  const held = results.expectations.length - failed.length;
  return [
    `${colour.bold("Expectations")}  ${held} hold, ${failed.length} fail`,
    ...failed.flatMap((e) => [
      `  ${colour.red("✗")} ${e.name}`,
      ...indent(wrap(`${e.that}  (${figure(e.left, "")} against ${figure(e.right, "")})`, width - 4), 4),
    ]),
  ];
}

/** A line or two for machines treated alike: software, plans searched, error where measured. */
export function effortBlock(results: SavedResults, width: number, colour: Colours): readonly string[] {
  return effortsOf(results).flatMap(({ systems, software, plans, trust }) =>
    wrap(`${systems.join(", ")}: ${software}; ${plans}; ${trust}`, width - 2).map((line, at) =>
      colour.dim(at === 0 ? line : `  ${line}`),
    ),
  );
}

export function diagnosticsBlock(results: SavedResults, width: number, colour: Colours): readonly string[] {
  const warnings = new Map<string, Set<string>>();
  for (const { system, workload, diagnostics } of results.results)
    for (const { level, text } of diagnostics)
      if (level === "warning")
        warnings.set(
          text,
          (warnings.get(text) ?? new Set()).add(`${nameOf(results, system)} · ${nameOf(results, workload)}`),
        );
  if (warnings.size === 0) return [];
  return [
    colour.bold("Warnings"),
    ...[...warnings].flatMap(([text, pairs]) =>
      wrap(`${[...pairs].join(", ")}: ${text}`, width - 4).map((line, i) =>
        i === 0 ? `  ${colour.yellow("!")} ${line}` : `    ${line}`,
      ),
    ),
  ];
}
