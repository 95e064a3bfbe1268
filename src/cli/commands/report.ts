import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { SavedOptimum } from "../../internal.ts";
import type { Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import {
  formatsOf,
  jsonOption,
  metricsOption,
  outOf,
  outputOptions,
  stringsOf,
  verboseOption,
} from "../options.ts";
import { optimumFormatsOf, parseSavedOptimum, writeOptimum } from "../optimum-reports.ts";
import { parseSavedResults, savedText } from "../saved-results.ts";
import type { Arguments } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { checkMetric } from "../metric-names.ts";
import { makeFolder, writePieces } from "../write-whole.ts";
import { tables, tellWhere, writeReports } from "../write-reports.ts";

export const report: Command = {
  usage: "report <dir>",
  summary: "Render again from saved results",
  positionals: {
    dir: {
      type: "string",
      demandOption: true,
      describe: "Folder of an earlier run, optimum or sweep, its results.json or findings.json, or -",
    },
  },
  options: {
    ...outputOptions,
    ...metricsOption,
    ...verboseOption,
    ...jsonOption,
    all: {
      type: "boolean",
      default: false,
      describe: "Of a sweep, with --format csv: every point, not the front",
    },
  },
  examples: [
    ["dse report out/ipu-generations", "tables, and all files again"],
    ["dse report out/ipu-generations --format md --out -", "Markdown on stdout"],
    ["dse report runs/a", "a finished sweep"],
    ["dse report runs/a --format csv --all", "every point of a sweep, in points.csv"],
  ],
  async run(args, shell) {
    const place = String(args["dir"]);
    const { isSweep } = await import("../sweep/saved-sweep.ts");
    const sweeps = place !== "-" && isSweep(place);
    if (args["all"] === true) return allPoints(place, sweeps, args, shell);
    if (sweeps) return reportSweep(place, args, shell);
    const saved = savedText(place, shell);
    const optimum = await parseSavedOptimum(saved);
    if (optimum !== undefined && args["json"] === true) return asJson(saved.text, args, shell);
    if (optimum !== undefined) return reportOptimum(optimum, place, args, shell);
    const results = await parseSavedResults(saved);
    const metrics = stringsOf(args, "metrics");
    for (const id of metrics)
      if (!results.metrics.some((metric) => metric.id === id))
        checkMetric(id, await import("../../internal.ts"));
    if (args["json"] === true) return asJson(saved.text, args, shell);
    const out = outOf(args) ?? folderOf(place, results.study.id);
    const formats = formatsOf(args, out === "-" ? ["md"] : ["html", "md", "csv"]);
    if (out !== "-") shell.out(await tables(results, shell, { metrics, verbose: args["verbose"] === true }));
    await writeReports({ results }, { out, formats }, shell);
    return EXIT.done;
  },
};

/** What was saved, on stdout; no file is written unless one is asked for. */
function asJson(text: string, args: Arguments, shell: Shell): ExitCode {
  if (outOf(args) !== undefined || args["format"] !== undefined)
    throw new BadInput("--json prints what was saved and writes no file: leave out --out and --format");
  shell.out(text);
  return EXIT.done;
}

async function reportOptimum(
  optimum: SavedOptimum,
  place: string,
  args: Arguments,
  shell: Shell,
): Promise<ExitCode> {
  const { terminalOptimum } = await import("../../report/optimum/terminal-optimum.ts");
  const out = outOf(args) ?? folderOf(place, "optimum");
  const formats = out === "-" ? (["md"] as const) : (["html", "md"] as const);
  const named = args["format"] === undefined ? formats : optimumFormatsOf(args, out);
  if (out !== "-") shell.out(terminalOptimum(optimum));
  await writeOptimum(optimum, { out, formats: named }, shell);
  return EXIT.done;
}

async function reportSweep(place: string, args: Arguments, shell: Shell): Promise<ExitCode> {
  const { readSavedSweep } = await import("../sweep/saved-sweep.ts");
  const { SWEEP_FORMATS, writeSweepReports } = await import("../sweep/sweep-reports.ts");
  const { terminalSweep } = await import("../../report/sweep/terminal-sweep.ts");
  const sweep = await readSavedSweep(place);
  if (args["json"] === true) return asJson(`${JSON.stringify(sweep)}\n`, args, shell);
  const out = outOf(args) ?? folderOf(place, sweep.question.id);
  const formats = formatsOf(args, out === "-" ? ["md"] : SWEEP_FORMATS);
  if (out !== "-") shell.out(terminalSweep(sweep));
  tellWhere(await writeSweepReports(sweep, { out, formats }, shell), shell);
  return EXIT.done;
}

/** Every point of a sweep, finished or not. */
async function allPoints(place: string, sweeps: boolean, args: Arguments, shell: Shell): Promise<ExitCode> {
  const { hasPoints, pointsCsv, POINTS_FILE } = await import("../sweep/points-csv.ts");
  const formats = formatsOf(args, ["csv"]);
  if (!sweeps || !hasPoints(place) || formats.join() !== "csv")
    throw new BadInput("--all writes every point of a sweep: give the folder of a sweep, and --format csv");
  const out = outOf(args) ?? place;
  if (out === "-") for await (const piece of pointsCsv(place)) shell.out(piece);
  else {
    makeFolder(out);
    await writePieces(join(out, POINTS_FILE), pointsCsv(place));
    shell.err(`${pathToFileURL(resolve(out, POINTS_FILE)).href}\n`);
  }
  return EXIT.done;
}

function folderOf(place: string, study: string): string {
  if (place === "-") return `out/${study}`;
  return existsSync(place) && statSync(place).isDirectory() ? place : dirname(place);
}
