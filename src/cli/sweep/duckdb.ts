import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { BadInput } from "../exit-code.ts";

const PACKAGE = "@duckdb/node-api";
const VERSION = "1.5.6-r.1";

/** A value as DuckDB hands it over. */
export type Value = unknown;

export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** The part of DuckDB that is used here. */
export interface DuckDB {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection> }>;
  };
}

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ columnNames(): string[]; getRowsJS(): Value[][] }>;
}

/**
 * DuckDB is no dependency: 71 MB of native code that few sweeps need. It is taken from where the user has it: a folder
 * that was named, the folder `dse` was started in, or beside `dse` itself.
 */
export async function loadDuckDB(named: string | undefined, packageFolder: string): Promise<DuckDB> {
  const places = named === undefined ? [process.cwd(), packageFolder] : [named];
  for (const place of places) {
    const found = findPackage(resolve(place));
    if (found !== undefined) return withDefault((await import(pathToFileURL(found).href)) as Imported);
  }
  const where = named === undefined ? "" : ` in ${named}`;
  throw new BadInput(
    [
      `dse query needs DuckDB, which is not installed${where}. Either`,
      `  npm install ${PACKAGE}@${VERSION}                          in the folder you start dse in, or`,
      `  npm install --prefix ~/duckdb ${PACKAGE}@${VERSION}        anywhere, and then dse query --duckdb ~/duckdb ...`,
      `Without it: the files are plain Parquet, which DuckDB's own shell, pandas, Polars and Spark read too.`,
    ].join("\n"),
  );
}

function findPackage(folder: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(PACKAGE);
  } catch {
    return undefined;
  }
}

type Imported = DuckDB & { readonly default?: DuckDB };
const withDefault = (module: Imported): DuckDB =>
  (module as Partial<DuckDB>).DuckDBInstance === undefined && module.default !== undefined
    ? module.default
    : module;

export interface Asked {
  /** Tables and the files behind them. */
  readonly views: Readonly<Record<string, readonly string[]>>;
  /** The folder of the sweep: SQL reads and writes nothing outside it. */
  readonly folder: string;
  readonly sql: string;
}

/**
 * Answers one SQL text over views; a mistake in the SQL is the user's to put right. SQL can read and write files, load
 * extensions and open connections: all of that is off, but for files of the sweep's own folder, and cannot be switched
 * on again by the SQL.
 */
export async function ask(duckdb: DuckDB, { views, folder, sql }: Asked): Promise<QueryAnswer> {
  const connection = await (await duckdb.DuckDBInstance.create(":memory:")).connect();
  await connection.run(`set allowed_directories = [${sqlText(realpathSync(folder))}]`);
  await connection.run("set enable_external_access = false");
  await connection.run("set lock_configuration = true");
  for (const [name, files] of Object.entries(views)) {
    const list = files.map((file) => sqlText(realpathSync(file))).join(", ");
    if (files.length > 0)
      await connection.run(`create view "${name}" as select * from read_parquet([${list}])`);
  }
  try {
    const reader = await connection.runAndReadAll(sql);
    return { columns: reader.columnNames(), rows: reader.getRowsJS() };
  } catch (error) {
    throw new BadInput((error as Error).message);
  }
}

const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
