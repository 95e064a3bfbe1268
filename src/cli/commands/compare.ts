import type { ComparisonRow, ResultsComparison } from "../../internal.ts";
import type { Command } from "../command.ts";
import { BadInput, EXIT, type ExitCode } from "../exit-code.ts";
import { jsonOption } from "../options.ts";
import { readSavedResults } from "../saved-results.ts";
import type { Shell } from "../shell.ts";

export const compare: Command = {
  usage: "compare <a> <b>",
  summary: "Two saved results, or two sweeps: absolute and % difference, by cause",
  positionals: {
    a: { type: "string", demandOption: true, describe: "Folder of a run or sweep, its results.json, or -" },
    b: { type: "string", demandOption: true, describe: "The same, of the run to compare with it" },
  },
  options: { all: { type: "boolean", default: false, describe: "Also what did not change" }, ...jsonOption },
  examples: [["dse compare out/before out/after", ""]],
  async run(args, shell) {
    const [a, b] = [String(args["a"]), String(args["b"])];
    if (a === "-" && b === "-") throw new BadInput("only one of the two results can come from stdin");
    const { isSweep } = await import("../sweep/saved-sweep.ts");
    const sweeps = [a, b].filter((place) => place !== "-" && isSweep(place));
    if (sweeps.length === 1) throw new BadInput(`${sweeps[0]} is a sweep, the other is not`);
    if (sweeps.length === 2) return compareTwoSweeps(a, b, args["json"] === true, shell);
    const { compareResults, comparisonRows } = await import("../../result/saved/compare-results.ts");
    const [left, right] = [await readSavedResults(a, shell), await readSavedResults(b, shell)];
    const comparison = compareResults(left, right);
    if (args["json"] === true) shell.out(`${JSON.stringify(comparison, null, 2)}\n`);
    else {
      const metrics = new Map([...left.metrics, ...right.metrics].map((metric) => [metric.id, metric]));
      const rows = comparisonRows(comparison, [...metrics.values()]);
      shell.out(
        await described(
          comparison,
          args["all"] === true ? rows : rows.filter((row) => row.difference !== 0),
          { a, b, labelOf: (id) => metrics.get(id)?.label ?? id },
        ),
      );
    }
    return EXIT.done;
  },
};

async function compareTwoSweeps(a: string, b: string, asJson: boolean, shell: Shell): Promise<ExitCode> {
  const { readSavedSweep } = await import("../sweep/saved-sweep.ts");
  const [{ compareSweeps }, { terminalSweepComparison }] = await Promise.all([
    import("../../explore/sweep/compare-sweeps.ts"),
    import("../../report/sweep/terminal-sweep-comparison.ts"),
  ]);
  const sweeps = [await readSavedSweep(a), await readSavedSweep(b)] as const;
  const comparison = compareSweeps(...sweeps);
  shell.out(
    asJson ? `${JSON.stringify(comparison, null, 2)}\n` : terminalSweepComparison(comparison, sweeps),
  );
  return EXIT.done;
}

/** What the terminal calls things by: both sides as they were asked for, and each metric. */
interface Names {
  readonly a: string;
  readonly b: string;
  readonly labelOf: (metric: string) => string;
}

async function described(
  comparison: ResultsComparison,
  rows: readonly ComparisonRow[],
  { a: placeA, b: placeB, labelOf }: Names,
): Promise<string> {
  const { formatQuantity } = await import("../../units/format-quantity.ts");
  const amount = (value: number | null, unit: string): string =>
    value === null ? "none" : formatQuantity(value, unit, 6);
  const side = (place: string, { study, tool }: ResultsComparison["a"]): string =>
    `${place} (${study}, ${tool.name} ${tool.version})`;
  const lines = [`${side(placeA, comparison.a)} → ${side(placeB, comparison.b)}`];
  for (const { subject, path, a, b, unit } of comparison.inputs)
    lines.push(`input: ${subject} ${path} ${amount(a, unit)} → ${amount(b, unit)}`);
  for (const { system, workload, fidelity, plan } of comparison.results) {
    const own = rows.filter((r) => r.system === system && r.workload === workload && r.fidelity === fidelity);
    const title = `${system} · ${workload} · ${fidelity}`;
    if (own.length === 0) lines.push(`${title}: no difference`);
    else lines.push(title, ...(await tableOf(own, labelOf)));
    for (const [choice, { a, b }] of Object.entries(plan)) lines.push(`  plan: ${choice} ${a} → ${b}`);
  }
  for (const [where, keys] of [
    ["A", comparison.onlyInA],
    ["B", comparison.onlyInB],
  ] as const)
    for (const key of keys) lines.push(`only in ${where}: ${key.system} · ${key.workload} · ${key.fidelity}`);
  return `${lines.join("\n")}\n`;
}

async function tableOf(
  rows: readonly ComparisonRow[],
  labelOf: Names["labelOf"],
): Promise<readonly string[]> {
  const [{ figure, percent }, { formatQuantity }, { table }] = await Promise.all([
    import("../../report/parts/figures.ts"),
    import("../../units/format-quantity.ts"),
    import("../../report/parts/table.ts"),
  ]);
  const shown = (value: number | null, unit: string): string =>
    value === null ? "–" : unit === "1/s" ? figure(value, unit) : formatQuantity(value, unit, 4);
  const columns = ["", "", "A", "B", "difference", "%"].map((header, index) => ({
    header,
    align: index < 2 ? ("left" as const) : ("right" as const),
  }));
  const cells = rows.map((row) => [
    { text: row.group === "metric" ? "" : row.group },
    { text: row.group === "metric" ? labelOf(row.name) : words(row.name) },
    { text: shown(row.a, row.unit) },
    { text: shown(row.b, row.unit) },
    {
      text:
        row.difference === 0
          ? "equal"
          : `${(row.difference ?? 0) > 0 ? "+" : ""}${shown(row.difference, row.unit)}`,
    },
    { text: row.difference === 0 ? "" : percent(row.relative, true) },
  ]);
  return table(columns, cells)
    .slice(1)
    .map((line) => `  ${line}`);
}

/** `gradientReduction` as "gradient reduction". */
const words = (id: string): string => id.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
