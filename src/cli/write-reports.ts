import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { KeptAnswers, SavedResults } from "../internal.ts";
import type { AnsweredStudy } from "./answered-study.ts";
import { BadInput } from "./exit-code.ts";
import type { Format } from "./options.ts";
import type { Shell } from "./shell.ts";
import { writeInto } from "./write-whole.ts";

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
export const writeReports = async (
  answered: Answered,
  to: Destination,
  shell: Shell,
  store?: KeptAnswers,
): Promise<void> =>
  tellWhere(await writeFiles(to, shell, (format) => render(answered, format, shell, store)), shell);

/** Results that were just computed, or saved ones alone. */
type Answered = Pick<AnsweredStudy, "results"> & Partial<AnsweredStudy>;

/** Where a report is, if it is in files. */
export function tellWhere(url: string | undefined, shell: Shell): void {
  if (url !== undefined) shell.err(`${url}\n`);
}

/** The same of anything that is rendered by format. Returns the URL of what a person opens; on stdout there is none. */
export async function writeFiles(
  to: Destination,
  shell: Shell,
  rendered: (format: Format) => string | Promise<string>,
  fileOf: Readonly<Record<Format, string>> = FILE_OF,
): Promise<string | undefined> {
  if (to.out === "-") {
    const [format, ...more] = to.formats;
    if (format === undefined || more.length > 0)
      throw new BadInput("--out - takes one format, for example --format json");
    shell.out(await rendered(format));
    return undefined;
  }
  const files: [string, string][] = [];
  for (const format of to.formats) files.push([fileOf[format], await rendered(format)]);
  for (const [name, text] of files) writeInto(to.out, name, text);
  const shown = to.formats.includes("html") ? fileOf.html : files[0]?.[0];
  return shown === undefined ? undefined : pathToFileURL(resolve(to.out, shown)).href;
}

/** Results in a format; or as they were rendered before, where the answers of earlier runs are at hand. */
export async function render(
  answered: Answered,
  format: Format,
  shell: Shell,
  store?: KeptAnswers,
): Promise<string> {
  if (store === undefined) return rendered(answered, format, shell);
  const page = `page ${format} ${createHash("sha256").update(JSON.stringify(answered)).digest("hex")}`;
  const kept = store.get(page);
  if (typeof kept === "string") return kept;
  const text = await rendered(answered, format, shell);
  store.keep(page, text);
  return text;
}

async function rendered({ results, carried }: Answered, format: Format, shell: Shell): Promise<string> {
  const [{ csvReport }, { htmlReport }, { jsonReport }, { markdownReport }] = await Promise.all([
    import("../report/study/csv-report.ts"),
    import("../report/study/html-report.ts"),
    import("../report/study/json-report.ts"),
    import("../report/study/markdown-report.ts"),
  ]);
  switch (format) {
    case "html":
      return htmlReport(results, {
        runtime: reportRuntime(shell),
        ...(carried && { live: { script: builtScript(shell, "report-live.js"), study: carried } }),
      });
    case "md":
      return markdownReport(results);
    case "json":
      return jsonReport(results);
    case "csv":
      return csvReport(results);
  }
}

/** The script that pages carry inside. */
export const reportRuntime = (shell: Shell): string => builtScript(shell, "report-runtime.js");

const builtScript = ({ packageFolder }: Shell, name: string): string =>
  readFileSync(join(packageFolder, "dist", name), "utf8");

/** The tables for a person: every workload's in full, or what they come to. */
export async function tables(
  results: SavedResults,
  shell: Shell,
  {
    metrics = [],
    verbose = false,
  }: { readonly metrics?: readonly string[]; readonly verbose?: boolean } = {},
): Promise<string> {
  const [{ terminalReport }, { Chalk }] = await Promise.all([
    import("../report/study/terminal-report.ts"),
    import("chalk"),
  ]);
  const colour = new Chalk({ level: shell.colour ? 1 : 0 });
  return terminalReport(results, { width: Math.min(shell.columns ?? 110, 140), colour, metrics, verbose });
}
