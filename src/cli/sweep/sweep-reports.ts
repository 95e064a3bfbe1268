import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { SavedSweep } from "../../index.ts";
import type { Format } from "../options.ts";
import type { Shell } from "../shell.ts";
import { BadInput } from "../exit-code.ts";
import { writeWhole } from "../write-whole.ts";
import { reportRuntime } from "../write-reports.ts";
import { FINDINGS_FILE } from "./finish.ts";

const FILE_OF: Readonly<Record<Format, string>> = {
  html: "report.html",
  md: "report.md",
  json: FINDINGS_FILE,
  csv: "front.csv",
};

/** Formats that a finished sweep is written in beside its points. */
export const SWEEP_FORMATS: readonly Format[] = ["html", "md"];

/** Renders everything first, then writes. Returns the URL of what a person opens. */
export async function writeSweepReports(
  sweep: SavedSweep,
  to: { readonly out: string; readonly formats: readonly Format[] },
  shell: Shell,
): Promise<string | undefined> {
  if (to.out === "-") {
    const [format, ...more] = to.formats;
    if (format === undefined || more.length > 0)
      throw new BadInput("--out - takes one format, for example --format md");
    shell.out(await rendered(sweep, format, shell));
    return undefined;
  }
  const files: [string, string][] = [];
  for (const format of to.formats) files.push([FILE_OF[format], await rendered(sweep, format, shell)]);
  for (const [name, text] of files) writeWhole(join(to.out, name), text);
  const shown = to.formats.includes("html") ? FILE_OF.html : files[0]?.[0];
  return shown === undefined ? undefined : pathToFileURL(resolve(to.out, shown)).href;
}

async function rendered(sweep: SavedSweep, format: Format, shell: Shell): Promise<string> {
  const { csvSweep, htmlSweep, markdownSweep } = await import("../../index.ts");
  switch (format) {
    case "html":
      return htmlSweep(sweep, { runtime: reportRuntime(shell) });
    case "md":
      return markdownSweep(sweep);
    case "csv":
      return csvSweep(sweep);
    case "json":
      return `${JSON.stringify(sweep)}\n`;
  }
}
