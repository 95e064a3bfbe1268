import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import type { Specs, SpecSources } from "../internal.ts";
import type { Shell } from "./shell.ts";

const FOLDERS = ["arch-specs", "workloads", "reports"] as const;

/** Folders of specs, and what results and messages call them. */
export type SpecFolders = readonly { readonly path: string; readonly label: string }[];

/**
 * Shipped specs, those of the folder `dse` is started in, and those beside the files that were named: a study in
 * `mine/reports/x/study.yaml` finds the machines in `mine/arch-specs/`.
 */
export async function openAllSpecs(
  shell: Shell,
  named: readonly string[] = [],
  { onRead, onNotes = tellsNotes(shell) }: Hearing = {},
): Promise<Specs> {
  const { openSpecs } = await import("../spec/load.ts");
  return openSpecs({ folders: specFolders(shell, named), ...(onRead && { onRead }), onNotes });
}

/** Who hears of files that are read; unless said, what a configuration says and no workload can is told on stderr. */
type Hearing = Pick<SpecSources, "onRead" | "onNotes">;
export type NotesHeard = NonNullable<SpecSources["onNotes"]>;

/** Each note once, however many files have it. */
export function tellsNotes(shell: Shell): NotesHeard {
  const told = new Set<string>();
  return (_file, notes) => {
    for (const note of notes) if (!told.has(note)) shell.err(`note: ${note}\n`);
    for (const note of notes) told.add(note);
  };
}

/** Where the specs are looked for, these files being named. */
export function specFolders(shell: Shell, named: readonly string[]): SpecFolders {
  const shipped = resolve(shell.packageFolder);
  const isFolder = (path: string): boolean =>
    ["study.yaml", "config.json"].some((file) => existsSync(join(path, file)));
  const beside = named.map((path) => (isFolder(path) ? path : dirname(path)));
  const own = [".", ...beside, ...beside.map((folder) => join(folder, "..", ".."))]
    .filter((folder) => existsSync(folder))
    .map((folder) => realpathSync(folder))
    .filter((folder, index, all) => folder !== realpathSync(shipped) && all.indexOf(folder) === index)
    .filter((folder) => FOLDERS.some((name) => existsSync(join(folder, name))));
  return [
    ...FOLDERS.map((name) => ({ path: join(shipped, name), label: name })),
    ...own.flatMap((folder) =>
      FOLDERS.map((name) => ({ path: join(folder, name), label: relative(".", join(folder, name)) })),
    ),
  ];
}

/** An id, or a file that is there or was written like one. */
export const isFile = (text: string): boolean => /[/\\]|[.](ya?ml|json)$/.test(text);

/**
 * Runs `use` with a file that holds what came on stdin, and calls it `stdin` wherever an error or a result would
 * name the file.
 */
export async function withInputFile<T>(shell: Shell, use: (file: string) => Promise<T>): Promise<T> {
  const { SpecProblems } = await import("../spec/yaml/spec-error.ts");
  const folder = mkdtempSync(join(tmpdir(), "dse-"));
  const file = join(folder, "stdin.yaml");
  try {
    writeFileSync(file, shell.readInput());
    return await use(file);
  } catch (error) {
    if (!(error instanceof SpecProblems)) throw error;
    throw new SpecProblems(error.errors.map((e) => (e.file === file ? { ...e, file: "stdin" } : e)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
