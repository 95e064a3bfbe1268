import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { SavedResults } from "../index.ts";
import { BadInput } from "./exit-code.ts";
import type { Format } from "./options.ts";
import type { Shell } from "./shell.ts";
import { writeWhole } from "./write-whole.ts";

const FILE_OF: Readonly<Record<Format, string>> = {
  html: "report.html",
  md: "report.md",
  json: "results.json",
  csv: "results.csv",
};

export interface Destination {
  /** `-` for stdout. */
  readonly out: string;
  readonly formats: readonly Format[];
}

/** Renders everything first, then writes: a report is whole or absent. Tells on stderr where it is. */
export async function writeReports(results: SavedResults, to: Destination, shell: Shell): Promise<void> {
  if (to.out === "-") {
    const [format, ...more] = to.formats;
    if (format === undefined || more.length > 0)
      throw new BadInput("--out - takes one format, for example --format json");
    return shell.out(await render(results, format, shell));
  }
  const rendered: [string, string][] = [];
  for (const format of to.formats) rendered.push([FILE_OF[format], await render(results, format, shell)]);
  for (const [name, text] of rendered) writeWhole(join(to.out, name), text);
  const shown = to.formats.includes("html") ? "report.html" : rendered[0]?.[0];
  if (shown !== undefined) shell.err(`${pathToFileURL(resolve(to.out, shown)).href}\n`);
}

export async function render(results: SavedResults, format: Format, shell: Shell): Promise<string> {
  const { csvReport, htmlReport, jsonReport, markdownReport } = await import("../index.ts");
  switch (format) {
    case "html":
      return htmlReport(results, { runtime: reportRuntime(shell) });
    case "md":
      return markdownReport(results);
    case "json":
      return jsonReport(results);
    case "csv":
      return csvReport(results);
  }
}

/** The script that pages carry inside. */
export const reportRuntime = (shell: Shell): string =>
  readFileSync(join(shell.packageFolder, "dist", "report-runtime.js"), "utf8");

/** The tables for a person. */
export async function tables(results: SavedResults, shell: Shell): Promise<string> {
  const [{ terminalReport }, { Chalk }] = await Promise.all([import("../index.ts"), import("chalk")]);
  const colour = new Chalk({ level: shell.colour ? 1 : 0 });
  return terminalReport(results, { width: Math.min(shell.columns ?? 110, 140), colour });
}
