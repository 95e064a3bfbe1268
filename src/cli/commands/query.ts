import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { jsonOption, stringOf } from "../options.ts";

export const query: Command = {
  usage: "query <folder> <sql>",
  summary: "Ask a sweep in SQL (DuckDB, to be installed beside): tables points, front, sample",
  positionals: {
    folder: { type: "string", demandOption: true, describe: "Folder of the sweep, finished or not" },
    sql: {
      type: "string",
      demandOption: true,
      describe: "SQL over points, front and sample; it reads and writes nothing outside the folder",
    },
  },
  options: {
    duckdb: { type: "string", requiresArg: true, describe: "Folder in which @duckdb/node-api is installed" },
    ...jsonOption,
  },
  examples: [
    ['dse query runs/a "select pod, max(mfu) from points group by pod order by pod"', ""],
    ["dse query runs/a 'select \"chip.clock\", mfu from front'", "names with a dot stand in quotes"],
  ],
  async run(args, shell) {
    const { ask, loadDuckDB } = await import("../sweep/duckdb.ts");
    const { answerTable, plainValue } = await import("../sweep/answer-table.ts");
    const { storedViews } = await import("../sweep/stored-views.ts");
    const [folder, sql] = [stringOf(args, "folder") ?? "", stringOf(args, "sql") ?? ""];
    const views = await storedViews(folder);
    const duckdb = await loadDuckDB(stringOf(args, "duckdb"), shell.packageFolder);
    const { columns, rows } = await ask(duckdb, { views, folder, sql });
    if (args["json"] === true) {
      for (const row of rows) {
        const entries = columns.map((name, at) => [name, plainValue(row[at])]);
        shell.out(`${JSON.stringify(Object.fromEntries(entries))}\n`);
      }
    } else shell.out(await answerTable(columns, rows));
    return EXIT.done;
  },
};
