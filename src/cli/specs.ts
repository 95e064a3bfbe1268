import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import type { Specs } from "../internal.ts";
import type { Shell } from "./shell.ts";

const FOLDERS = ["arch-specs", "workloads", "reports"] as const;

/**
 * Shipped specs, those of the folder `dse` is started in, and those beside the files that were named: a study in
 * `mine/reports/x/study.yaml` finds the machines in `mine/arch-specs/`.
 */
export async function openAllSpecs(shell: Shell, named: readonly string[] = []): Promise<Specs> {
  const { openSpecs, studyFile } = await import("../spec/load.ts");
  const shipped = resolve(shell.packageFolder);
  const beside = named.map((file) => dirname(studyFile(file)));
  const own = [".", ...beside, ...beside.map((folder) => join(folder, "..", ".."))]
    .filter((folder) => existsSync(folder))
    .map((folder) => realpathSync(folder))
    .filter((folder, index, all) => folder !== realpathSync(shipped) && all.indexOf(folder) === index)
    .filter((folder) => FOLDERS.some((name) => existsSync(join(folder, name))));
  return openSpecs({
    folders: [
      ...FOLDERS.map((name) => ({ path: join(shipped, name), label: name })),
      ...own.flatMap((folder) =>
        FOLDERS.map((name) => ({ path: join(folder, name), label: relative(".", join(folder, name)) })),
      ),
    ],
  });
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
