import type { SavedSweep } from "../../internal.ts";
import type { Format } from "../options.ts";
import type { Shell } from "../shell.ts";
import { reportRuntime, writeFiles, type Destination } from "../write-reports.ts";
import { FINDINGS_FILE } from "./finish.ts";

const FILE_OF: Readonly<Record<Format, string>> = {
  html: "report.html",
  md: "report.md",
  json: FINDINGS_FILE,
  csv: "front.csv",
};

/** Formats that a finished sweep is written in beside its points. */
export const SWEEP_FORMATS: readonly Format[] = ["html", "md"];

/** Writes the reports of a finished sweep. Returns the URL of what a person opens; on stdout there is none. */
export const writeSweepReports = (
  sweep: SavedSweep,
  to: Destination,
  shell: Shell,
): Promise<string | undefined> => writeFiles(to, shell, (format) => rendered(sweep, format, shell), FILE_OF);

async function rendered(sweep: SavedSweep, format: Format, shell: Shell): Promise<string> {
  const [{ csvSweep }, { htmlSweep }, { markdownSweep }] = await Promise.all([
    import("../../report/sweep/csv-sweep.ts"),
    import("../../report/sweep/html-sweep.ts"),
    import("../../report/sweep/markdown-sweep.ts"),
  ]);
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
