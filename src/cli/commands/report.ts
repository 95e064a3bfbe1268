import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { SavedOptimum } from "../../internal.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { formatsOf, outputOptions, stringOf } from "../options.ts";
import { optimumFormatsOf, parseSavedOptimum, writeOptimum } from "../optimum-reports.ts";
import { parseSavedResults, savedText } from "../saved-results.ts";
import type { Arguments } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
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
  options: { ...outputOptions },
  examples: [
    ["dse report out/ipu-generations", "tables, and all files again"],
    ["dse report out/ipu-generations --format md --out -", "Markdown on stdout"],
    ["dse report runs/a", "a finished sweep"],
  ],
  async run(args, shell) {
    const place = String(args["dir"]);
    const { isSweep } = await import("../sweep/saved-sweep.ts");
    if (place !== "-" && isSweep(place)) return reportSweep(place, args, shell);
    const saved = savedText(place, shell);
    const optimum = await parseSavedOptimum(saved);
    if (optimum !== undefined) return reportOptimum(optimum, place, args, shell);
    const results = await parseSavedResults(saved);
    const out = stringOf(args, "out") ?? folderOf(place, results.study.id);
    const formats = formatsOf(args, out === "-" ? ["md"] : ["html", "md", "csv"]);
    if (out !== "-") shell.out(await tables(results, shell));
    await writeReports(results, { out, formats }, shell);
    return EXIT.done;
  },
};

async function reportOptimum(
  optimum: SavedOptimum,
  place: string,
  args: Arguments,
  shell: Shell,
): Promise<ExitCode> {
  const { terminalOptimum } = await import("../../internal.ts");
  const out = stringOf(args, "out") ?? folderOf(place, "optimum");
  const formats = out === "-" ? (["md"] as const) : (["html", "md"] as const);
  const named = args["format"] === undefined ? formats : optimumFormatsOf(args, out);
  if (out !== "-") shell.out(terminalOptimum(optimum));
  await writeOptimum(optimum, { out, formats: named }, shell);
  return EXIT.done;
}

async function reportSweep(place: string, args: Arguments, shell: Shell): Promise<ExitCode> {
  const { readSavedSweep } = await import("../sweep/saved-sweep.ts");
  const { SWEEP_FORMATS, writeSweepReports } = await import("../sweep/sweep-reports.ts");
  const { terminalSweep } = await import("../../internal.ts");
  const sweep = await readSavedSweep(place);
  const out = stringOf(args, "out") ?? folderOf(place, sweep.question.id);
  const formats = formatsOf(args, out === "-" ? ["md"] : SWEEP_FORMATS);
  if (out !== "-") shell.out(terminalSweep(sweep));
  tellWhere(await writeSweepReports(sweep, { out, formats }, shell), shell);
  return EXIT.done;
}

function folderOf(place: string, study: string): string {
  if (place === "-") return `out/${study}`;
  return existsSync(place) && statSync(place).isDirectory() ? place : dirname(place);
}
