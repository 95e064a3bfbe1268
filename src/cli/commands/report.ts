import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { formatsOf, outputOptions, stringOf } from "../options.ts";
import { readSavedResults } from "../saved-results.ts";
import { tables, writeReports } from "../write-reports.ts";

export const report: Command = {
  usage: "report <dir>",
  summary: "Render again from saved results",
  positionals: {
    dir: { type: "string", demandOption: true, describe: "Folder of an earlier run, its results.json, or -" },
  },
  options: { ...outputOptions },
  examples: [
    ["dse report out/ipu-generations", "tables, and all files again"],
    ["dse report out/ipu-generations --format md --out -", "Markdown on stdout"],
  ],
  async run(args, shell) {
    const place = String(args["dir"]);
    const results = await readSavedResults(place, shell);
    const out = stringOf(args, "out") ?? folderOf(place, results.study.id);
    const formats = formatsOf(args, out === "-" ? ["md"] : ["html", "md", "csv"]);
    if (out !== "-") shell.out(await tables(results, shell));
    await writeReports(results, { out, formats }, shell);
    return EXIT.done;
  },
};

function folderOf(place: string, study: string): string {
  if (place === "-") return `out/${study}`;
  return existsSync(place) && statSync(place).isDirectory() ? place : dirname(place);
}
