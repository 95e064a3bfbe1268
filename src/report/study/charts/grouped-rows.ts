import type { VegaLiteSpec } from "../../parts/charts/chart.ts";

export interface GroupedRow {
  readonly workload: string;
  readonly system: string;
}

/** Band of a row; rows that share a workload stand together. */
export const rowKey = ({ workload, system }: GroupedRow): string => `${workload} · ${system}`;

/** Letters of a line of a workload's name beside its rows. */
const LINE = 17;

/** A name in lines of about equal length, cut between words; names that share their beginning are told apart. */
function linesOf(name: string): readonly string[] {
  const count = Math.ceil(name.length / LINE);
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && (longer.length <= name.length / count + 2 || lines.length === count))
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Pixels a row. */
const ROW = 15;

/**
 * Vertical channel for rows in the order given: a band each, a gap after each workload, and the workload's name at
 * the middle of its rows. One band scale (not an offset within another) keeps every kind of mark centred.
 */
export function groupedRows(
  rows: readonly GroupedRow[],
  { named = "group" }: { readonly named?: "group" | "both" } = {},
): { readonly y: VegaLiteSpec; readonly height: number } {
  if (named === "both") return namedRows(rows);
  const workloads = [...new Set(rows.map((row) => row.workload))];
  const groups = workloads.map((name) => ({
    name,
    keys: rows.filter((r) => r.workload === name).map(rowKey),
  }));
  const domain = groups.flatMap(({ name, keys }, i) => (i === 0 ? keys : [`gap before ${name}`, ...keys]));
  const labels = groups.map(({ name, keys }) => ({
    name,
    at: keys[Math.floor((keys.length - 1) / 2)] ?? "",
  }));
  const cases = labels.map(
    ({ name, at }) => `datum.value === ${JSON.stringify(at)} ? ${JSON.stringify(linesOf(name))} : `,
  );
  return {
    height: domain.length * ROW,
    y: {
      field: "row",
      type: "nominal",
      title: null,
      scale: { type: "band", domain, paddingInner: 0.15, paddingOuter: 0.2 },
      axis: { values: labels.map(({ at }) => at), labelExpr: `${cases.join("")}''` },
    },
  };
}

/** Where rows are few: a row for each pair, with the names of both in a line each. */
function namedRows(rows: readonly GroupedRow[]): { readonly y: VegaLiteSpec; readonly height: number } {
  const domain = [...new Set(rows.map(rowKey))];
  const names = domain.map((key) => key.split(" · "));
  const cases = domain.map(
    (key, i) => `datum.value === ${JSON.stringify(key)} ? ${JSON.stringify(names[i])} : `,
  );
  return {
    height: domain.length * 2.4 * ROW,
    y: {
      field: "row",
      type: "nominal",
      title: null,
      scale: { type: "band", domain },
      axis: { labelExpr: `${cases.join("")}''`, labelLimit: 230, grid: true, labelLineHeight: 12 },
    },
  };
}
