import type { SavedOptimum } from "../internal.ts";
import type { Arguments } from "./command.ts";
import { BadInput } from "./exit-code.ts";
import { formatsOf, type Format } from "./options.ts";
import type { SavedText } from "./saved-results.ts";
import type { Shell } from "./shell.ts";
import { reportRuntime, tellWhere, writeFiles } from "./write-reports.ts";

export const OPTIMUM_FORMATS = ["html", "json", "md"] as const satisfies readonly Format[];
type OptimumFormat = (typeof OPTIMUM_FORMATS)[number];

export function optimumFormatsOf(args: Arguments, out: string | undefined): readonly OptimumFormat[] {
  const named = formatsOf(args, out === "-" ? ["json"] : OPTIMUM_FORMATS);
  if (named.includes("csv"))
    throw new BadInput(`no format "csv" here; there are ${OPTIMUM_FORMATS.join(", ")}`);
  return named as readonly OptimumFormat[];
}

/** What `dse optimum` saved, where it is that; of other text undefined. */
export async function parseSavedOptimum({ text, file }: SavedText): Promise<SavedOptimum | undefined> {
  const { OptimumError, parseOptimum } = await import("../optimum/parse-optimum.ts");
  try {
    return parseOptimum(text, file);
  } catch (error) {
    throw error instanceof OptimumError ? new BadInput(error.message) : error;
  }
}

/** Writes the report of an optimum: page, Markdown, JSON. */
export async function writeOptimum(
  optimum: SavedOptimum,
  to: { readonly out: string; readonly formats: readonly OptimumFormat[] },
  shell: Shell,
): Promise<void> {
  const [{ htmlOptimum }, { jsonOptimum }, { markdownOptimum }] = await Promise.all([
    import("../report/optimum/html-optimum.ts"),
    import("../report/optimum/json-optimum.ts"),
    import("../report/optimum/markdown-optimum.ts"),
  ]);
  const url = await writeFiles(to, shell, (format) => {
    switch (format) {
      case "html":
        return htmlOptimum(optimum, { runtime: reportRuntime(shell) });
      case "md":
        return markdownOptimum(optimum);
      case "json":
        return jsonOptimum(optimum);
      case "csv":
        throw new Error("an optimum is not written as CSV");
    }
  });
  tellWhere(url, shell);
}
